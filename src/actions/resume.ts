import { lastRun, isOpen } from '../release/journal-entry.ts';
import type { ResumeOutcome } from '../release/outcome.ts';
import { parsePlan } from '../release/plan/plan-file.ts';
import { findEnvironment, openPinnedOrg } from './environment.ts';
import { perform } from './run/perform.ts';
import { materialOf } from './plan/plan-move.ts';
import { runOf } from './run/run.ts';
import type { Waiting } from './run/scene.ts';
import { concluded, type OpenGateways } from './walk.ts';

export interface ResumeRequest {
  readonly environment?: string | undefined;
  readonly targetOrg?: string | undefined;
  readonly waiting: Waiting;
}

/**
 * Brings an open run to its end, from any clone: needs only the remote and the org. A run that sent nothing is closed;
 * one whose deploy is in the org is followed, proven and recorded.
 */
export const resume = (open: OpenGateways, request: ResumeRequest): Promise<ResumeOutcome> =>
  concluded(open, async (gateways) => {
    const environment = await findEnvironment(gateways, request.environment);
    const journal = gateways.journal(environment.name);
    const state = lastRun(await journal.entries());
    if (!isOpen(state)) return { kind: 'nothingOpen', environment: environment.name };
    const run = runOf(gateways, journal, state);
    const sent = run.intended({ step: 'submit' }) !== undefined || run.intended({ step: 'flowVersions' }) !== undefined;
    if (!sent) {
      await run.close('nothingSent', { because: 'resumed' });
      return { kind: 'closed', run: run.id };
    }
    const { org } = await openPinnedOrg(gateways, environment, request.targetOrg);
    const plan = parsePlan(await journal.attachment(run.id, 'plan.json'));
    const material = await materialOf(gateways, { plan, org, run });
    const ending = await perform({ gateways, org, plan, run, material, waiting: request.waiting });
    if (ending.kind !== 'performed') return ending;
    return { ...ending, kind: state.opened.verb === 'rollback' ? 'rolledBack' : 'released', plan };
  });
