import { z } from 'zod';

/** What a run does; also the verb of its audit line. */
export const runVerbs = ['deploy', 'rollback', 'tag'] as const;
export type RunVerb = (typeof runVerbs)[number];

/**
 * The steps of a run, in the order in which it takes them; a step that a plan has no use for is left out. `submit` ends
 * when the org has given an id, `await` when the org's own record of that id is final.
 */
export const stepNames = ['snapshot', 'submit', 'await', 'flowVersions', 'prove', 'tag'] as const;
export type StepName = (typeof stepNames)[number];

/** How a run can end; `unfinished` runs stay open. */
export const runEndings = ['released', 'rolledBack', 'failed', 'nothingSent', 'abandoned'] as const;
export type RunEnding = (typeof runEndings)[number];

const instant = z.iso.datetime();
const common = { format: z.literal(1), run: z.string(), at: instant };

/** Ids, counts, hashes and codes; never record values, tokens or addresses. */
const evidence = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]));
export type Evidence = z.infer<typeof evidence>;

const opened = z.strictObject({
  ...common,
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
  /** Who: git's committer name, and the machine or the URL of the CI run. */
  by: z.string(),
  where: z.string(),
});

const intended = z.strictObject({
  ...common,
  kind: z.literal('intended'),
  step: z.enum(stepNames),
  orgId: z.string(),
  evidence,
});
const done = z.strictObject({ ...common, kind: z.literal('done'), step: z.enum(stepNames), evidence });
const closed = z.strictObject({ ...common, kind: z.literal('closed'), ending: z.enum(runEndings), evidence });

const entry = z.discriminatedUnion('kind', [opened, intended, done, closed]);

/**
 * One entry of an environment's journal. `intended` is durable before the act it names, `done` only with evidence read
 * from outside; an `intended` without its `done` is the place where a run stopped.
 */
export type JournalEntry = z.infer<typeof entry>;
export type OpenedEntry = z.infer<typeof opened>;

/** Reads an entry. Throws a `RangeError` that names the format when it is from a newer version of the plugin. */
export const parseEntry = (text: string): JournalEntry => {
  const value: unknown = JSON.parse(text);
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

/** The audit line of an entry: the subject of its commit, so that `git log` reads as the audit trail. */
export const auditLine = (journalEntry: JournalEntry): string => {
  const { run } = journalEntry;
  switch (journalEntry.kind) {
    case 'opened': {
      const { verb, from, to, by, where, environment } = journalEntry;
      const way = from === undefined ? (to ?? environment) : `${from} → ${to ?? environment}`;
      return `${verb} ${way}: opened by ${by} on ${where} (run ${run})`;
    }
    case 'intended':
      return `${journalEntry.step}: about to begin (run ${run})`;
    case 'done':
      return `${journalEntry.step}: done (run ${run})`;
    case 'closed':
      return `closed: ${journalEntry.ending} (run ${run})`;
  }
};

/** A run as its entries tell it. */
export interface RunState {
  readonly opened: OpenedEntry;
  readonly entries: readonly JournalEntry[];
  /** The act that was begun and of which nobody knows the end. */
  readonly pending?: StepName;
  readonly ending?: RunEnding;
}

/** The newest run of a journal, given its entries oldest first; `undefined` for an empty journal. */
export const lastRun = (entries: readonly JournalEntry[]): RunState | undefined => {
  const start = entries.findLastIndex(({ kind }) => kind === 'opened');
  const first = entries[start];
  if (first?.kind !== 'opened') return undefined;
  const own = entries.slice(start);
  const closing = own.find((candidate) => candidate.kind === 'closed');
  const last = own.at(-1);
  return {
    opened: first,
    entries: own,
    ...(closing === undefined ? {} : { ending: closing.ending }),
    ...(last?.kind === 'intended' ? { pending: last.step } : {}),
  };
};

export const isOpen = (run: RunState | undefined): run is RunState => run !== undefined && run.ending === undefined;
