import '../../gateways/without-log-file.ts';
import { Messages } from '@salesforce/core';
import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { arm } from '../../actions/arm.ts';
import { deploy } from '../../actions/deploy.ts';
import { openGateways } from '../../gateways/open.ts';
import type { RunFault } from '../../release/ending.ts';
import { plainOptions } from '../../release/plan/plain-options.ts';
import type { DeployOutcome } from '../../release/run-outcome.ts';
import { concludeArming, type Armed } from '../../report/armed-words.ts';
import { conclude } from '../../report/conclude.ts';
import { conversation } from '../../report/conversation.ts';
import { armFlag, versionFlag, moveFlags, planOptions, takeOverFlag, wantsArming } from '../../report/move-flags.ts';
import { printRun } from '../../report/run-words.ts';
import { tellVersion } from '../../report/version-words.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.deploy');

type DeployJson = Exclude<DeployOutcome, RunFault> & { readonly armed?: Armed };

export default class ReleaseDeploy extends SfCommand<DeployJson> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    version: versionFlag,
    release: Flags.string({
      summary: messages.getMessage('flags.release.summary'),
      description: messages.getMessage('flags.release.description'),
    }),
    whole: Flags.boolean({ summary: messages.getMessage('flags.whole.summary'), default: false }),
    atomic: Flags.boolean({ summary: messages.getMessage('flags.atomic.summary'), default: false }),
    arm: armFlag,
    'take-over': takeOverFlag,
    ...moveFlags,
  };

  public async run(): Promise<DeployJson> {
    const { flags } = await this.parse(ReleaseDeploy);
    using talk = conversation(this, flags);
    const request = {
      environment: flags.environment,
      line: flags.line,
      version: flags.version,
      release: flags.release,
      onVersion: tellVersion(this),
      whole: flags.whole,
      targetOrg: flags['target-org'],
      reason: flags.reason,
      atomic: flags.atomic,
      takeOver: flags['take-over'],
      dryRun: flags['dry-run'],
      options: planOptions(flags),
      skip: flags['skip-check'],
      reports: { junit: flags.junit, coverage: flags.coverage },
      waiting: talk.waiting,
    };
    const outcome = await talk.during(deploy(openGateways, request, talk.consent));
    const good = conclude(this, outcome, (ending) => {
      printRun(this, ending);
    });
    if (good.kind !== 'released' || !wantsArming(flags, good.plan.orgKind)) return good;
    const back = { ...request, line: good.release.line, options: plainOptions };
    return { ...good, ...concludeArming(this, await talk.during(arm(openGateways, back))) };
  }
}
