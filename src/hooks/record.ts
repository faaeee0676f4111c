import { autoTag, type AutoTagRequest } from '../actions/auto-tag.ts';
import type { LineTagOutcome } from '../release/catalogue-outcome.ts';
import { faultWords } from '../report/conclude.ts';
import { hookWords, isElsewhere, surprise } from '../report/hook-words.ts';
import { lineOption } from '../report/line-words.ts';
import { openedBeside, type BesideCommand } from './opened.ts';

/** The id of a real deploy that succeeded, from the JSON result of a standard command. */
export const deployIn = (result: unknown): string | undefined => {
  if (typeof result !== 'object' || result === null) return undefined;
  const { id, status, checkOnly } = result as Readonly<Record<string, unknown>>;
  if (typeof id !== 'string' || !/^0Af[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?$/u.test(id)) return undefined;
  return status === 'Succeeded' && checkOnly !== true ? id : undefined;
};

/** Standard output belongs to the command: what there is to say goes to standard error. */
export const record = async (command: BesideCommand, request: AutoTagRequest): Promise<void> => {
  const { deployId } = request;
  const say = (text: string): void => {
    if (text !== '') process.stderr.write(`${text}\n`);
  };
  try {
    const outcome = await autoTag(openedBeside(command), request);
    if (outcome.kind !== 'byLine') say(outcomeText(deployId, outcome));
    else if (outcome.lines.length === 0)
      say(hookWords.getMessage('noLine', [deployId, outcome.known.join(', '), deployId]));
    else for (const line of outcome.lines) say(outcomeText(deployId, line));
  } catch (error) {
    say(notTagged(deployId, surprise(error)));
  }
};

/** Nothing for a deploy that is not ours to record. */
const outcomeText = (deployId: string, outcome: LineTagOutcome & { readonly line?: string }): string => {
  if (outcome.kind === 'notTagged' || isElsewhere(outcome)) return '';
  if (outcome.kind !== 'recorded') return notTagged(deployId, faultWords(outcome).message, outcome.line);
  const { name } = outcome.release;
  return outcome.differs ? hookWords.getMessage('differs', [name, name]) : hookWords.getMessage('tagged', [name]);
};

const notTagged = (deployId: string, why: string, line?: string): string =>
  hookWords.getMessage('notTagged', [deployId, why, deployId, lineOption(line)]);
