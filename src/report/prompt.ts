import { refuse } from '../release/refusal.ts';

/** What a person answers. Ctrl-C at a question agrees to nothing: it is refused as `declined`. */
export const answered = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && error.name === 'ExitPromptError') refuse({ reason: 'declined' }); // Inquirer's Ctrl-C
    throw error;
  }
};

/** Asks for a line of text and trims it; an empty one is refused as `declined`. */
export const askLine = async (message: string): Promise<string> => {
  const { default: input } = await import('@inquirer/input');
  const line = (await answered(input({ message }))).trim();
  return line === '' ? refuse({ reason: 'declined' }) : line;
};

/** Asks for the name of an org, which nobody types by habit; refuses any other. `question` is the whole sentence. */
export const askForName = async (expected: string, question: string): Promise<void> => {
  const given = await askLine(question);
  if (given !== expected) refuse({ reason: 'confirmationWrong', expected, given });
};
