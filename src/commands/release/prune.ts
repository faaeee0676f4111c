import '../../gateways/without-log-file.ts';
import { Messages } from '@salesforce/core';
import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { prune } from '../../actions/prune.ts';
import { openGateways } from '../../gateways/open.ts';
import type { PruneOutcome } from '../../release/outcome.ts';
import { conclude } from '../../report/conclude.ts';
import { pruneText } from '../../report/snapshot-words.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.prune');

type PruneJson = Extract<PruneOutcome, { kind: 'pruned' | 'prunable' }>;

export default class ReleasePrune extends SfCommand<PruneJson> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    environment: Flags.string({ char: 'e', summary: messages.getMessage('flags.environment.summary') }),
    'keep-days': Flags.integer({ summary: messages.getMessage('flags.keep-days.summary') }),
    'keep-last': Flags.integer({ summary: messages.getMessage('flags.keep-last.summary') }),
    'dry-run': Flags.boolean({ summary: messages.getMessage('flags.dry-run.summary'), default: false }),
  };

  public async run(): Promise<PruneJson> {
    const { flags } = await this.parse(ReleasePrune);
    for (const name of ['keep-days', 'keep-last'] as const)
      if ((flags[name] ?? 1) < 1) this.error(messages.getMessage('atLeastOne', [name]), { exit: 2 });
    const outcome = await prune(openGateways, {
      environment: flags.environment,
      keepDays: flags['keep-days'],
      keepLast: flags['keep-last'],
      dryRun: flags['dry-run'],
    });
    return conclude(this, outcome, (good) => {
      this.log(pruneText(good));
    });
  }
}
