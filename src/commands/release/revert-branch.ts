import '../../gateways/without-log-file.ts';
import { string } from '@oclif/core/flags';
import { Messages } from '@salesforce/core/messages';
import { revertBranch } from '../../actions/revert-branch.ts';
import { openGateways } from '../../gateways/open.ts';
import type { RevertOutcome } from '../../release/catalogue-outcome.ts';
import { conclude } from '../../report/conclude.ts';
import { LightCommand } from '../../report/light-command.ts';
import { lineFlag } from '../../report/line-flag.ts';
import { revertedText, revertWords } from '../../report/revert-words.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.revert-branch');

type RevertJson = Extract<RevertOutcome, { kind: 'reverted' }>;

export default class ReleaseRevertBranch extends LightCommand<RevertJson> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    environment: string({ char: 'e', summary: messages.getMessage('flags.environment.summary') }),
    line: lineFlag,
    release: string({ summary: messages.getMessage('flags.release.summary') }),
    to: string({ summary: messages.getMessage('flags.to.summary') }),
    branch: string({ char: 'b', summary: messages.getMessage('flags.branch.summary') }),
    name: string({ char: 'n', summary: messages.getMessage('flags.name.summary') }),
  };

  public async run(): Promise<RevertJson> {
    const { flags } = await this.parse(ReleaseRevertBranch);
    const outcome = await revertBranch(openGateways, { ...flags, words: revertWords });
    return conclude(this, outcome, (good) => {
      this.log(revertedText(good));
    });
  }
}
