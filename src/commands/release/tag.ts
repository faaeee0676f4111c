import '../../gateways/without-log-file.ts';
import { Messages } from '@salesforce/core';
import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { tag } from '../../actions/tag.ts';
import { openGateways } from '../../gateways/open.ts';
import type { TagOutcome } from '../../release/catalogue-outcome.ts';
import { conclude } from '../../report/conclude.ts';
import { lineFlag } from '../../report/line-flag.ts';
import { environmentFlag, targetOrgFlag, versionFlag } from '../../report/move-flags.ts';
import { tellVersion } from '../../report/version-words.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.tag');

const instantOf = (text: string): string => {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw messages.createError('notATime', [text]);
  return new Date(time).toISOString();
};

type TagJson = Extract<TagOutcome, { kind: 'tagged' }>;

export default class ReleaseTag extends SfCommand<TagJson> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    version: versionFlag,
    'target-org': targetOrgFlag,
    environment: environmentFlag,
    line: lineFlag,
    'deploy-id': Flags.salesforceId({
      summary: messages.getMessage('flags.deploy-id.summary'),
      startsWith: '0Af',
      length: 'both',
    }),
    at: Flags.string({ summary: messages.getMessage('flags.at.summary') }),
    'deployed-at': Flags.string({
      summary: messages.getMessage('flags.deployed-at.summary'),
      description: messages.getMessage('flags.deployed-at.description'),
      dependsOn: ['at', 'unverified'],
      exclusive: ['deploy-id'],
      parse: (text) => Promise.resolve(instantOf(text)),
    }),
    message: Flags.string({ char: 'm', summary: messages.getMessage('flags.message.summary') }),
    unverified: Flags.boolean({
      summary: messages.getMessage('flags.unverified.summary'),
      description: messages.getMessage('flags.unverified.description'),
      default: false,
    }),
  };

  public async run(): Promise<TagJson> {
    const { flags } = await this.parse(ReleaseTag);
    const outcome = await tag(openGateways, {
      version: flags.version,
      onVersion: tellVersion(this),
      environment: flags.environment,
      line: flags.line,
      targetOrg: flags['target-org'],
      deployId: flags['deploy-id'],
      at: flags.at,
      deployedAt: flags['deployed-at'],
      summary: flags.message,
      unverified: flags.unverified,
    });
    return conclude(this, outcome, ({ release }) => {
      const tokens = [release.commit.slice(0, 12), release.name];
      if (release.deployId === undefined) this.log(messages.getMessage('done.gitsWord', tokens));
      else this.log(messages.getMessage('done', [release.deployId, ...tokens]));
    });
  }
}
