import '../../../gateways/without-log-file.ts';
import { Messages } from '@salesforce/core';
import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { findRunningPracticeOrg } from '../../../gateways/practice/running-practice-orgs.ts';
import { tell, type ControlAnswer } from '../../../practice-org/faults/control-client.ts';
import type { ControlCommand } from '../../../practice-org/faults/control.ts';
import type { Occasion } from '../../../practice-org/faults/fault.ts';
import { FAULT_NAMES, faultCommand, missingDetails, type FaultName } from '../../../practice-org/faults/fault-kinds.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.practice.fault');

const readOccasion = (text: string): Promise<Occasion> => {
  if (text === 'next' || text === 'always') return Promise.resolve(text);
  const [, number, andAfter] = /^([1-9]\d{0,5})(\+?)$/.exec(text) ?? [];
  if (number !== undefined)
    return Promise.resolve(andAfter === '+' ? { from: Number(number) } : { nth: Number(number) });
  return Promise.reject(messages.createError('badOccasion', [text]));
};

const occasionWords = (on: Occasion): string => {
  if (on === 'next' || on === 'always') return messages.getMessage(`occasion.${on}`);
  return 'nth' in on ? messages.getMessage('occasion.nth', [on.nth]) : messages.getMessage('occasion.from', [on.from]);
};

/** A fault on the wire waits for its call; everything else has happened. */
const doneWords = (command: ControlCommand, kind: FaultName, alias: string): string =>
  command.do === 'force'
    ? messages.getMessage('forced', [alias, kind, occasionWords(command.on), command.operation])
    : messages.getMessage('happened', [alias, kind]);

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
      options: ['400', '420', '429', '500', '502', '503', '504'] as const,
      summary: messages.getMessage('flags.status.summary'),
    })(),
    code: Flags.string({ summary: messages.getMessage('flags.code.summary') }),
    message: Flags.string({ summary: messages.getMessage('flags.message.summary') }),
    component: Flags.string({ summary: messages.getMessage('flags.component.summary') }),
    object: Flags.string({ summary: messages.getMessage('flags.object.summary') }),
    package: Flags.string({ summary: messages.getMessage('flags.package.summary') }),
  };

  public async run(): Promise<ControlAnswer> {
    const { flags } = await this.parse(ReleasePracticeFault);
    const missing = missingDetails(flags.kind, flags);
    if (missing.length > 0)
      throw messages.createError('incompleteFault', [flags.kind, missing.map((name) => `--${name}`).join(', ')]);
    const org = await findRunningPracticeOrg(this.config.dataDir, flags['target-org']);
    const command = faultCommand(flags.kind, flags);
    const answer = await tell(org, command);
    this.logSuccess(doneWords(command, flags.kind, org.alias));
    if (typeof answer.result === 'string') this.log(messages.getMessage('deployId', [answer.result]));
    return answer;
  }
}
