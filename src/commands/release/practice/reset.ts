import '../../../gateways/without-log-file.ts';
import { Messages } from '@salesforce/core';
import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { findRunningPracticeOrg } from '../../../gateways/practice/running-practice-orgs.ts';
import { tell, type ControlAnswer } from '../../../practice-org/faults/control-client.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.practice.reset');

export default class ReleasePracticeReset extends SfCommand<ControlAnswer> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    'target-org': Flags.string({ char: 'o', summary: messages.getMessage('flags.target-org.summary') }),
    'faults-only': Flags.boolean({ summary: messages.getMessage('flags.faults-only.summary') }),
  };

  public async run(): Promise<ControlAnswer> {
    const { flags } = await this.parse(ReleasePracticeReset);
    const org = await findRunningPracticeOrg(this.config.dataDir, flags['target-org']);
    const answer = await tell(org, { do: flags['faults-only'] ? 'clearFaults' : 'reset' });
    this.logSuccess(messages.getMessage(flags['faults-only'] ? 'faultsCleared' : 'done', [org.alias]));
    return answer;
  }
}
