import '../../gateways/without-log-file.ts';
import { Messages } from '@salesforce/core';
import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { arm, type ArmRequest } from '../../actions/arm.ts';
import { deploy } from '../../actions/deploy.ts';
import { openGateways } from '../../gateways/open.ts';
import type { DeployOutcome, RunFault } from '../../release/outcome.ts';
import type { OrgKind } from '../../release/plan/plan.ts';
import { armedText, notArmedText } from '../../report/armed-words.ts';
import { conclude, faultText } from '../../report/conclude.ts';
import { conversation } from '../../report/conversation.ts';
import { moveFlags, plainOptions, planOptions, takeOverFlag } from '../../report/move-flags.ts';
import { printRun } from '../../report/run-words.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.deploy');

/** The way back from the new release, as the org has validated it. */
interface Armed {
  /** Release that a rollback leads to. */
  readonly to: string | undefined;
  readonly validation: string;
  /** ISO 8601. */
  readonly until: string;
}

const wantsArming = ({ arm: wanted }: { readonly arm?: boolean }, kind: OrgKind): boolean =>
  wanted ?? kind === 'production';

type DeployJson = Exclude<DeployOutcome, RunFault> & { readonly armed?: Armed };

export default class ReleaseDeploy extends SfCommand<DeployJson> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    version: Flags.string({ char: 'v', required: true, summary: messages.getMessage('flags.version.summary') }),
    whole: Flags.boolean({ summary: messages.getMessage('flags.whole.summary'), default: false }),
    atomic: Flags.boolean({ summary: messages.getMessage('flags.atomic.summary'), default: false }),
    arm: Flags.boolean({
      summary: messages.getMessage('flags.arm.summary'),
      description: messages.getMessage('flags.arm.description'),
      allowNo: true,
    }),
    'take-over': takeOverFlag,
    ...moveFlags,
  };

  public async run(): Promise<DeployJson> {
    const { flags } = await this.parse(ReleaseDeploy);
    using talk = conversation(this, flags);
    const request = {
      environment: flags.environment,
      version: flags.version,
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
    const outcome = await deploy(openGateways, request, talk.consent);
    const good = conclude(this, outcome, (ending) => {
      printRun(this, ending);
    });
    if (good.kind !== 'released' || !wantsArming(flags, good.plan.orgKind)) return good;
    const armed = await this.#arm({ ...request, options: plainOptions });
    return armed === undefined ? good : { ...good, armed };
  }

  /** The release stands, whatever becomes of this: the way back is validated, or a warning says why it is not. */
  async #arm(request: ArmRequest): Promise<Armed | undefined> {
    const outcome = await arm(openGateways, request);
    if (outcome.kind === 'armed') {
      if (!this.jsonEnabled()) this.log(armedText(outcome));
      return { until: outcome.until, validation: outcome.deploy.deployId, to: outcome.plan.to.release };
    }
    const isFirst = outcome.kind === 'refused' && outcome.refusal.reason === 'noEarlierRelease';
    if (outcome.kind !== 'nothingToDo' && !isFirst) this.warn(notArmedText(faultText(outcome)));
    return undefined;
  }
}
