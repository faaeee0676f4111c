import '../../gateways/without-log-file.ts';
import { string as textArgument } from '@oclif/core/args';
import { string } from '@oclif/core/flags';
import { Messages } from '@salesforce/core/messages';
import { show } from '../../actions/show.ts';
import { openGateways } from '../../gateways/open.ts';
import type { ShowOutcome } from '../../release/catalogue-outcome.ts';
import { conclude } from '../../report/conclude.ts';
import { LightCommand } from '../../report/light-command.ts';
import { lineFlag } from '../../report/line-flag.ts';
import { releaseFacts } from '../../report/release-words.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.show');

type Shown = Extract<ShowOutcome, { kind: 'shown' }>;

export default class ReleaseShow extends LightCommand<Shown> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly args = {
    release: textArgument({ description: messages.getMessage('args.release.summary') }),
  };

  public static override readonly flags = {
    environment: string({ char: 'e', summary: messages.getMessage('flags.environment.summary') }),
    line: lineFlag,
  };

  public async run(): Promise<Shown> {
    const { args, flags } = await this.parse(ReleaseShow);
    const outcome = await show(openGateways, { ...flags, release: args.release });
    return conclude(this, outcome, (shown) => {
      const facts = releaseFacts(shown);
      const width = Math.max(...facts.map(([label]) => label.length));
      for (const [label, value] of facts) this.log(`${label.padEnd(width)}  ${value}`);
    });
  }
}
