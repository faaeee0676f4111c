import { letEverythingHappen, needsAnother, outcomeOf } from './case.ts';
import type { Ended } from './commands.ts';
import { cloneOf } from './git/memory-repository.ts';
import { faultsFound } from './judge.ts';
import type { Lab, World } from './lab.ts';
import { openMortal, type Death } from './mortal.ts';
import type { Scenario } from './scenarios.ts';
import { randomFrom } from './suite.ts';
import { invariants, watchFor } from './watch.ts';
import type { Watch } from './wire.ts';

interface Dying {
  readonly world: World;
  readonly watch: Watch;
}

/** A command of a process that may die at one of its calls; a dead one has not ended. */
const outlived = async (
  { world, watch }: Dying,
  act: Scenario['act'],
  { clone, death }: { readonly clone: World['clone']; readonly death: Death | undefined },
): Promise<Ended> => {
  const mortal = openMortal(death);
  const dead = mortal.died.then((): Ended => ({ kind: 'unfinished', detail: 'died' }));
  return Promise.race([outcomeOf(act(world, () => world.gateways(clone, watch, mortal))), dead]);
};

/** Lets a command die, then what is to end it, then ends it from a fresh clone. Gives what is wrong. */
const dieTwice = async (
  lab: Lab,
  scenario: Scenario,
  [first, second]: readonly [Death, Death],
): Promise<readonly string[]> => {
  const world = await lab.enter(scenario.begin, []);
  const wrong: string[] = [];
  const rules = invariants.filter(({ name }) => scenario.exempt?.includes(name) !== true);
  const dying: Dying = { world, watch: watchFor(world, rules, wrong) };
  const fresh = (death?: Death) => ({ clone: cloneOf(world.remote), death });
  const ended = await outlived(dying, scenario.act, { clone: world.clone, death: first });
  if (needsAnother(scenario, world, ended)) await outlived(dying, scenario.end, fresh(second));
  const endedBy = needsAnother(scenario, world, ended) ? await outlived(dying, scenario.end, fresh()) : undefined;
  letEverythingHappen(world);
  return [...wrong, ...faultsFound({ scenario, world, ended, endedBy })];
};

/** How many calls a command makes when nobody dies. */
const callsOf = async (lab: Lab, scenario: Scenario): Promise<number> => {
  const world = await lab.enter(scenario.begin, []);
  const mortal = openMortal();
  await scenario.act(world, () => world.gateways(world.clone, undefined, mortal));
  return mortal.calls;
};

export interface DeathOptions {
  readonly scenarios: readonly Scenario[];
  /** Of all deaths, how many are tried: greater than 0, at most 1. */
  readonly share: number;
  readonly seed: number;
}

/** Every call at which a process can die, before and after it has taken effect; its resume dies once more at any call. */
export const dieAtEveryCall = async (
  lab: Lab,
  { scenarios, share, seed }: DeathOptions,
): Promise<{ readonly deaths: number; readonly wrong: readonly string[] }> => {
  const random = randomFrom(seed);
  const wrong: string[] = [];
  let deaths = 0;
  for (const scenario of scenarios) {
    const calls = await callsOf(lab, scenario);
    for (let nth = 1; nth <= calls; nth += 1)
      for (const landed of [false, true]) {
        const second: Death = { nth: 1 + Math.floor(random() * 80), landed: random() < 0.5 };
        if (random() >= share) continue;
        deaths += 1;
        const found = await dieTwice(lab, scenario, [{ nth, landed }, second]);
        if (found.length > 0)
          wrong.push(`${scenario.name}: ${JSON.stringify([{ nth, landed }, second])}\n  ${found.join('\n  ')}`);
      }
  }
  return { deaths, wrong };
};
