import '../../gateways/without-log-file.ts';
import { Messages } from '@salesforce/core';
import { string as textArgument } from '@oclif/core/args';
import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { resume, type ResumeRequest } from '../../actions/resume.ts';
import { openGateways } from '../../gateways/open.ts';
import type { RunFault } from '../../release/ending.ts';
import type { ResumeOutcome } from '../../release/run-outcome.ts';
import { conclude } from '../../report/conclude.ts';
import { conversation } from '../../report/conversation.ts';
import { asyncFlag, environmentFlag, reportFlags, targetOrgFlag, waitFlag } from '../../report/move-flags.ts';
import { printRun } from '../../report/run-words.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.resume');

type ResumeJson = Exclude<ResumeOutcome, RunFault>;

export default class ReleaseResume extends SfCommand<ResumeJson> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly usage = messages.getMessages('usage');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly args = {
    run: textArgument({ description: messages.getMessage('args.run.summary') }),
  };

  public static override readonly flags = {
    'target-org': targetOrgFlag,
    environment: environmentFlag,
    'take-over': Flags.string({
      summary: messages.getMessage('flags.take-over.summary'),
      exclusive: ['abandon'],
      helpValue: '<run>',
    }),
    abandon: Flags.string({ summary: messages.getMessage('flags.abandon.summary'), helpValue: '<run>' }),
    undo: Flags.boolean({ summary: messages.getMessage('flags.undo.summary'), exclusive: ['abandon', 'keep'] }),
    keep: Flags.boolean({ summary: messages.getMessage('flags.keep.summary'), exclusive: ['abandon'] }),
    reason: Flags.string({ summary: messages.getMessage('flags.reason.summary') }),
    ...reportFlags,
    wait: waitFlag,
    async: asyncFlag,
  };

  public async run(): Promise<ResumeJson> {
    const { args, flags } = await this.parse(ReleaseResume);
    using talk = conversation(this, flags);
    talk.hear();
    const { environment, abandon, reason, undo, keep } = flags;
    const request: ResumeRequest = {
      ...{ run: args.run, environment, abandon, reason },
      choice: undo ? 'undo' : keep ? 'keep' : undefined,
      targetOrg: flags['target-org'],
      takeOver: flags['take-over'],
      reports: { junit: flags.junit, coverage: flags.coverage },
      waiting: talk.waiting,
    };
    const outcome = await talk.during(resume(openGateways, request));
    return conclude(this, outcome, (good) => {
      printRun(this, good);
    });
  }
}
