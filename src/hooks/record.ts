import { autoTag } from '../actions/auto-tag.ts';
import { openGateways } from '../gateways/open.ts';
import { faultWords } from '../report/conclude.ts';
import { hookWords, isElsewhere } from '../report/hook-words.ts';

/** The id of a real deploy that succeeded, from the JSON result of a standard command. */
export const deployIn = (result: unknown): string | undefined => {
  if (typeof result !== 'object' || result === null) return undefined;
  const { id, status, checkOnly } = result as Readonly<Record<string, unknown>>;
  if (typeof id !== 'string' || !/^0Af[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?$/u.test(id)) return undefined;
  return status === 'Succeeded' && checkOnly !== true ? id : undefined;
};

/** Standard output belongs to the command: what there is to say goes to standard error. */
export const record = async (deployId: string, targetOrg: string | undefined): Promise<void> => {
  const say = (text: string): boolean => process.stderr.write(`${text}\n`);
  try {
    const outcome = await autoTag(openGateways, { deployId, targetOrg });
    if (outcome.kind === 'notTagged' || isElsewhere(outcome)) return;
    if (outcome.kind === 'recorded') {
      const { name } = outcome.release;
      say(hookWords.getMessage(outcome.differs ? 'differs' : 'tagged', outcome.differs ? [name, name] : [name]));
    } else say(hookWords.getMessage('notTagged', [deployId, faultWords(outcome).message, deployId]));
  } catch (error) {
    say(hookWords.getMessage('notTagged', [deployId, String(error), deployId]));
  }
};
