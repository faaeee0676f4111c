import '../../gateways/without-log-file.ts';
import { boolean, integer, string } from '@oclif/core/flags';
import { Messages } from '@salesforce/core/messages';
import { log } from '../../actions/log.ts';
import { openGateways } from '../../gateways/open.ts';
import type { LogOutcome } from '../../release/outcome.ts';
import { conclude } from '../../report/conclude.ts';
import { LightCommand } from '../../report/light-command.ts';
import { logLine, runsIn, runText } from '../../report/log-words.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.log');

type LogJson = Extract<LogOutcome, { kind: 'logged' }>;

export default class ReleaseLog extends LightCommand<LogJson> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    environment: string({
      char: 'e',
      summary: messages.getMessage('flags.environment.summary'),
    }),
    steps: boolean({ summary: messages.getMessage('flags.steps.summary'), default: false }),
    limit: integer({ char: 'n', summary: messages.getMessage('flags.limit.summary'), default: 50, min: 1 }),
  };

  public async run(): Promise<LogJson> {
    const { flags } = await this.parse(ReleaseLog);
    const outcome = await log(openGateways, flags);
    return conclude(this, outcome, ({ environment, entries }) => {
      if (entries.length === 0) this.log(messages.getMessage('empty', [environment]));
      const lines = flags.steps ? entries.map(logLine) : runsIn(entries).map(runText);
      for (const line of lines.slice(-flags.limit)) this.log(line);
    });
  }
}
