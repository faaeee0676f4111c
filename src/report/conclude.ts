import { Messages } from '@salesforce/core/messages';
import { wasBusy, type RunFault } from '../release/ending.ts';
import './no-color.ts';
import { exitCode } from '../release/exit-code.ts';
import type { Outcome } from '../release/outcome.ts';
import type { Refusal } from '../release/refusal.ts';
import { secretsIn, withoutSecrets } from '../release/secrets.ts';
import type { Door } from './door.ts';
import { warnOf } from './notice-words.ts';
import { tokensOf } from './refusal-words.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const refusals = Messages.loadMessages('sf-release', 'refusals');
const endings = Messages.loadMessages('sf-release', 'endings');

const faults: ReadonlySet<string> = new Set<RunFault['kind']>([
  'refused',
  'outside',
  'failed',
  'undone',
  'unfinished',
  'paused',
  'inProgress',
]);

const isFault = (outcome: Outcome): outcome is RunFault => faults.has(outcome.kind);

/** The one place where an outcome becomes words, JSON and an exit code. A good one is printed and returned. */
export const conclude = <Ending extends Outcome>(
  door: Door,
  outcome: Ending,
  print: (outcome: Exclude<Ending, RunFault>) => void,
): Exclude<Ending, RunFault> => {
  if (isFault(outcome)) {
    if ('notices' in outcome) warnOf(door, outcome.notices);
    throw errorOf(outcome);
  }
  const good = outcome as Exclude<Ending, RunFault>;
  if (!door.jsonEnabled()) print(good);
  if ('notices' in good) warnOf(door, good.notices);
  return good;
};

/** An ending that is not good, as the platform wants it: a name, a message, actions, and an exit code of ours. */
const errorOf = (outcome: RunFault): Error => {
  const data = tellable(outcome);
  const { name, message, actions } = errorText(data);
  return Object.assign(new Error(message), { name, code: name, actions, exitCode: exitCode(outcome), data });
};

/** It may hold what somebody typed in the wrong place, a token for an alias: nothing secret is repeated. */
const tellable = (outcome: RunFault): RunFault => {
  const known = secretsIn(process.env);
  return JSON.parse(JSON.stringify(outcome), (_, value: unknown) =>
    typeof value === 'string' ? withoutSecrets(value, known) : value,
  ) as RunFault;
};

type RunEnding = Exclude<RunFault, { kind: 'refused' | 'outside' }>;

export interface ErrorText {
  readonly name: string;
  readonly message: string;
  readonly actions: string[];
}

/** What an ending that is not good says, where it is told beside a good one. */
export const faultText = (outcome: RunFault): string => faultWords(outcome).message;

/** The same with its name, and with what to do. */
export const faultWords = (outcome: RunFault): ErrorText => errorText(tellable(outcome));

const errorText = (outcome: RunFault): ErrorText => {
  switch (outcome.kind) {
    case 'refused':
      return refusalText(outcome.refusal);
    case 'outside':
      return { name: outcome.reason, message: outcome.message, actions: [...outcome.actions] };
    default:
      return endingText(outcome);
  }
};

const refusalText = (refusal: Refusal): ErrorText => {
  const { message, actions = [] } = tokensOf(refusal);
  return {
    name: refusal.reason,
    message: refusals.getMessage(refusal.reason, [...message]),
    actions: refusals.getMessages(`${refusal.reason}.actions`, [...actions]),
  };
};

/** What a refusal says, for whoever goes on after it. */
export const refusalMessage = (refusal: Refusal): string => refusalText(refusal).message;

const endingText = (outcome: RunEnding): ErrorText => ({
  name: outcome.kind,
  message: endings.getMessage(wordsFor(outcome), endingTokens(outcome)).trimEnd(), // the org may name no problems
  actions: [
    ...endings.getMessages(
      outcome.kind === 'failed' && wasBusy(outcome) ? 'failed.busy.actions' : `${outcome.kind}.actions`,
    ),
    ...(outcome.kind === 'unfinished' && outcome.canUndo ? endings.getMessages('canUndo.actions') : []),
  ],
});

/** A deploy that the org never took in has no id to speak of. */
const wordsFor = (outcome: RunEnding): string =>
  outcome.kind === 'failed' && outcome.deployId === 'none' ? 'failed.notSubmitted' : outcome.kind;

const endingTokens = (outcome: RunEnding): string[] => {
  switch (outcome.kind) {
    case 'failed': {
      const problems = outcome.problems.map(
        ({ what, message, line }) => `  ${what}${line ? `:${line}` : ''}: ${message}`,
      );
      const deploy = outcome.deployId === 'none' ? [] : [outcome.deployId, outcome.status];
      return [...deploy, problems.join('\n')];
    }
    case 'unfinished':
      return [outcome.run, outcome.detail, outcome.done.join(', ') || 'nothing', outcome.left.join(', ') || 'nothing'];
    case 'undone': {
      const { detail, run, limited } = outcome;
      return [
        detail,
        run,
        limited.length === 0 ? '' : ` ${endings.getMessage('undone.limited', [limited.join(', ')])}`,
      ];
    }
    case 'paused':
      return [outcome.run, outcome.detail];
    case 'inProgress':
      return [outcome.deployId];
  }
};
