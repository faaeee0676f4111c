import '../../gateways/without-log-file.ts';
import { string as textArgument } from '@oclif/core/args';
import { string } from '@oclif/core/flags';
import { Messages } from '@salesforce/core/messages';
import { mark } from '../../actions/mark.ts';
import { openGateways } from '../../gateways/open.ts';
import { marks, type Mark } from '../../release/orders.ts';
import type { MarkOutcome } from '../../release/catalogue-outcome.ts';
import { conclude } from '../../report/conclude.ts';
import { LightCommand } from '../../report/light-command.ts';
import { lineFlag } from '../../report/line-flag.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.mark');

type Marked = Extract<MarkOutcome, { kind: 'marked' }>;

export default class ReleaseMark extends LightCommand<Marked> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly args = {
    release: textArgument({ description: messages.getMessage('args.release.summary'), required: true }),
    mark: textArgument({ description: messages.getMessage('args.mark.summary'), options: [...marks], required: true }),
  };

  public static override readonly flags = {
    environment: string({ char: 'e', summary: messages.getMessage('flags.environment.summary') }),
    line: lineFlag,
    reason: string({ summary: messages.getMessage('flags.reason.summary') }),
  };

  public async run(): Promise<Marked> {
    const { args, flags } = await this.parse(ReleaseMark);
    const { environment, line, reason } = flags;
    const request = { environment, line, reason, release: args.release, mark: args.mark as Mark }; // one of the options
    return conclude(this, await mark(openGateways, request), (good) => {
      this.log(messages.getMessage('done', [good.release.name, good.mark]));
    });
  }
}
