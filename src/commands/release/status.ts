import '../../gateways/without-log-file.ts';
import { boolean, string } from '@oclif/core/flags';
import { Messages } from '@salesforce/core/messages';
import { status } from '../../actions/status.ts';
import { openGateways } from '../../gateways/open.ts';
import { differentExitCode } from '../../release/exit-code.ts';
import type { StatusOutcome } from '../../release/outcome.ts';
import { conclude } from '../../report/conclude.ts';
import { LightCommand } from '../../report/light-command.ts';
import { lineFlag } from '../../report/line-flag.ts';
import { needsAttention, statusText } from '../../report/status-words.ts';

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
    line: lineFlag,
    'target-org': string({ char: 'o', summary: messages.getMessage('flags.target-org.summary') }),
    'exit-code': boolean({ summary: messages.getMessage('flags.exit-code.summary') }),
  };

  public async run(): Promise<StatusJson> {
    const { flags } = await this.parse(ReleaseStatus);
    const { environment, line, 'target-org': targetOrg } = flags;
    const outcome = await status(openGateways, { environment, line, targetOrg });
    const told = conclude(this, outcome, (good) => {
      this.log(statusText(good));
    });
    if (flags['exit-code'] && needsAttention(told)) process.exitCode = differentExitCode;
    return told;
  }
}
