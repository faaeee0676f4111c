import type { DeployRecord } from './deploy-record.ts';
import type { Deploys, LostSubmission, Patience, SubmissionFate } from './org.ts';
import { OrgError } from './org-error.ts';
import { pollInterval } from './retry.ts';
import type { Timing } from './timing.ts';

/** Milliseconds: the clock of the answers and the clock of the records are kept by different machines. */
const clockMargin = 5000;

interface Asking {
  readonly timing: Timing;
  readonly findDeploys: Deploys['findDeploys'];
  /** Milliseconds in which a request that is still on its way would have shown up. */
  readonly quiet: number;
}

/**
 * What became of a request whose answer was lost, from the org's own list of deploys. A request can still be on its way
 * when we look, so the org must stay silent about it for a while before it is said never to have arrived.
 */
export const resolveLostSubmission = async (
  { timing, findDeploys, quiet }: Asking,
  lost: LostSubmission,
  patience: Patience = {},
): Promise<SubmissionFate> => {
  const since = new Date(lost.since.getTime() - clockMargin);
  const { checkOnly, except = [], components, by } = lost;
  const began = timing.now();
  for (;;) {
    const candidates = await findDeploys({ since, checkOnly, except, ...(by !== undefined && { by }) }, patience);
    if (candidates.length > 0) return oneOf(candidates, components);
    const silent = timing.now() - began;
    if (silent >= quiet) return { kind: 'neverArrived' };
    if (patience.deadline && timing.now() >= patience.deadline.getTime())
      throw new OrgError('deadlinePassed', 'It is not known yet whether the org has received the deploy.', {
        actions: ['Run sf release resume in a minute.'],
      });
    await timing.sleep(Math.min(quiet - silent, pollInterval(silent)), patience.signal);
    if (patience.signal?.aborted) throw new OrgError('interrupted', 'The wait for the org was interrupted.');
  }
};

/** The number of components decides between several, where it is known: it is told when a deploy has been read. */
const oneOf = (candidates: readonly DeployRecord[], components: number | undefined): SubmissionFate => {
  const alike = candidates.filter((record) => record.components.total === components);
  const [record, ...others] = alike.length > 0 ? alike : candidates;
  return record && others.length === 0 ? { kind: 'arrived', record } : { kind: 'ambiguous', records: candidates };
};
