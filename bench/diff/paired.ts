/** Jobs one after the other, round by round, so that a busy machine slows all of them down alike. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Job, Taken, Work } from './job.ts';
import type { Pair } from './pair.ts';

export const median = (numbers: readonly number[]): number =>
  numbers.toSorted((one, other) => one - other)[numbers.length >> 1] ?? Number.NaN;

const script = fileURLToPath(new URL('./job.ts', import.meta.url));

/** Runs one job in a process of its own. */
export const take = (pair: Pair, work: Work): Taken => {
  const job: Job = { pair, work };
  const child = spawnSync(process.execPath, [script, JSON.stringify(job)], { encoding: 'utf8', maxBuffer: 1e8 });
  const answer = /\{"milliseconds".*\}$/u.exec(child.stdout)?.[0];
  if (answer === undefined) throw new Error(`${JSON.stringify(work)}: ${child.stderr || child.stdout || 'no answer'}`);
  return JSON.parse(answer) as Taken;
};

/** Measurements by name, one of each per round. */
export type Rounds = ReadonlyMap<string, readonly number[]>;

/** Measures everything once per round; the first round only warms the disk and is dropped. */
export const inRounds = (rounds: number, measures: ReadonlyMap<string, () => number>): Rounds => {
  const taken = new Map<string, number[]>([...measures.keys()].map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1)
    for (const [name, measure] of measures) {
      const value = measure();
      if (round > 0) taken.get(name)?.push(value);
    }
  return taken;
};

/** The median of the ratios within a round. */
export const ratio = (rounds: Rounds, one: string, other: string): number =>
  median((rounds.get(one) ?? []).map((value, round) => value / (rounds.get(other)?.[round] ?? Number.NaN)));

export const typical = (rounds: Rounds, name: string): number => median(rounds.get(name) ?? []);

/** How often a goal was missed: the exit code says so. */
export const missed: string[] = [];

/** One line: what was measured, what it is compared with, and the goal. */
export const report = (what: string, value: string, goal?: { readonly met: boolean; readonly text: string }): void => {
  const verdict = goal === undefined ? '' : ` (goal ${goal.text}: ${goal.met ? 'met' : 'MISSED'})`;
  if (goal?.met === false) missed.push(what);
  console.log(`  ${what.padEnd(52)} ${value}${verdict}`);
};

export const ms = (milliseconds: number): string => `${milliseconds.toFixed(0)} ms`;

/** At most so many times of the other. */
export const atMost = (goal: number, value: number): { met: boolean; text: string } => ({
  met: value <= goal,
  text: `≤ ${goal} ×`,
});
