import '../../../gateways/without-log-file.ts';
import { Messages } from '@salesforce/core';
import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { pruneBackups } from '../../../actions/data/prune-backups.ts';
import { openGateways } from '../../../gateways/open.ts';
import type { PrunedBackups } from '../../../release/data/data-outcome.ts';
import { refuse } from '../../../release/refusal.ts';
import { conclude } from '../../../report/conclude.ts';
import { plural } from '../../../report/counts.ts';
import { answered } from '../../../report/prompt.ts';
import { goesWords, prunedWords } from '../../../report/data/prune-words.ts';
import { environmentFlag } from '../../../report/move-flags.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.data.prune');

export default class ReleaseDataPrune extends SfCommand<PrunedBackups> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    'dry-run': Flags.boolean({ default: false, summary: messages.getMessage('flags.dry-run.summary') }),
    'no-prompt': Flags.boolean({ default: false, summary: messages.getMessage('flags.no-prompt.summary') }),
    environment: environmentFlag,
  };

  public async run(): Promise<PrunedBackups> {
    const { flags } = await this.parse(ReleaseDataPrune);
    const ask = async (goes: PrunedBackups['goes']): Promise<void> => {
      if (flags['no-prompt']) return;
      if (this.jsonEnabled() || !process.stdin.isTTY) refuse({ reason: 'declined' });
      this.log(goesWords(goes));
      const message = messages.getMessage('goAhead', [plural(goes.length, 'backup')]);
      if (!(await answered(this.confirm({ message, defaultAnswer: false })))) refuse({ reason: 'declined' });
    };
    const outcome = await pruneBackups(openGateways, { environment: flags.environment, dryRun: flags['dry-run'] }, ask);
    return conclude(this, outcome, (good) => {
      this.log(prunedWords(good));
    });
  }
}
