import { outcomeOf } from '../case.ts';
import type { Ended } from '../commands.ts';
import { everyFault, faultText, type Fault } from '../fault.ts';
import { cloneOf } from '../git/memory-repository.ts';
import { openMortal, type Death } from '../mortal.ts';
import { randomFrom } from '../suite.ts';
import { leaks, lostBackups, promisedIn } from './record-judge.ts';
import type { JudgedRecords, Machine, RecordLab, RecordWorld } from './record-lab.ts';
import type { RecordScenario } from './record-scenarios.ts';

export interface RecordSuite {
  readonly scenarios: readonly RecordScenario[];
  /** Of all cases, how many are tried: greater than 0, at most 1. */
  readonly share: number;
  readonly seed: number;
}

export interface RecordResult {
  readonly cases: number;
  /** Each case in which something is wrong, and what. */
  readonly wrong: readonly string[];
}

/** What one case came to: all that was said, first to last, and what was seen meanwhile. */
export interface RecordCase {
  readonly scenario: RecordScenario;
  readonly endings: readonly [Ended, ...Ended[]];
  readonly found: readonly string[];
}

/** Everything that is wrong when a case is over; empty when all is as it should be. */
export const wrongWith = async (
  record: JudgedRecords,
  { scenario, endings, found }: RecordCase,
): Promise<readonly string[]> => {
  const promised = [...scenario.begin.complete, ...endings.flatMap(promisedIn)];
  return [
    ...found,
    ...(await lostBackups(record, promised)),
    ...leaks(record, endings),
    ...(await scenario.wrong(record, endings.at(-1) ?? endings[0])),
  ];
};

/** Ends what a command left, from a fresh clone, and judges all of it. */
const judged = async (
  record: RecordWorld,
  { scenario, endings: [ended], found }: RecordCase,
): Promise<readonly string[]> => {
  const { world } = record;
  const open = record.open({ clone: cloneOf(world.remote) });
  const endedBy = scenario.isDone(ended) ? [] : [await outcomeOf(scenario.end(open, record.store))];
  world.org.clock.advance(60 * 60_000);
  world.org.settle();
  return wrongWith(record, { scenario, endings: [ended, ...endedBy], found });
};

/** Strikes one case, heals everything, lets one more command end it, judges. */
export const strikeOnce = async (
  lab: RecordLab,
  { scenario, faults, sabotage }: Pick<Machine, 'sabotage'> & { scenario: RecordScenario; faults: readonly Fault[] },
): Promise<readonly string[]> => {
  await using record = await lab.enter(scenario.begin, faults);
  const found: string[] = [];
  const watch = scenario.watch(record, found);
  const ended = await outcomeOf(scenario.act(record.open({ watch, sabotage })));
  record.world.striker.heal();
  return await judged(record, { scenario, endings: [ended], found });
};

/** Strikes every call that the commands make of git and of the org, with every fault, once and from then on. */
export const strikeRecords = async (lab: RecordLab, { scenarios, share, seed }: RecordSuite): Promise<RecordResult> => {
  const random = randomFrom(seed);
  const wrong: string[] = [];
  let cases = 0;
  for (const scenario of scenarios) {
    await using whole = await lab.enter(scenario.begin);
    await scenario.act(whole.open());
    for (const fault of everyFault(whole.world.striker.calls)) {
      if (random() >= share) continue;
      cases += 1;
      const found = await strikeOnce(lab, { scenario, faults: [fault] });
      if (found.length > 0) wrong.push(`${scenario.name}: ${faultText(fault)}\n  ${found.join('\n  ')}`);
    }
  }
  return { cases, wrong };
};

const dieTwice = async (
  lab: RecordLab,
  scenario: RecordScenario,
  [first, second]: readonly [Death, Death],
): Promise<readonly string[]> => {
  await using record = await lab.enter(scenario.begin);
  const found: string[] = [];
  const watch = scenario.watch(record, found);
  const outlived = async (act: RecordScenario['end'], machine: Machine, death: Death): Promise<Ended> => {
    const mortal = openMortal(death);
    const dead = mortal.died.then((): Ended => ({ kind: 'unfinished', detail: 'died' }));
    return Promise.race([outcomeOf(act(record.open({ ...machine, watch, mortal }), record.store)), dead]);
  };
  const ended = await outlived(scenario.act, {}, first);
  if (!scenario.isDone(ended)) await outlived(scenario.end, { clone: cloneOf(record.world.remote) }, second);
  return await judged(record, { scenario, endings: [ended], found });
};

/** A process dies at each of its calls, of what it keeps on disk too, and so does the one that is to end its work. */
export const dieInRecords = async (lab: RecordLab, { scenarios, share, seed }: RecordSuite): Promise<RecordResult> => {
  const random = randomFrom(seed);
  const wrong: string[] = [];
  let cases = 0;
  for (const scenario of scenarios) {
    await using whole = await lab.enter(scenario.begin);
    const mortal = openMortal();
    await scenario.act(whole.open({ mortal }));
    for (let nth = 1; nth <= mortal.calls; nth += 1)
      for (const landed of [false, true]) {
        const second: Death = { nth: 1 + Math.floor(random() * mortal.calls), landed: random() < 0.5 };
        if (random() >= share) continue;
        cases += 1;
        const deaths = [{ nth, landed }, second] as const;
        const found = await dieTwice(lab, scenario, deaths);
        if (found.length > 0) wrong.push(`${scenario.name}: ${JSON.stringify(deaths)}\n  ${found.join('\n  ')}`);
      }
  }
  return { cases, wrong };
};
