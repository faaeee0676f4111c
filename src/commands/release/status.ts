import '../../gateways/without-log-file.ts';
import { string } from '@oclif/core/flags';
import { Messages } from '@salesforce/core/messages';
import { status } from '../../actions/status.ts';
import { openGateways } from '../../gateways/open.ts';
import type { StatusOutcome } from '../../release/outcome.ts';
import { conclude } from '../../report/conclude.ts';
import { LightCommand } from '../../report/light-command.ts';
import { statusText } from '../../report/status-words.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.status');

type StatusJson = Extract<StatusOutcome, { kind: 'status' }>;

export default class ReleaseStatus extends LightCommand<StatusJson> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    environment: string({
      char: 'e',
      summary: messages.getMessage('flags.environment.summary'),
    }),
  };

  public async run(): Promise<StatusJson> {
    const { flags } = await this.parse(ReleaseStatus);
    const outcome = await status(openGateways, flags);
    return conclude(this, outcome, (good) => {
      this.log(statusText(good));
    });
  }
}
