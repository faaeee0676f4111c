import '../../gateways/without-log-file.ts';
import path from 'node:path';
import { Messages } from '@salesforce/core/messages';
import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { init } from '../../actions/init.ts';
import { openGateways } from '../../gateways/open.ts';
import type { InitOutcome } from '../../release/outcome.ts';
import { conclude } from '../../report/conclude.ts';
import { configurationText } from '../../report/configuration-text.ts';
import { targetOrgFlag } from '../../report/move-flags.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.init');

type InitJson = Extract<InitOutcome, { kind: 'initialised' }>;

export default class ReleaseInit extends SfCommand<InitJson> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    'target-org': targetOrgFlag,
    environment: Flags.string({
      char: 'e',
      summary: messages.getMessage('flags.environment.summary'),
      default: 'production',
    }),
  };

  public async run(): Promise<InitJson> {
    const { flags } = await this.parse(ReleaseInit);
    const { environment, 'target-org': targetOrg } = flags;
    const outcome = await init(openGateways, { environment, targetOrg, compose: configurationText });
    return conclude(this, outcome, ({ orgId, file }) => {
      this.log(messages.getMessage('done', [environment, orgId, path.basename(file)]));
    });
  }
}
