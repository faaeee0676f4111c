import { callsOf, caseText, tryCase, type Case, type Trial } from './case.ts';
import { everyFault } from './fault.ts';
import type { Lab } from './lab.ts';
import type { Scenario } from './scenarios.ts';

export interface SuiteOptions extends Trial {
  /** Of all cases, how many are tried: greater than 0, at most 1. */
  readonly share: number;
  readonly seed: number;
  readonly scenarios: readonly Scenario[];
  /** Name of the one scenario that is tried. */
  readonly only?: string | undefined;
}

export interface SuiteResult {
  readonly cases: number;
  /** Each case in which something is wrong, and what. */
  readonly wrong: readonly string[];
  /** How many cases ended how. */
  readonly endings: ReadonlyMap<string, number>;
}

/** Numbers that look like chance and are the same for the same seed: at least 0, less than 1. */
export const randomFrom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** Tries every fault of every call of every scenario, or a share of them that the seed chooses. */
export const suite = async (
  lab: Lab,
  { share, seed, scenarios, only, ...trial }: SuiteOptions,
): Promise<SuiteResult> => {
  const random = randomFrom(seed);
  const wrong: string[] = [];
  const endings = new Map<string, number>();
  let cases = 0;
  for (const scenario of scenarios) {
    if (only !== undefined && scenario.name !== only) continue;
    for (const fault of everyFault(await callsOf(lab, scenario))) {
      if (random() >= share) continue;
      cases += 1;
      const each: Case = { scenario, faults: [fault] };
      const result = await tryCase(lab, each, trial);
      const kinds = [result.ended, result.endedBy ?? []].flat();
      const ending = `${scenario.name}: ${kinds.map((words) => words.split(' ')[0]).join(', then ')}`;
      endings.set(ending, (endings.get(ending) ?? 0) + 1);
      if (result.wrong.length > 0)
        wrong.push(`${caseText(each)}: ${kinds.join('\n  then ')}\n  ${result.wrong.join('\n  ')}`);
    }
  }
  return { cases, wrong, endings };
};
