import type { Ended } from './commands.ts';
import { faultText, type Fault, type Striker } from './fault.ts';
import type { Gateways } from '../../src/gateways/open.ts';
import { cloneOf, type MemoryRepository } from './git/memory-repository.ts';
import { faultsFound, hasOpenRun, isEnd } from './judge.ts';
import type { Lab, World } from './lab.ts';
import { resuming, type Scenario } from './scenarios.ts';
import { invariants, watchFor, type Invariant } from './watch.ts';

/** One command, struck by faults, and ended. */
export interface Case {
  readonly scenario: Scenario;
  readonly faults: readonly Fault[];
}

export interface CaseResult {
  readonly ended: string;
  /** What ended it; absent when nothing was left to end. */
  readonly endedBy?: string;
  /** What is wrong, by name; empty when all is well. */
  readonly wrong: readonly string[];
}

/** How the suite itself is tried: with rules left out, and with something wrong about the product. */
export interface Trial {
  readonly rules?: readonly Invariant[] | undefined;
  readonly sabotage?: ((gateways: Gateways) => Gateways) | undefined;
}

/** Tries one case: strikes the command, heals everything, lets one more command end it from a fresh clone, judges. */
export const tryCase = async (
  lab: Lab,
  { scenario, faults }: Case,
  { rules = invariants, sabotage = (gateways) => gateways }: Trial = {},
): Promise<CaseResult> => {
  const world = await lab.enter(scenario.begin, faults);
  const wrong: string[] = [];
  const kept = rules.filter(({ name }) => scenario.exempt?.includes(name) !== true);
  const watch = watchFor(world, kept, wrong);
  const open = async (clone: MemoryRepository): Promise<Gateways> => sabotage(await world.gateways(clone, watch));
  const ended = await outcomeOf(scenario.act(world, () => open(world.clone)));
  world.striker.heal();
  const endedBy = needsAnother(scenario, world, ended)
    ? await outcomeOf(scenario.end(world, () => open(cloneOf(world.remote))))
    : undefined;
  letEverythingHappen(world);
  wrong.push(...faultsFound({ scenario, world, ended, endedBy }));
  return { ended: wordsOf(ended), ...(endedBy && { endedBy: wordsOf(endedBy) }), wrong };
};

/** A deploy that nobody waits for goes on all the same. */
export const letEverythingHappen = ({ org }: World): void => {
  org.clock.advance(60 * 60_000);
  org.settle();
};

/**
 * A run that is open has to be ended, and one that is not known to have ended; so has a command that makes no run and
 * has not done what it is for.
 */
export const needsAnother = ({ end }: Scenario, world: World, ended: Ended): boolean =>
  hasOpenRun(world) || !isEnd(ended) || (end !== resuming && ['outside', 'refused'].includes(ended.kind));

const wordsOf = ({ kind, detail, message, refusal }: Ended): string =>
  [kind, detail ?? message ?? refusal?.reason ?? []].flat().join(' ');

/** A surprise is no ending: it is told with where it came from. */
export const outcomeOf = async (act: Promise<Ended>): Promise<Ended> => {
  try {
    return await act;
  } catch (error) {
    return { kind: `thrown ${error instanceof Error ? (error.stack ?? error.message) : String(error)}` };
  }
};

/** The calls that a command makes of each gateway when nothing goes wrong, in order. */
export const callsOf = async (lab: Lab, scenario: Scenario): Promise<Striker['calls']> => {
  const world = await lab.enter(scenario.begin, []);
  await scenario.act(world, () => world.gateways(world.clone));
  return world.striker.calls;
};

export const caseText = ({ scenario, faults }: Case): string => `${scenario.name}: ${faults.map(faultText).join(', ')}`;
