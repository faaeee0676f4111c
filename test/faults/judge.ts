import { changedTheOrg } from '../../src/practice-org/deploy/job.ts';
import type { JournalEntry } from '../../src/release/journal-entry.ts';
import { differencesBetween, holdingsOf } from '../../bin/replay/judge.ts';
import type { Ended } from './commands.ts';
import { reachable } from './git/objects.ts';
import { canary, type World } from './lab.ts';
import type { Scenario } from './scenarios.ts';
import { entriesOn } from './journal-in-memory.ts';

/** A case when it is over: what the command ended with, and what ended it after that, if anything had to. */
export interface Verdict {
  readonly scenario: Scenario;
  readonly world: World;
  readonly ended: Ended;
  readonly endedBy?: Ended | undefined;
}

/** Whether a word of the product is true: all that it ever says of a run, and what the org must hold then. */
const truths: Readonly<Record<string, 'before' | 'after' | undefined>> = {
  released: 'after',
  rolledBack: 'after',
  undone: 'before',
  failed: 'before',
  closed: 'before',
  abandoned: 'before',
  refused: 'before',
  outside: 'before',
  snapshotTaken: 'before',
  tagged: 'before',
  nothingOpen: 'before',
};

/** Whether nobody has to do anything more. */
export const isEnd = ({ kind }: Ended): boolean => !['unfinished', 'inProgress', 'paused'].includes(kind);

const lastRunOf = (entries: readonly JournalEntry[]): readonly JournalEntry[] =>
  entries.slice(entries.findLastIndex(({ kind }) => kind === 'opened'));

const isOpen = (run: readonly JournalEntry[]): boolean => run.length > 0 && !run.some(({ kind }) => kind === 'closed');

/** Whether a run is left that somebody has to end. */
export const hasOpenRun = ({ remote }: World): boolean => isOpen(lastRunOf(entriesOn(remote)));

/** Everything that is wrong when a case is over; empty when all is as it should be. */
export const faultsFound = (verdict: Verdict): readonly string[] => {
  const { world, ended, endedBy } = verdict;
  const entries = entriesOn(world.remote);
  const last = endedBy ?? ended;
  return [
    ...(isEnd(last) ? [] : [`stuck: ended as ${ended.kind}, then as ${endedBy?.kind ?? 'nothing'}`]),
    ...(isOpen(lastRunOf(entries)) ? ['stuck: the run is still open'] : []),
    ...untrue(verdict, last),
    ...(endedBy === undefined ? [] : untrueMeanwhile(verdict)),
    ...journalFaults(world, entries),
    ...doubleDeploys(verdict, entries),
    ...lostThings(verdict, last),
  ];
};

/** What the product says last is what the org holds, and what the journal says. */
const untrue = ({ scenario, world }: Verdict, { kind }: Ended): readonly string[] => {
  const run = lastRunOf(entriesOn(world.remote));
  const ending = run.find((entry) => entry.kind === 'closed');
  const isOurs = run[0] !== undefined && !scenario.endedBefore.has(run[0].run);
  const said = isOurs && ending?.kind === 'closed' ? spoken(ending.ending) : kind;
  const truth = truths[said];
  if (truth === undefined) return [`the ending ${said} is none that this command has`];
  const differences = differencesBetween(holdingsOf(world.org.metadata), holdingsOf(scenario.holds[truth]));
  return differences.map(({ key, what }) => `false verdict: it ended as ${said}, but ${key} ${what}`);
};

/** The journal's word for an ending, as the product says it of a command. */
const spoken = (ending: string): string => (ending === 'nothingSent' ? 'closed' : ending);

/** A command that said no had changed nothing, even when a run was left open. */
const untrueMeanwhile = ({ scenario, ended, endedBy }: Verdict): readonly string[] => {
  if (scenario.isResumption) return []; // it never says that the org is as it was
  const saidNo = ['refused', 'outside', 'failed'].includes(ended.kind);
  const isChanged = ['released', 'rolledBack', 'undone'].includes(endedBy?.kind ?? '');
  return saidNo && isChanged ? [`false verdict: it said ${ended.kind}, and the run had gone on`] : [];
};

/** Nothing is said to be done without the org's own record of it, and nothing is written after the end of a run. */
const journalFaults = ({ org }: World, entries: readonly JournalEntry[]): readonly string[] =>
  [...Map.groupBy(entries, ({ run }) => run)].flatMap(([run, own]) => {
    const end = own.findIndex(({ kind }) => kind === 'closed');
    const undos = own.filter((entry) => entry.kind === 'intended' && entry.step === 'undo');
    const awaited = own.flatMap((entry) => (entry.kind === 'done' && entry.step === 'await' ? [entry.evidence] : []));
    const unproven = awaited.filter(({ deployId, status }) => org.deploys.find(String(deployId))?.status !== status);
    return [
      ...(own[0]?.kind === 'opened' ? [] : [`the run ${run} was never opened`]),
      ...(end < 0 || end === own.length - 1 ? [] : [`the run ${run} went on after its end`]),
      ...(undos.length > 1 ? [`the run ${run} was undone ${undos.length} times`] : []),
      ...unproven.map(({ deployId, status }) => `the journal says ${String(status)} of ${String(deployId)}`),
    ];
  });

/** Each deploy that changed the org is one that the journal knows, and no part was deployed twice. */
const doubleDeploys = ({ scenario, world }: Verdict, entries: readonly JournalEntry[]): readonly string[] => {
  const before = new Set(scenario.begin.org.rest.jobs.map(({ id }) => id));
  const made = world.org.deploys.jobs.filter((job) => changedTheOrg(job) && !before.has(job.id));
  const done = entries.flatMap((entry) => (entry.kind === 'done' && entry.step === 'submit' ? [entry] : []));
  const known = new Set(done.map(({ evidence }) => evidence['deployId']));
  const parts = done.map(({ run, phase, evidence }) => `${run} ${phase ?? ''} ${String(evidence['part'])}`);
  return [
    ...made.filter(({ id }) => !known.has(id)).map(({ id }) => `nobody knows the deploy ${id}`),
    ...(new Set(parts).size === parts.length ? [] : ['double deploy: one part was accepted twice']),
  ];
};

/** What was promised to be kept is there: tags, snapshots with all their objects; and no token and no record is anywhere. */
const lostThings = ({ scenario, world, ended, endedBy }: Verdict, last: Ended): readonly string[] => {
  const { remote, clone, org } = world;
  const lost: string[] = [];
  for (const entry of entriesOn(remote)) {
    if (entry.kind !== 'done' || entry.step !== 'snapshot') continue;
    const { snapshot, commit } = entry.evidence;
    if (remote.refs.get(`refs/release/production/${String(snapshot)}`) !== commit)
      lost.push(`lost: ${String(snapshot)}`);
  }
  for (const [ref, id] of remote.refs) {
    try {
      reachable(remote.objects, id);
    } catch (error) {
      lost.push(`lost: ${ref}: ${String(error)}`);
    }
  }
  const isRelease = ['released', 'rolledBack', 'tagged'].includes(last.kind);
  const isPushed = last.notices?.some(({ notice }) => notice === 'tagNotPushed') !== true;
  const tags = (repository: World['remote']) => [...repository.refs.keys()].filter((ref) => ref.includes('/tags/'));
  const made = scenario.begin.remote.refs.size === 0 ? 0 : tags(scenario.begin.remote).length;
  if (isRelease && isPushed && tags(remote).length <= made) lost.push('lost: the tag is not on the remote');
  const secrets = [org.sessions.current, org.sessions.refreshToken, canary];
  const holdsSecret = (bytes: Buffer): boolean => secrets.some((secret) => bytes.includes(secret));
  for (const [id, { bytes }] of [...remote.objects, ...clone.objects])
    if (holdsSecret(bytes)) lost.push(`a secret is in the object ${id}`);
  for (const said of [ended, endedBy])
    if (holdsSecret(Buffer.from(JSON.stringify(said ?? {})))) lost.push('a secret is in what the command ended with');
  return lost;
};
