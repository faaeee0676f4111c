import { guard, type GuardRequest } from '../actions/guard.ts';
import { exitCode } from '../release/exit-code.ts';
import { faultText, faultWords } from '../report/conclude.ts';
import { hookWords, isElsewhere, surprise } from '../report/hook-words.ts';
import { openedBeside, type BesideCommand } from './opened.ts';

/** What stands against a deploy. */
export interface Objection {
  readonly exitCode: number;
  /** For a person. */
  readonly text: string;
  /** For a machine: as the platform's commands tell an error. */
  readonly json: {
    readonly status: number;
    readonly exitCode: number;
    readonly name: string;
    readonly message: string;
    readonly actions: readonly string[];
  };
}

/** A guard that cannot ask does not stand in the way: it warns. */
export const veto = async (command: BesideCommand, request: GuardRequest): Promise<Objection | undefined> => {
  try {
    const outcome = await guard(openedBeside(command), request);
    if (outcome.kind === 'allowed' || isElsewhere(outcome)) return undefined;
    if (outcome.kind === 'outside') {
      process.stderr.write(`${hookWords.getMessage('guardBlind', [faultText(outcome)])}\n`);
      return undefined;
    }
    const { name, message, actions } = faultWords(outcome);
    const code = exitCode(outcome);
    const text = hookWords.getMessage('vetoed', [message, actions.map((action) => `  ${action}`).join('\n')]);
    return { exitCode: code, text, json: { status: code, exitCode: code, name, message, actions } };
  } catch (error) {
    process.stderr.write(`${hookWords.getMessage('guardBlind', [surprise(error)])}\n`);
    return undefined;
  }
};
