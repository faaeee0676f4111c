import '../../../gateways/without-log-file.ts';
import { Messages } from '@salesforce/core';
import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { findRunningPracticeOrg } from '../../../gateways/practice/running-practice-orgs.ts';
import { tell, type ControlAnswer } from '../../../practice-org/faults/control-client.ts';
import type { Occasion } from '../../../practice-org/faults/fault.ts';
import { FAULT_NAMES, faultCommand, missingDetails } from '../../../practice-org/faults/fault-kinds.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.practice.fault');

const readOccasion = (text: string): Promise<Occasion> => {
  if (text === 'next' || text === 'always') return Promise.resolve(text);
  if (/^[1-9]\d{0,5}$/.test(text)) return Promise.resolve({ nth: Number(text) });
  return Promise.reject(messages.createError('badOccasion', [text]));
};

export default class ReleasePracticeFault extends SfCommand<ControlAnswer> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    'target-org': Flags.string({
      char: 'o',
      summary: messages.getMessage('flags.target-org.summary'),
      description: messages.getMessage('flags.target-org.description'),
    }),
    kind: Flags.option({
      char: 'k',
      options: FAULT_NAMES,
      required: true,
      summary: messages.getMessage('flags.kind.summary'),
      description: messages.getMessage('flags.kind.description'),
    })(),
    operation: Flags.string({
      summary: messages.getMessage('flags.operation.summary'),
      description: messages.getMessage('flags.operation.description'),
    }),
    on: Flags.custom<Occasion>({ parse: readOccasion })({
      summary: messages.getMessage('flags.on.summary'),
      description: messages.getMessage('flags.on.description'),
    }),
    seconds: Flags.integer({ summary: messages.getMessage('flags.seconds.summary') }),
    status: Flags.option({
      options: ['420', '429', '500', '502', '503', '504'] as const,
      summary: messages.getMessage('flags.status.summary'),
    })(),
    code: Flags.string({ summary: messages.getMessage('flags.code.summary') }),
    message: Flags.string({ summary: messages.getMessage('flags.message.summary') }),
    component: Flags.string({ summary: messages.getMessage('flags.component.summary') }),
    package: Flags.string({ summary: messages.getMessage('flags.package.summary') }),
  };

  public async run(): Promise<ControlAnswer> {
    const { flags } = await this.parse(ReleasePracticeFault);
    const missing = missingDetails(flags.kind, flags);
    if (missing.length > 0)
      throw messages.createError('missing', [flags.kind, missing.map((name) => `--${name}`).join(', ')]);
    const org = await findRunningPracticeOrg(this.config.dataDir, flags['target-org']);
    const answer = await tell(org, faultCommand(flags.kind, flags));
    this.logSuccess(messages.getMessage('done', [flags.kind, org.alias]));
    if (typeof answer.result === 'string') this.log(messages.getMessage('deployId', [answer.result]));
    return answer;
  }
}
