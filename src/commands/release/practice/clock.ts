import '../../../gateways/without-log-file.ts';
import { Messages } from '@salesforce/core';
import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { findRunningPracticeOrg } from '../../../gateways/practice/running-practice-orgs.ts';
import { tell, type ControlAnswer } from '../../../practice-org/faults/control-client.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.practice.clock');

const MILLISECONDS: ReadonlyMap<string, number> = new Map([
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

const readDuration = (text: string): Promise<number> => {
  const [, amount = '', unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const milliseconds = Number(amount) * (MILLISECONDS.get(unit) ?? 0);
  return milliseconds > 0 ? Promise.resolve(milliseconds) : Promise.reject(messages.createError('badDuration', [text]));
};

export default class ReleasePracticeClock extends SfCommand<ControlAnswer> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    'target-org': Flags.string({ char: 'o', summary: messages.getMessage('flags.target-org.summary') }),
    advance: Flags.custom<number>({ parse: readDuration })({
      summary: messages.getMessage('flags.advance.summary'),
      description: messages.getMessage('flags.advance.description'),
    }),
  };

  public async run(): Promise<ControlAnswer> {
    const { flags } = await this.parse(ReleasePracticeClock);
    const org = await findRunningPracticeOrg(this.config.dataDir, flags['target-org']);
    const milliseconds = flags.advance;
    const answer = await tell(org, milliseconds === undefined ? { do: 'facts' } : { do: 'advanceClock', milliseconds });
    this.log(messages.getMessage('now', [org.alias, answer.now]));
    return answer;
  }
}
