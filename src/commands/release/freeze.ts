import '../../gateways/without-log-file.ts';
import { boolean, string } from '@oclif/core/flags';
import { Messages } from '@salesforce/core/messages';
import { freeze } from '../../actions/mark.ts';
import { openGateways } from '../../gateways/open.ts';
import type { FreezeOutcome } from '../../release/outcome.ts';
import { conclude } from '../../report/conclude.ts';
import { LightCommand } from '../../report/light-command.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.freeze');

type Freeze = Extract<FreezeOutcome, { kind: 'frozen' | 'thawed' }>;

export default class ReleaseFreeze extends LightCommand<Freeze> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    environment: string({ char: 'e', summary: messages.getMessage('flags.environment.summary') }),
    lift: boolean({ summary: messages.getMessage('flags.lift.summary') }),
    reason: string({ summary: messages.getMessage('flags.reason.summary') }),
  };

  public async run(): Promise<Freeze> {
    const { flags } = await this.parse(ReleaseFreeze);
    return conclude(this, await freeze(openGateways, flags), (good) => {
      this.log(messages.getMessage(good.kind, [good.environment]));
    });
  }
}
