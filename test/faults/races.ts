import * as fc from 'fast-check';
import type { Git } from '../../src/gateways/git/git.ts';
import { openJournal, type Journal } from '../../src/gateways/git/journal.ts';
import type { Repository } from '../../src/gateways/git/repository.ts';
import type { Gateways } from '../../src/gateways/open.ts';
import { openRun, runOf, type Run } from '../../src/actions/run/run.ts';
import { isOpen, lastRun, type JournalEntry } from '../../src/release/journal-entry.ts';
import { Refused } from '../../src/release/refusal.ts';
import { planOf } from '../release/plan-builders.ts';
import { memoryGit } from './git/memory-git.ts';
import { cloneOf, commitTo, emptyRepository, type MemoryRepository } from './git/memory-repository.ts';
import { entriesOn } from './journal-in-memory.ts';
import { projectFiles } from './lab.ts';

/** Somebody who wants to release: opens a run of their own, or takes over the one that is open. */
interface Actor {
  readonly name: string;
  readonly takesOver: boolean;
}

const plan = planOf({});
const steps = ['snapshot', 'submit', 'await', 'prove', 'tag'] as const;

/** Git whose every call waits for its turn. */
const scheduled = (git: Git, scheduler: fc.Scheduler, who: string): Git => {
  const turn = async <T>(what: string, call: () => Promise<T>): Promise<T> => {
    await scheduler.schedule(Promise.resolve(), `${who}: ${what}`);
    return call();
  };
  return {
    ...git,
    run: (args) => turn(args[0] ?? '', () => git.run(args)),
    pipe: (args, ...rest) => turn(args[0] ?? '', () => git.pipe(args, ...rest)),
  };
};

let runs = 0;

/** As much of the outside as opening a run takes: a machine with a clone of its own. */
const machine = (remote: MemoryRepository, scheduler: fc.Scheduler, name: string, change: Change): Gateways => {
  const now = (): Date => new Date('2026-11-21T10:00:00.000Z');
  const git = scheduled(memoryGit({ here: cloneOf(remote), there: remote, now }, '/'), scheduler, name);
  const repository = { git, remote: 'origin', nullId: '0'.repeat(40), committer: () => Promise.resolve(name) };
  return {
    ...{ repository, now, where: name, process: { machine: name, pid: 1 }, newRunId: () => `run${++runs}` },
    journal: (environment: string) => change(openJournal(repository as unknown as Repository, environment)),
  } as unknown as Gateways;
};

/** The run that an actor has got; undefined when somebody else was first. Throws what is not a refusal. */
const runFor = async (gateways: Gateways, { takesOver }: Actor): Promise<Run | undefined> => {
  const journal: Journal = gateways.journal('production');
  const last = lastRun(await journal.entries());
  try {
    if (!takesOver || !isOpen(last)) {
      const wishes = { verb: 'rollback', plan, release: 'production/v1.2.0', atomic: false } as const;
      return await openRun(gateways, wishes);
    }
    const run = runOf(gateways, journal, last);
    await run.takeOver({});
    return run;
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
};

/** Goes on until the end, or until it is refused. */
const carryOn = async (run: Run, { name }: Actor): Promise<void> => {
  try {
    for (const step of steps) {
      await run.intend({ step }, { by: name });
      await run.finish({ step }, { by: name });
    }
    await run.close('rolledBack', { by: name });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  }
};

/** What is wrong about a journal on purpose, to see whether the race notices. */
type Change = (journal: Journal) => Journal;

/** Lets actors race, in the order that the scheduler gives; gives what is wrong about the journal they leave. */
const race = async (scheduler: fc.Scheduler, actors: readonly Actor[], change: Change): Promise<readonly string[]> => {
  const remote = emptyRepository();
  commitTo(remote, 'refs/heads/main', projectFiles);
  const all = actors.map(async (actor) => {
    const run = await runFor(machine(remote, scheduler, actor.name, change), actor);
    if (run !== undefined) await carryOn(run, actor);
  });
  await scheduler.waitFor(Promise.all(all));
  return unfenced(entriesOn(remote));
};

/** Entries by anybody but the one who held the run at that moment, and runs that were opened beside another. */
const unfenced = (entries: readonly JournalEntry[]): readonly string[] => {
  let holder: string | undefined;
  const wrong: string[] = [];
  for (const entry of entries) {
    const by = 'evidence' in entry && entry.kind !== 'takenOver' ? entry.evidence['by'] : undefined;
    if (entry.kind === 'opened' && holder !== undefined)
      wrong.push(`${entry.by} opened a run beside that of ${holder}`);
    if (by !== undefined && by !== holder)
      wrong.push(`${String(by)} wrote ${entry.kind}, but ${holder ?? 'nobody'} held it`);
    if (entry.kind === 'opened' || entry.kind === 'takenOver') holder = entry.by;
    if (entry.kind === 'closed') holder = undefined;
  }
  if (entries.filter(({ kind }) => kind === 'closed').length === 0) wrong.push('nobody came to the end');
  return wrong;
};

const name = (index: number): string => `actor${index}`;

/** Two or three actors, some of whom take over. */
const actors = fc
  .array(fc.boolean(), { minLength: 2, maxLength: 3 })
  .map((some) => some.map((takesOver, index): Actor => ({ name: name(index), takesOver })));

export interface RaceOptions {
  readonly seed: number;
  readonly numRuns: number;
  readonly change?: Change;
}

/** Throws with the smallest interleaving that goes wrong. */
export const tryRaces = ({ change = (journal) => journal, ...options }: RaceOptions): Promise<void> =>
  fc.assert(
    fc.asyncProperty(fc.scheduler(), actors, async (scheduler, some) => {
      const wrong = await race(scheduler, some, change);
      if (wrong.length > 0) throw new Error(wrong.join('\n'));
    }),
    options,
  );
