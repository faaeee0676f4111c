import type { KillingGround, KillResult, Death, Killing } from './killing-ground.ts';
import { randomFrom } from './suite.ts';

export interface Kills {
  /** Cases, and how many processes died in them rather than come to their end. */
  readonly cases: number;
  readonly killed: number;
  readonly wrong: readonly string[];
}

interface Case {
  readonly killing: Killing;
  readonly first: Death;
  readonly second?: Death;
}

const textOf = ({ killing, first, second }: Case): string =>
  [killing.scenario.name, first, second ?? []]
    .flat()
    .map((part) => (typeof part === 'string' ? part : JSON.stringify(part)))
    .join(' ');

/** Called after every case: a suite of an hour that is stopped has told what it found. */
export type OnKill = (sofar: Kills) => void;

const tried = async (ground: KillingGround, cases: readonly Case[], onKill?: OnKill): Promise<Kills> => {
  const wrong: string[] = [];
  let killed = 0;
  for (const [index, each] of cases.entries()) {
    const result = await ground.kill(each.killing, each.first, each.second);
    if (result.wasKilled) killed += 1;
    if (result.wrong.length > 0) wrong.push(`${textOf(each)}\n  ${result.wrong.join('\n  ')}`);
    onKill?.({ cases: index + 1, killed, wrong });
  }
  return { cases: cases.length, killed, wrong };
};

/** The command without any kill: where it passes, and how long it takes. */
const whole = async (ground: KillingGround, killing: Killing): Promise<KillResult> => {
  const result = await ground.kill(killing);
  if (result.wrong.length > 0) throw new Error(result.wrong.join('\n'));
  return result;
};

/**
 * Kills at every crash point of the commands, and their resumes once more at one that the seed chooses. Of all points
 * only every `of`-th, from `from` on.
 */
export const killAtPoints = async (
  ground: KillingGround,
  {
    seed,
    names,
    from = 0,
    of = 1,
    onKill,
  }: {
    readonly seed: number;
    readonly names: readonly string[];
    readonly from?: number;
    readonly of?: number;
    readonly onKill?: OnKill;
  },
): Promise<Kills> => {
  const random = randomFrom(seed);
  const cases: Case[] = [];
  for (const killing of ground.killings.filter(({ scenario }) => names.includes(scenario.name))) {
    const { passed } = await whole(ground, killing);
    const after = passed.slice(passed.indexOf('after entry intended submit'));
    for (const at of passed)
      cases.push({ killing, first: { at }, second: { at: after[Math.floor(random() * after.length)] ?? at } });
  }
  return tried(
    ground,
    cases.filter((_, index) => Math.floor(index / 2) % of === from % of), // before and after stay together
    onKill,
  );
};

/** Kills at any time from the beginning of a command to its end. */
export const killAtRandom = async (
  ground: KillingGround,
  { seed, runs, onKill }: { readonly seed: number; readonly runs: number; readonly onKill?: OnKill },
): Promise<Kills> => {
  const random = randomFrom(seed);
  const times = new Map<Killing, number>();
  for (const killing of ground.killings) times.set(killing, (await whole(ground, killing)).milliseconds);
  const cases = Array.from({ length: runs }, (_, index): Case => {
    const killing = ground.killings[index % ground.killings.length];
    if (killing === undefined) throw new Error('there is nothing to kill');
    return { killing, first: { after: random() * (times.get(killing) ?? 0) } };
  });
  return tried(ground, cases, onKill);
};
