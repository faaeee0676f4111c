import '../../gateways/without-log-file.ts';
import { string as textArgument } from '@oclif/core/args';
import { string } from '@oclif/core/flags';
import { Messages } from '@salesforce/core/messages';
import { notes } from '../../actions/notes.ts';
import { openGateways } from '../../gateways/open.ts';
import type { NotesOutcome } from '../../release/catalogue-outcome.ts';
import { conclude } from '../../report/conclude.ts';
import { LightCommand } from '../../report/light-command.ts';
import { lineFlag } from '../../report/line-flag.ts';
import { notesMarkdown } from '../../report/notes-markdown.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.notes');

type NotesJson = Extract<NotesOutcome, { kind: 'noted' }>;

export default class ReleaseNotes extends LightCommand<NotesJson> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly args = {
    from: textArgument({ description: messages.getMessage('args.from.summary') }),
    to: textArgument({ description: messages.getMessage('args.to.summary') }),
  };

  public static override readonly flags = {
    environment: string({ char: 'e', summary: messages.getMessage('flags.environment.summary') }),
    line: lineFlag,
    'output-file': string({
      char: 'f',
      summary: messages.getMessage('flags.output-file.summary'),
      helpValue: '<file>',
    }),
  };

  public async run(): Promise<NotesJson> {
    const { args, flags } = await this.parse(ReleaseNotes);
    const file = flags['output-file'];
    const output = file === undefined ? undefined : { file, text: notesMarkdown };
    const outcome = await notes(openGateways, { ...args, ...flags, output });
    return conclude(this, outcome, (good) => {
      if (good.file === undefined) this.log(notesMarkdown(good).trimEnd());
      else this.logToStderr(messages.getMessage('wrote', [good.file]));
    });
  }
}
