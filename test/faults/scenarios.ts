import { arm } from '../../src/actions/arm.ts';
import { snapshot } from '../../src/actions/snapshot.ts';
import { tag } from '../../src/actions/tag.ts';
import type { DeployRecord } from '../../src/gateways/org/deploy-record.ts';
import { orgEvents } from '../../src/practice-org/faults/events.ts';
import { commitTo, type MemoryRepository } from './git/memory-repository.ts';
import { entriesOn } from './journal-in-memory.ts';
import { commands, options, org, waiting, type Ended, type Open } from './commands.ts';
import { canary, changedFiles, type Checkpoint, type Lab, type World } from './lab.ts';

/** A command to strike, and the moment at which it is given. */
export interface Scenario {
  readonly name: string;
  readonly begin: Checkpoint;
  /** Runs that had ended by then. */
  readonly endedBefore: ReadonlySet<string>;
  /** What the org holds before and after, when all goes well; the same for commands that change nothing in it. */
  readonly holds: { readonly before: World['org']['metadata']; readonly after: World['org']['metadata'] };
  /** Whether the command carries on a run that was begun before. */
  readonly isResumption?: boolean;
  /** Names of invariants that nobody can keep here: an org does not look at a lock before it takes a deploy. */
  readonly exempt?: readonly string[];
  readonly act: Act;
  /** What ends it when it did not end well. */
  readonly end: Act;
}

type Act = (world: World, open: Open) => Promise<Ended>;

const deploying: Act = (_, open) => commands.deploy(open);
const rollingBack: Act = (_, open) => commands.rollback(open);
export const resuming: Act = (_, open) => commands.resume(open);
const arming: Act = (_, open) => arm(open, { ...org, options, waiting });
const takingASnapshot: Act = (_, open) => snapshot(open, { ...org, all: false });
const tagging: Act = (_, open) => tag(open, { ...org, version: 'minor', unverified: false });

/** Somebody edits a label in Setup when the deploy has succeeded, before it is proven: the run returns to its snapshot. */
const rollingBackInVain: Act = (world, open) => {
  let edited = false;
  const onProgress = ({ status }: DeployRecord): void => {
    if (edited || status !== 'Succeeded') return;
    edited = true;
    orgEvents(world.org).editInSetup('CustomLabel:Hello');
  };
  return commands.rollback(open, onProgress);
};

class Died extends Error {}

/** Ends the process at a journal entry that has landed: nothing is called any more. */
export const dyingAt =
  (open: Open, entry: string): Open =>
  async () => {
    const gateways = await open();
    let isDead = false;
    const orDie = (): void => {
      if (isDead) throw new Died();
    };
    return {
      ...gateways,
      journal: (environment) => {
        const journal = gateways.journal(environment);
        return {
          ...journal,
          append: async (next, attachments) => {
            orDie();
            await journal.append(next, attachments);
            isDead = 'step' in next && [next.phase ?? [], next.kind, next.step].flat().join(' ') === entry;
            orDie();
          },
        };
      },
    };
  };

/**
 * The machine sleeps between its intent and the sending; meanwhile another one ends its run. What is sent all the same
 * waits in the queue, so that it can still be canceled.
 */
const deployingTooLate: Act = (world, open) =>
  deploying(world, async () => {
    const gateways = await open();
    return {
      ...gateways,
      openOrg: async (name) => {
        const given = await gateways.openOrg(name);
        return {
          ...given,
          deploy: async (request) => {
            orgEvents(world.org).holdDeploys(true);
            const journal = (await open()).journal('production');
            const run = (await journal.entries()).at(-1)?.run ?? '';
            const at = world.org.clock.now().toISOString();
            await journal.append({ format: 1, run, at, kind: 'closed', ending: 'abandoned', evidence: {} });
            return given.deploy(request);
          },
        };
      },
    };
  });

/** Gives a moment after some acts, each of which must end as it should. */
const after = async (lab: Lab, begin: Checkpoint, act: Act, kind: string): Promise<Checkpoint> => {
  const world = await lab.enter(begin, []);
  const ended = await act(world, () => world.gateways(world.clone));
  if (ended.kind !== kind) throw new Error(`expected ${kind}: ${JSON.stringify(ended, undefined, 1)}`);
  return world.checkpoint();
};

const committing = (repository: MemoryRepository): void => {
  commitTo(repository, 'refs/heads/main', changedFiles);
};

/** Makes the moments that the commands begin at, each from the one before. */
export const scenariosIn = async (lab: Lab): Promise<readonly Scenario[]> => {
  const start = await lab.begin();
  const first = await deploying(start, () => start.gateways(start.clone));
  if (first.kind !== 'released') throw new Error(JSON.stringify(first));
  start.org.database.insert('Thing__c', [{ Name: canary }]);
  committing(start.clone);
  committing(start.remote);
  const one = start.checkpoint();
  const two = await after(lab, one, deploying, 'released');
  const armed = await after(lab, two, arming, 'armed');
  const dead =
    (entry: string, act: Act): Act =>
    (world, open) =>
      act(world, dyingAt(open, entry));
  const sent = await after(lab, one, dead('done submit', deploying), 'unfinished');
  const sentBack = await after(lab, two, dead('undo done submit', rollingBackInVain), 'unfinished');
  // a deploy that another tool made, of which Git knows nothing yet
  const foreign: Checkpoint = { ...two, remote: one.remote, clone: one.clone };
  const there = { before: one.org.metadata, after: two.org.metadata };
  const back = { before: two.org.metadata, after: one.org.metadata };
  const same = { before: two.org.metadata, after: two.org.metadata };
  const scenario = (
    name: string,
    begin: Checkpoint,
    rest: Pick<Scenario, 'act' | 'holds'> & Partial<Scenario>,
  ): Scenario => ({ name, begin, endedBefore: endedIn(begin), end: resuming, ...rest });
  return [
    scenario('deploy', one, { holds: there, act: deploying }),
    scenario('rollback', two, { holds: back, act: rollingBack }),
    scenario('quick rollback', armed, { holds: back, act: rollingBack }),
    scenario('undo', two, { holds: back, act: rollingBackInVain }),
    scenario('overtaken deploy', one, {
      holds: there,
      act: deployingTooLate,
      exempt: ['a run is open on the remote', 'the intent names this package and this org'],
    }),
    scenario('resume', sent, { holds: there, act: resuming, isResumption: true }),
    scenario('resume of an undo', sentBack, { holds: back, act: resuming, isResumption: true }),
    scenario('snapshot', two, { holds: same, act: takingASnapshot, end: takingASnapshot }),
    scenario('tag', foreign, { holds: same, act: tagging, end: tagging }),
  ];
};

/** Runs that have ended by a moment. */
export const endedIn = ({ remote }: Checkpoint): ReadonlySet<string> =>
  new Set(entriesOn(remote).flatMap(({ kind, run }) => (kind === 'closed' ? run : [])));
