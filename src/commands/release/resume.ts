import '../../gateways/without-log-file.ts';
import { Messages } from '@salesforce/core';
import { SfCommand } from '@salesforce/sf-plugins-core';
import { resume } from '../../actions/resume.ts';
import { openGateways } from '../../gateways/open.ts';
import type { ResumeOutcome, RunFault } from '../../release/outcome.ts';
import { conclude } from '../../report/conclude.ts';
import { conversation } from '../../report/conversation.ts';
import { environmentFlag, targetOrgFlag, waitFlag } from '../../report/move-flags.ts';
import { printRun } from '../../report/run-words.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.resume');

type ResumeJson = Exclude<ResumeOutcome, RunFault>;

export default class ReleaseResume extends SfCommand<ResumeJson> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    'target-org': targetOrgFlag,
    environment: environmentFlag,
    wait: waitFlag,
  };

  public async run(): Promise<ResumeJson> {
    const { flags } = await this.parse(ReleaseResume);
    using talk = conversation(this, flags);
    const request = { environment: flags.environment, targetOrg: flags['target-org'], waiting: talk.waiting };
    const outcome = await resume(openGateways, request);
    return conclude(this, outcome, (good) => {
      printRun(this, good);
    });
  }
}
