import '../../gateways/without-log-file.ts';
import { Args } from '@oclif/core';
import { Messages } from '@salesforce/core';
import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { verify } from '../../actions/verify.ts';
import { openGateways } from '../../gateways/open.ts';
import type { RunFault } from '../../release/ending.ts';
import { differentExitCode } from '../../release/exit-code.ts';
import type { VerifyOutcome } from '../../release/outcome.ts';
import { isReachable } from '../../release/reachability.ts';
import { plainOptions } from '../../release/plan/plain-options.ts';
import { conclude } from '../../report/conclude.ts';
import { conversation } from '../../report/conversation.ts';
import { lineFlag } from '../../report/line-flag.ts';
import { environmentFlag, targetOrgFlag, waitFlag } from '../../report/move-flags.ts';
import { verifiedText } from '../../report/verified-words.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.verify');

type VerifyJson = Exclude<VerifyOutcome, RunFault>;

export default class ReleaseVerify extends SfCommand<VerifyJson> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly strict = false; // any number of releases

  public static override readonly args = {
    releases: Args.string({ description: messages.getMessage('args.releases.summary') }),
  };

  public static override readonly flags = {
    'target-org': targetOrgFlag,
    environment: environmentFlag,
    line: lineFlag,
    last: Flags.integer({ summary: messages.getMessage('flags.last.summary'), default: 3, min: 1 }),
    wait: waitFlag,
  };

  public async run(): Promise<VerifyJson> {
    const { argv, flags } = await this.parse(ReleaseVerify);
    using talk = conversation(this, flags);
    const work = verify(openGateways, {
      ...{ environment: flags.environment, line: flags.line, releases: argv.map(String), last: flags.last },
      ...{ targetOrg: flags['target-org'], options: plainOptions, waiting: talk.waiting },
      onVerified: (verified) => {
        if (!this.jsonEnabled()) this.log(verifiedText(verified));
      },
    });
    const outcome = await talk.during(work);
    const told = conclude(this, outcome, ({ releases, environment }) => {
      if (releases.length === 0) this.log(messages.getMessage('none', [environment]));
    });
    if (!told.releases.every(isReachable)) process.exitCode = differentExitCode;
    return told;
  }
}
