import { z } from 'zod';

/** What a run does; also the verb of its audit line. */
export const runVerbs = ['deploy', 'rollback', 'restore', 'tag', 'arm', 'mark', 'freeze', 'prune'] as const;
export type RunVerb = (typeof runVerbs)[number];

/**
 * The steps of a run, in the order in which it takes them; a step that a plan has no use for is left out. `submit` ends
 * when the org has given an id, `await` when the org's own record of that id is final. `undo` is decided when what the
 * org was given turned out wrong; its own deploy takes `submit`, `await` and `prove` again, in the phase `undo`.
 */
export const stepNames = [
  'snapshot',
  'saveData',
  'submit',
  'await',
  'flowVersions',
  'prove',
  'check',
  'undo',
  'tag',
] as const;
export type StepName = (typeof stepNames)[number];

/** How a run can end; `unfinished` runs stay open. */
export const runEndings = [
  'released',
  'restored',
  'rolledBack',
  'armed',
  'failed',
  'undone',
  'nothingSent',
  'abandoned',
  'pruned',
  'marked',
  'frozen',
  'thawed',
] as const;
export type RunEnding = (typeof runEndings)[number];

/** Why a run that stays open was left by whoever carried it on: from then on anybody may. */
export const pauseReasons = ['inProgress', 'unfinished', 'inconclusive'] as const;
export type PauseReason = (typeof pauseReasons)[number];

const instant = z.iso.datetime();
const common = { format: z.literal(1), run: z.string(), at: instant };

/** Ids, counts, hashes and codes; never record values, tokens or addresses. */
const evidence = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]));
export type Evidence = z.infer<typeof evidence>;

/** Who carries a run on: git's committer name, the machine or the URL of the CI run, and the process there. */
const holder = {
  by: z.string(),
  where: z.string(),
  process: z.strictObject({ machine: z.string(), pid: z.number() }).optional(),
};

const opened = z.strictObject({
  ...common,
  ...holder,
  kind: z.literal('opened'),
  verb: z.enum(runVerbs),
  environment: z.string(),
  orgId: z.string(),
  from: z.string().optional(),
  to: z.string().optional(),
  plan: z.string().optional(),
  reason: z.string().optional(),
  /** The name that the release will have when the run ends well. */
  release: z.string().optional(),
  /** Returns to its own snapshot when what the org was given turns out wrong. */
  atomic: z.boolean().optional(),
  /** Checks that a person left out by name. */
  skippedChecks: z.array(z.string()).optional(),
});

const phase = z.literal('undo').optional();

const intended = z.strictObject({
  ...common,
  kind: z.literal('intended'),
  step: z.enum(stepNames),
  phase,
  orgId: z.string(),
  evidence,
});
const done = z.strictObject({ ...common, kind: z.literal('done'), step: z.enum(stepNames), phase, evidence });
const takenOver = z.strictObject({ ...common, ...holder, kind: z.literal('takenOver'), evidence });
const paused = z.strictObject({ ...common, kind: z.literal('paused'), because: z.enum(pauseReasons), evidence });
const closed = z.strictObject({ ...common, kind: z.literal('closed'), ending: z.enum(runEndings), evidence });

const entry = z.discriminatedUnion('kind', [opened, takenOver, intended, done, paused, closed]);

/**
 * One entry of an environment's journal. `intended` is durable before the act it names, `done` only with evidence read
 * from outside; an `intended` without its `done` is the place where a run stopped. `takenOver` names who carries the run
 * on from there; `paused` says that nobody does at the moment.
 */
export type JournalEntry = z.infer<typeof entry>;
export type OpenedEntry = z.infer<typeof opened>;

/** Reads an entry. Throws a `RangeError` that names the format when it is from a newer version of the plugin. */
export const parseEntry = (text: string): JournalEntry => {
  const value = jsonIn(text);
  const parsed = entry.safeParse(value);
  if (parsed.success) return parsed.data;
  const { format } = z
    .object({ format: z.number().catch(0) })
    .catch({ format: 0 })
    .parse(value);
  throw new RangeError(
    format > 1
      ? `the journal holds an entry of format ${format}; this version reads format 1: update the plugin`
      : `the journal holds an entry that cannot be read: ${z.prettifyError(parsed.error)}`,
  );
};

/** The engine's own words would quote what was damaged, whatever that is. */
const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new RangeError('the journal holds an entry that is no JSON');
  }
};

/** Evidence in words; all other is ids, counts, hashes and codes, which machines read. */
const worded: ReadonlySet<string> = new Set(['because', 'detail', 'reason']);

/** An entry with what people typed and others said changed; what machines read stays what it is. */
export const withWords = (journalEntry: JournalEntry, change: (words: string) => string): JournalEntry => {
  if (journalEntry.kind === 'opened')
    return { ...journalEntry, ...(journalEntry.reason !== undefined && { reason: change(journalEntry.reason) }) };
  const told = Object.entries(journalEntry.evidence).map(
    ([name, value]) => [name, worded.has(name) && typeof value === 'string' ? change(value) : value] as const,
  );
  return { ...journalEntry, evidence: Object.fromEntries(told) };
};

/** The audit line of an entry: the subject of its commit, so that `git log` reads as the audit trail. */
export const auditLine = (journalEntry: JournalEntry): string => {
  const { run } = journalEntry;
  switch (journalEntry.kind) {
    case 'opened': {
      const { verb, from, to, by, where, environment } = journalEntry;
      const way = from === undefined ? (to ?? environment) : `${from} → ${to ?? environment}`;
      return `${verb} ${way}: opened by ${by} on ${where} (run ${run})`;
    }
    case 'takenOver':
      return `taken over by ${journalEntry.by} on ${journalEntry.where} (run ${run})`;
    case 'intended':
      return `${stepText(journalEntry)}: about to begin (run ${run})`;
    case 'done':
      return `${stepText(journalEntry)}: done (run ${run})`;
    case 'paused':
      return `paused: ${journalEntry.because} (run ${run})`;
    case 'closed':
      return `closed: ${journalEntry.ending} (run ${run})`;
  }
};

const stepText = ({ step, phase: of }: { readonly step: StepName; readonly phase?: 'undo' | undefined }): string =>
  of === undefined ? step : `${of}, ${step}`;

/** A process on a machine, as far as it can be told apart from all others. */
export interface ProcessMark {
  readonly machine: string;
  readonly pid: number;
}

/** Who carries an open run on. */
export interface Holder {
  readonly by: string;
  readonly where: string;
  readonly process?: ProcessMark | undefined;
}

/** A run as its entries tell it. */
export interface RunState {
  readonly opened: OpenedEntry;
  readonly entries: readonly JournalEntry[];
  /** The act that was begun and of which nobody knows the end. */
  readonly pending?: StepName;
  readonly ending?: RunEnding;
  /** Absent when the run is closed, and when it was left in good order for whoever resumes it. */
  readonly holder?: Holder;
  /** ISO 8601: the newest entry. */
  readonly heardAt: string;
  /** The run was left because a check could not be answered: a person has to choose. */
  readonly undecided: boolean;
}

/** The newest run of a journal, given its entries oldest first; `undefined` for an empty journal. */
export const lastRun = (entries: readonly JournalEntry[]): RunState | undefined => {
  const start = entries.findLastIndex(({ kind }) => kind === 'opened');
  const first = entries[start];
  if (first?.kind !== 'opened') return undefined;
  const own = entries.slice(start);
  const closing = own.find((candidate) => candidate.kind === 'closed');
  const act = own.findLast(({ kind }) => kind === 'intended' || kind === 'done');
  const last = own.at(-1) ?? first;
  return {
    opened: first,
    entries: own,
    ...(closing === undefined ? holderOf(own) : { ending: closing.ending }),
    ...(act?.kind === 'intended' ? { pending: act.step } : {}),
    heardAt: last.at,
    undecided: last.kind === 'paused' && last.because === 'inconclusive',
  };
};

const holderOf = (own: readonly JournalEntry[]): { readonly holder?: Holder } => {
  const change = own.findLast(({ kind }) => kind === 'opened' || kind === 'takenOver' || kind === 'paused');
  if (change?.kind !== 'opened' && change?.kind !== 'takenOver') return {};
  const { by, where, process } = change;
  return { holder: { by, where, ...(process && { process }) } };
};

export const isOpen = (run: RunState | undefined): run is RunState => run !== undefined && run.ending === undefined;

/** Ids of all deploys and validations that the org is known to have accepted. */
export const deployIdsIn = (entries: readonly JournalEntry[]): readonly string[] =>
  entries.flatMap((entry) => {
    const id = entry.kind === 'done' ? entry.evidence['deployId'] : undefined;
    return typeof id === 'string' ? [id] : [];
  });

/** Ids of deploys of runs that returned to their snapshots, and of the ways back: together they left nothing behind. */
export const deploysUndone = (entries: readonly JournalEntry[]): readonly string[] => {
  const undone = new Set(
    entries.flatMap((entry) => (entry.kind === 'closed' && entry.ending === 'undone' ? entry.run : [])),
  );
  return deployIdsIn(entries.filter(({ run }) => undone.has(run)));
};
