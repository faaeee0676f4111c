import type { Gateways } from '../../gateways/open.ts';
import type { Journal } from '../../gateways/git/journal.ts';
import type { UnfinishedEnding } from '../../release/ending.ts';
import {
  isOpen,
  lastRun,
  parseEntry,
  stepNames,
  type Evidence,
  type JournalEntry,
  type OpenedEntry,
  type PauseReason,
  type RunEnding,
  type RunState,
  type StepName,
} from '../../release/journal-entry.ts';
import type { Plan } from '../../release/plan/plan.ts';
import { refuse, Refused } from '../../release/refusal.ts';

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
  intend(step: StepId, evidence?: Evidence, attachments?: Readonly<Record<string, string>>): Promise<void>;
  /** What was read from outside after the act. */
  finish(step: StepId, evidence: Evidence, attachments?: Readonly<Record<string, string>>): Promise<void>;
  /** The evidence of a finished step. */
  finished(step: StepId): Evidence | undefined;
  /** The intent of a step, finished or not. */
  intended(step: StepId): Extract<JournalEntry, { kind: 'intended' }> | undefined;
  /** Everything that was about to be sent, in order; the id is absent while nobody knows what became of it. */
  submissions(): readonly { readonly intent: Evidence; readonly deployId?: string }[];
  close(ending: RunEnding, evidence?: Evidence): Promise<void>;
  /** From here on this process carries the run on; whoever did before is refused. */
  takeOver(evidence: Evidence): Promise<void>;
  /** Leaves the run open for anybody: best effort, the journal may be what is out of reach. */
  pause(because: PauseReason, evidence?: Evidence): Promise<void>;
  /** The ending of a run that stopped on the way and stays open. */
  stopped(detail: string): UnfinishedEnding;
  /** Present while the run returns to its own snapshot: its steps are not those of the way there. */
  readonly phase?: 'undo';
  /** The same run, taking its steps once more in the phase `undo`. */
  undoing(): Run;
}

/** Refuses when the environment has an open run that is not the one to be taken over, and says whose. */
export const refuseOpenRun = (state: RunState | undefined, takeOver?: string): void => {
  const open = isOpen(state) ? state.opened : undefined;
  if (takeOver !== undefined && open?.run !== takeOver)
    refuse({ reason: 'otherRun', run: takeOver, ...(open && { open: open.run }) });
  if (open === undefined || takeOver !== undefined) return;
  const { run, verb, by, where, at } = open;
  refuse({ reason: 'openRun', run, verb, by: `${by} on ${where}`, at });
};

export interface RunRequest {
  readonly verb: OpenedEntry['verb'];
  readonly plan: Plan;
  /** What this run makes when it ends well: the name of the release. */
  readonly release: string;
  readonly reason?: string | undefined;
  /** Returns to its own snapshot when what the org was given turns out wrong. */
  readonly atomic: boolean;
  /** Names of checks that a person left out. */
  readonly skippedChecks?: readonly string[] | undefined;
  /** JSON kept beside the plan, by file name. */
  readonly attachments?: Readonly<Record<string, string>> | undefined;
  /** Ends the open run that was agreed to be taken over, with evidence. */
  readonly endOpenRun?: ((run: Run) => Promise<void>) | undefined;
}

/** Opens a run with its plan as evidence, so that any machine can carry it on. Refuses when somebody else was first. */
export const openRun = async (gateways: Gateways, request: RunRequest): Promise<Run> => {
  const { plan, verb, reason, release, atomic, endOpenRun, skippedChecks = [] } = request;
  const journal = gateways.journal(plan.environment);
  const last = lastRun(await journal.entries());
  if (isOpen(last) && endOpenRun !== undefined) await endOpenRun(runOf(gateways, journal, last));
  else refuseOpenRun(last);
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
    ...(atomic && { atomic }),
    ...(skippedChecks.length > 0 && { skippedChecks: [...skippedChecks] }),
    ...(await thisHolder(gateways)),
  };
  const planText = `${JSON.stringify(plan, undefined, 2)}\n`;
  await journal.append(opened, { ...request.attachments, 'plan.json': planText });
  return runOf(gateways, journal, { opened, entries: [opened] });
};

/** Who runs this process, where. */
export const thisHolder = async ({ repository, where, process }: Gateways) => ({
  by: await repository.committer(),
  where,
  process,
});

/** A run as the journal holds it, ready to be carried on. */
export const runOf = (
  gateways: Gateways,
  journal: Journal,
  { opened, entries }: Pick<RunState, 'opened' | 'entries'>,
): Run => inPhase({ gateways, journal, opened, entries: [...entries], isOvertaken: false }, undefined);

/** What the phases of one run have in common. */
interface Common {
  readonly gateways: Gateways;
  readonly journal: Journal;
  readonly opened: OpenedEntry;
  readonly entries: JournalEntry[];
  /** Once refused, this process never writes again, whatever it reads meanwhile. */
  isOvertaken: boolean;
}

const inPhase = (common: Common, phase: 'undo' | undefined): Run => {
  const { gateways, journal, opened, entries } = common;
  const head = () => ({ format: 1, run: opened.run, at: gateways.now().toISOString() }) as const;
  const of = phase === undefined ? {} : { phase };
  const write = (entry: JournalEntry, attachments?: Readonly<Record<string, string>>) =>
    append(common, entry, attachments);
  const finished = (id: StepId): Evidence | undefined => find(entries, 'done', { ...id, ...of })?.evidence;
  return {
    id: opened.run,
    opened,
    journal,
    ...of,
    intend: ({ step, part }, evidence = {}, attachments) =>
      write(
        { ...head(), ...of, kind: 'intended', step, orgId: opened.orgId, evidence: withPart(evidence, part) },
        attachments,
      ),
    finish: ({ step, part }, evidence, attachments) =>
      write({ ...head(), ...of, kind: 'done', step, evidence: withPart(evidence, part) }, attachments),
    finished,
    intended: (id) => find(entries, 'intended', { ...id, ...of }),
    submissions: () => submissionsIn(entries, phase),
    close: (ending, evidence = {}) => write({ ...head(), kind: 'closed', ending, evidence }),
    takeOver: async (evidence) => write({ ...head(), ...(await thisHolder(gateways)), kind: 'takenOver', evidence }),
    pause: async (because, evidence = {}) => {
      if (!common.isOvertaken) await write({ ...head(), kind: 'paused', because, evidence }).catch(() => undefined);
    },
    stopped: (detail) => ({ ...progressOf(entries), kind: 'unfinished', run: opened.run, detail }),
    undoing: () => inPhase(common, 'undo'),
  };
};

const append = async (
  common: Common,
  entry: JournalEntry,
  attachments?: Readonly<Record<string, string>>,
): Promise<void> => {
  const { journal, opened, entries } = common;
  if (common.isOvertaken) refuse({ reason: 'journalMoved', environment: opened.environment });
  try {
    await journal.append(parseEntry(JSON.stringify(entry)), attachments);
  } catch (error) {
    if (error instanceof Refused) common.isOvertaken = true;
    throw error;
  }
  entries.push(entry);
};

/** What was done and what was not; returning to the snapshot is possible until it was begun. */
const progressOf = (entries: readonly JournalEntry[]): Pick<UnfinishedEnding, 'done' | 'left' | 'canUndo'> => {
  const finished = (step: StepName): boolean => find(entries, 'done', { step }) !== undefined;
  const undo = find(entries, 'intended', { step: 'undo' });
  const sent = find(entries, 'intended', { step: 'submit' });
  const hadNothingToSave = sent !== undefined && find(entries, 'intended', { step: 'saveData' }) === undefined;
  const steps = stepNames.filter(
    (step) => (step !== 'undo' || undo !== undefined) && (step !== 'saveData' || !hadNothingToSave),
  );
  const canUndo = undo === undefined && finished('snapshot') && sent;
  return {
    done: steps.filter(finished),
    left: steps.filter((step) => !finished(step)),
    ...(canUndo && { canUndo: true }),
  };
};

const submissionsIn = (entries: readonly JournalEntry[], phase: 'undo' | undefined): ReturnType<Run['submissions']> =>
  entries
    .filter((entry) => entry.kind === 'intended' && entry.step === 'submit' && entry.phase === phase)
    .map((entry) => {
      const intent = entry.kind === 'intended' ? entry.evidence : {};
      const part = intent['part'];
      const id: StepId = { step: 'submit', ...(typeof part === 'number' && { part }) };
      const deployId = find(entries, 'done', { ...id, ...(phase && { phase }) })?.evidence['deployId'];
      return { intent, ...(typeof deployId === 'string' && { deployId }) };
    });

const withPart = (evidence: Evidence, part: number | undefined): Evidence =>
  part === undefined ? evidence : { ...evidence, part };

const find = <Kind extends 'intended' | 'done'>(
  entries: readonly JournalEntry[],
  kind: Kind,
  { step, part, phase }: StepId & { readonly phase?: 'undo' },
): Extract<JournalEntry, { kind: Kind }> | undefined =>
  entries.findLast(
    (entry): entry is Extract<JournalEntry, { kind: Kind }> =>
      entry.kind === kind &&
      entry.step === step &&
      entry.phase === phase &&
      (part === undefined || entry.evidence['part'] === part),
  );
