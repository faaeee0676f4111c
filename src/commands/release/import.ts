import '../../gateways/without-log-file.ts';
import { Messages } from '@salesforce/core';
import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { importReleases } from '../../actions/import.ts';
import { openGateways } from '../../gateways/open.ts';
import type { ImportOutcome } from '../../release/catalogue-outcome.ts';
import { candidatesText } from '../../report/import/candidate-words.ts';
import { chooseReleases } from '../../report/import/choose-releases.ts';
import { conclude } from '../../report/conclude.ts';
import { lineFlag } from '../../report/line-flag.ts';
import { environmentFlag, targetOrgFlag } from '../../report/move-flags.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.import');

type ImportJson = Extract<ImportOutcome, { kind: 'adoptable' | 'adopted' }>;

export default class ReleaseImport extends SfCommand<ImportJson> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    'target-org': targetOrgFlag,
    environment: environmentFlag,
    line: lineFlag,
    branch: Flags.string({ summary: messages.getMessage('flags.branch.summary'), default: 'HEAD' }),
    window: Flags.integer({ summary: messages.getMessage('flags.window.summary'), default: 6, min: 0 }),
    tags: Flags.boolean({ summary: messages.getMessage('flags.tags.summary'), default: false }),
    'dry-run': Flags.boolean({ summary: messages.getMessage('flags.dry-run.summary'), default: false }),
    confirm: Flags.string({ summary: messages.getMessage('flags.confirm.summary') }),
  };

  public async run(): Promise<ImportJson> {
    const { flags } = await this.parse(ReleaseImport);
    const request = {
      ...{ environment: flags.environment, line: flags.line, targetOrg: flags['target-org'], branch: flags.branch },
      ...{ windowHours: flags.window, tagsAlone: flags.tags, dryRun: flags['dry-run'] },
    };
    const outcome = await importReleases(openGateways, request, chooseReleases(this, flags.confirm));
    return conclude(this, outcome, (good) => {
      if (good.kind === 'adoptable') this.log(candidatesText(good));
      else this.log(messages.getMessage('done', [good.releases.map(({ name }) => name).join(', ') || 'nothing']));
    });
  }
}
