import { isOpen, lastRun, type RunState } from '../release/journal-entry.ts';
import { parsePlan } from '../release/plan/plan-file.ts';
import { refuse } from '../release/refusal.ts';
import type { Gateways } from '../gateways/open.ts';
import type { ResumeOutcome } from '../release/run-outcome.ts';
import { lineAmong } from '../release/release-name.ts';
import { findEnvironment, openPinnedOrg, type Environment } from './environment.ts';
import { inLine } from './line.ts';
import { materialOf } from './plan/plan-move.ts';
import { abandon, adopt, refuseHeldRun, refuseOrgOfAnotherRun } from './run/adopt.ts';
import { perform, type Choice } from './run/perform.ts';
import { refuseOpenRun, runOf, type Run } from './run/run.ts';
import { validate } from './run/validate.ts';
import type { Waiting } from './run/scene.ts';
import { withReports, type TestReports } from './run/test-reports.ts';
import { concluded, type OpenGateways } from './walk.ts';

export interface ResumeRequest {
  readonly environment?: string | undefined;
  readonly targetOrg?: string | undefined;
  /** The run that is meant; whichever is open when absent. */
  readonly run?: string | undefined;
  /** The same, and whoever holds it is said to be gone. */
  readonly takeOver?: string | undefined;
  /** The same, and it is ended where it is. */
  readonly abandon?: string | undefined;
  /** What a person decided about what the org holds. */
  readonly choice?: Choice | undefined;
  readonly reason?: string | undefined;
  /** Where what is known of the tests goes. */
  readonly reports?: TestReports | undefined;
  readonly waiting: Waiting;
}

/**
 * Brings an open run to its end, from any clone: needs only the remote and the org. A run that sent nothing is closed;
 * one whose deploy is in the org is followed, proven and recorded, or brought back to its snapshot.
 */
export const resume = (open: OpenGateways, request: ResumeRequest): Promise<ResumeOutcome> =>
  concluded(open, async (gateways) => {
    const environment = await findEnvironment(gateways, request.environment);
    const journal = gateways.journal(environment.name);
    const state = lastRun(await journal.entries());
    const named = request.takeOver ?? request.abandon ?? request.run;
    if (!isOpen(state)) return nothingOpen(environment.name, state);
    if (named !== undefined) refuseOpenRun(state, named);
    const run = runOf(gateways, journal, state);
    if (request.abandon === undefined) refuseHeldRun(gateways, state, request.takeOver);
    const isTakenOver = request.takeOver !== undefined || request.abandon !== undefined;
    if (!isTakenOver && !hasSent(run)) return closeUnsent(run, request.choice);
    return carryOn({ gateways, environment, request, state, run });
  });

const nothingOpen = (environment: string, state: RunState | undefined): ResumeOutcome => ({
  kind: 'nothingOpen',
  environment,
  ...(state?.ending !== undefined && { last: { run: state.opened.run, ending: state.ending } }),
});

const hasSent = (run: Run): boolean =>
  run.intended({ step: 'submit' }) !== undefined || run.intended({ step: 'flowVersions' }) !== undefined;

const closeUnsent = async (run: Run, choice: Choice | undefined): Promise<ResumeOutcome> => {
  if (choice === 'keep') refuse({ reason: 'nothingToKeep', run: run.id });
  await run.close('nothingSent', { because: 'resumed' });
  return { kind: 'closed', run: run.id };
};

/** A run says by its releases which line it is about. */
const inLineOf = async (gateways: Gateways, { opened: { release, from, to } }: RunState): Promise<Gateways> => {
  const line = lineAmong([release, from, to]);
  return line === undefined ? gateways : inLine(gateways, line);
};

interface Resumption {
  readonly gateways: Gateways;
  readonly environment: Environment;
  readonly request: ResumeRequest;
  readonly state: RunState;
  readonly run: Run;
}

const carryOn = async ({ gateways: opened, environment, request, state, run }: Resumption): Promise<ResumeOutcome> => {
  const { org, identity } = await openPinnedOrg(opened, environment, request.targetOrg);
  refuseOrgOfAnotherRun(state, identity);
  if (request.abandon !== undefined) {
    const deploys = await abandon(opened, { run, org, reason: request.reason });
    return { kind: 'abandoned', run: run.id, deploys };
  }
  const gateways = await inLineOf(opened, state); // refused before the run changes hands
  await adopt(opened, { run, state, org });
  if (!hasSent(run)) return closeUnsent(run, request.choice);
  const plan = parsePlan(await run.journal.attachment(run.id, 'plan.json'));
  const { waiting } = request;
  // What was sent is found by the journal; a validation that was not sent is not worth a package.
  if (state.opened.verb === 'arm')
    return validate({ gateways, org, userId: identity.userId, plan, run, material: { packages: new Map() }, waiting });
  const material = await materialOf(gateways, { plan, org, run });
  const scene = { gateways, org, userId: identity.userId, plan, run, material, waiting: request.waiting };
  const ending = await withReports(scene, request.reports, await perform(scene, request.choice));
  if (ending.kind !== 'performed') return ending;
  return { ...ending, kind: state.opened.verb === 'rollback' ? 'rolledBack' : 'released', plan };
};
