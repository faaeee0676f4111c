import '../../gateways/without-log-file.ts';
import { Messages } from '@salesforce/core';
import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { arm } from '../../actions/arm.ts';
import { rollback } from '../../actions/rollback.ts';
import { openGateways } from '../../gateways/open.ts';
import type { RunFault } from '../../release/ending.ts';
import { plainOptions } from '../../release/plan/plain-options.ts';
import type { RollbackOutcome } from '../../release/run-outcome.ts';
import { concludeArming, type Armed } from '../../report/armed-words.ts';
import { conclude } from '../../report/conclude.ts';
import { conversation } from '../../report/conversation.ts';
import {
  armFlag,
  backFlags,
  moveFlags,
  planFileFlag,
  planOptions,
  takeOverFlag,
  wantsArming,
  wayBack,
} from '../../report/move-flags.ts';
import { printRun } from '../../report/run-words.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.rollback');

type RollbackJson = Exclude<RollbackOutcome, RunFault> & { readonly armed?: Armed };

export default class ReleaseRollback extends SfCommand<RollbackJson> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly usage = messages.getMessages('usage');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    plan: planFileFlag,
    ...backFlags,
    atomic: Flags.boolean({ summary: messages.getMessage('flags.atomic.summary'), default: true, allowNo: true }),
    arm: armFlag,
    'take-over': takeOverFlag,
    ...moveFlags,
  };

  public async run(): Promise<RollbackJson> {
    const { flags } = await this.parse(ReleaseRollback);
    using talk = conversation(this, flags);
    const request = {
      environment: flags.environment,
      line: flags.line,
      ...wayBack(this, flags),
      targetOrg: flags['target-org'],
      get reason() {
        return talk.reason(); // may be typed when asked for
      },
      atomic: flags.atomic,
      takeOver: flags['take-over'],
      dryRun: flags['dry-run'],
      options: planOptions(flags),
      skip: flags['skip-check'],
      reports: { junit: flags.junit, coverage: flags.coverage },
      waiting: talk.waiting,
    };
    const outcome = await talk.during(rollback(openGateways, request, talk.consent));
    const good = conclude(this, outcome, (ending) => {
      printRun(this, ending);
    });
    if (good.kind !== 'rolledBack' || !wantsArming(flags, good.plan.orgKind)) return good;
    const to = good.plan.from.release; // the way forward: who rolled back by mistake wants it at once
    const forward = { environment: good.plan.environment, targetOrg: request.targetOrg, to, options: plainOptions };
    return {
      ...good,
      ...concludeArming(this, await talk.during(arm(openGateways, { ...forward, waiting: talk.waiting })), to),
    };
  }
}
