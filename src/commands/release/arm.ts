import '../../gateways/without-log-file.ts';
import { Messages } from '@salesforce/core';
import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { arm } from '../../actions/arm.ts';
import { openGateways } from '../../gateways/open.ts';
import type { RunFault } from '../../release/ending.ts';
import { plainOptions } from '../../release/plan/plain-options.ts';
import type { ArmOutcome } from '../../release/run-outcome.ts';
import { armedText } from '../../report/armed-words.ts';
import { conclude } from '../../report/conclude.ts';
import { conversation } from '../../report/conversation.ts';
import { lineFlag } from '../../report/line-flag.ts';
import { environmentFlag, targetOrgFlag, waitFlag } from '../../report/move-flags.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.arm');

type ArmJson = Exclude<ArmOutcome, RunFault>;

export default class ReleaseArm extends SfCommand<ArmJson> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    'target-org': targetOrgFlag,
    environment: environmentFlag,
    line: lineFlag,
    to: Flags.string({ summary: messages.getMessage('flags.to.summary') }),
    wait: waitFlag,
  };

  public async run(): Promise<ArmJson> {
    const { flags } = await this.parse(ReleaseArm);
    using talk = conversation(this, flags);
    talk.hear();
    const { environment, line, to, 'target-org': targetOrg } = flags;
    const request = { environment, line, to, targetOrg, options: plainOptions, waiting: talk.waiting };
    return conclude(this, await talk.during(arm(openGateways, request)), (good) => {
      this.log(armedText(good));
    });
  }
}
