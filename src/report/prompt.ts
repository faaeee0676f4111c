import { Messages } from '@salesforce/core/messages';
import { refuse } from '../release/refusal.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'consent');

/** Where a question is asked; the terminal of the process by default. */
interface Terminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/** What a person answers. Ctrl-C at a question agrees to nothing: it is refused as `declined`. */
export const answered = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && error.name === 'ExitPromptError') refuse({ reason: 'declined' }); // Inquirer's Ctrl-C
    throw error;
  }
};

type Judge = (line: string) => true | string;

/** Asks for a line of text and trims it; an empty one is refused as `declined`, one that is wrong is asked for again. */
export const askLine = async (message: string, judge: Judge = () => true, terminal?: Terminal): Promise<string> => {
  const { default: input } = await import('@inquirer/input');
  const validate = (line: string): true | string => line.trim() === '' || judge(line.trim());
  const line = (await answered(input({ message, validate }, terminal))).trim();
  return line === '' ? refuse({ reason: 'declined' }) : line;
};

/** Asks for the name of an org, which nobody types by habit, until it is that name or nothing. */
export const askForName = async (expected: string, terminal?: Terminal): Promise<void> => {
  const wrong = messages.getMessage('notTheName', [expected]);
  await askLine(messages.getMessage('typeTheName', [expected]), (line) => line === expected || wrong, terminal);
};
