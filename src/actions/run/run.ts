import type { Gateways } from '../../gateways/open.ts';
import type { Journal } from '../../gateways/git/journal.ts';
import {
  isOpen,
  lastRun,
  parseEntry,
  stepNames,
  type Evidence,
  type JournalEntry,
  type OpenedEntry,
  type RunEnding,
  type RunState,
  type StepName,
} from '../../release/journal-entry.ts';
import type { UnfinishedEnding } from '../../release/outcome.ts';
import type { Plan } from '../../release/plan/plan.ts';
import { refuse } from '../../release/refusal.ts';

/** A step of a run; a plan with two deploys takes `submit` and `await` twice, told apart by `part`. */
export interface StepId {
  readonly step: StepName;
  readonly part?: number | undefined;
}

/** An open run: the only thing that writes to the journal, and it writes before and after every act. */
export interface Run {
  readonly id: string;
  readonly opened: OpenedEntry;
  readonly journal: Journal;
  /** Durable before it returns: from here on the act may have happened. */
  intend(step: StepId, evidence?: Evidence): Promise<void>;
  /** What was read from outside after the act. */
  finish(step: StepId, evidence: Evidence, attachments?: Readonly<Record<string, string>>): Promise<void>;
  /** The evidence of a finished step. */
  finished(step: StepId): Evidence | undefined;
  /** The intent of a step, finished or not. */
  intended(step: StepId): Extract<JournalEntry, { kind: 'intended' }> | undefined;
  close(ending: RunEnding, evidence?: Evidence): Promise<void>;
  /** The ending of a run that stopped on the way and stays open. */
  stopped(detail: string): UnfinishedEnding;
}

/** Refuses when the environment has an open run, and says whose. */
export const refuseOpenRun = (state: RunState | undefined): void => {
  if (isOpen(state)) {
    const { run, verb, by, where, at } = state.opened;
    refuse({ reason: 'openRun', run, verb, by: `${by} on ${where}`, at });
  }
};

export interface RunRequest {
  readonly verb: OpenedEntry['verb'];
  readonly plan: Plan;
  /** What this run makes when it ends well: the name of the release. */
  readonly release: string;
  readonly reason?: string | undefined;
}

/** Opens a run with its plan as evidence, so that any machine can carry it on. Refuses when somebody else was first. */
export const openRun = async (gateways: Gateways, request: RunRequest): Promise<Run> => {
  const { plan, verb, reason, release } = request;
  const journal = gateways.journal(plan.environment);
  refuseOpenRun(lastRun(await journal.entries()));
  const opened: OpenedEntry = {
    format: 1,
    kind: 'opened',
    run: gateways.newRunId(),
    at: gateways.now().toISOString(),
    verb,
    environment: plan.environment,
    orgId: plan.orgId,
    plan: plan.id,
    release,
    ...(plan.from.release === undefined ? {} : { from: plan.from.release }),
    ...(plan.to.release === undefined ? {} : { to: plan.to.release }),
    ...(reason === undefined ? {} : { reason }),
    by: await gateways.repository.committer(),
    where: gateways.where,
  };
  await journal.append(opened, { 'plan.json': `${JSON.stringify(plan, undefined, 2)}\n` });
  return runOf(gateways, journal, { opened, entries: [opened] });
};

/** A run as the journal holds it, ready to be carried on. */
export const runOf = (gateways: Gateways, journal: Journal, state: RunState): Run => {
  const { opened } = state;
  const entries: JournalEntry[] = [...state.entries];
  const common = () => ({ format: 1, run: opened.run, at: gateways.now().toISOString() }) as const;
  const write = async (entry: JournalEntry, attachments?: Readonly<Record<string, string>>): Promise<void> => {
    await journal.append(parseEntry(JSON.stringify(entry)), attachments);
    entries.push(entry);
  };
  const finished = (id: StepId): Evidence | undefined => find(entries, 'done', id)?.evidence;
  return {
    id: opened.run,
    opened,
    journal,
    intend: ({ step, part }, evidence = {}) =>
      write({ ...common(), kind: 'intended', step, orgId: opened.orgId, evidence: withPart(evidence, part) }),
    finish: ({ step, part }, evidence, attachments) =>
      write({ ...common(), kind: 'done', step, evidence: withPart(evidence, part) }, attachments),
    finished,
    intended: (id) => find(entries, 'intended', id),
    close: (ending, evidence = {}) => write({ ...common(), kind: 'closed', ending, evidence }),
    stopped: (detail) => ({
      kind: 'unfinished',
      run: opened.run,
      done: stepNames.filter((step) => finished({ step }) !== undefined),
      left: stepNames.filter((step) => finished({ step }) === undefined),
      detail,
    }),
  };
};

const withPart = (evidence: Evidence, part: number | undefined): Evidence =>
  part === undefined ? evidence : { ...evidence, part };

const find = <Kind extends 'intended' | 'done'>(
  entries: readonly JournalEntry[],
  kind: Kind,
  { step, part }: StepId,
): Extract<JournalEntry, { kind: Kind }> | undefined =>
  entries.findLast(
    (entry): entry is Extract<JournalEntry, { kind: Kind }> =>
      entry.kind === kind && entry.step === step && (part === undefined || entry.evidence['part'] === part),
  );
