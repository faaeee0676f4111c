import type { DeployRecord } from './deploy-record.ts';
import type { DeployRequests } from './deploy-requests.ts';
import { OrgError } from './org-error.ts';
import type { Patience } from './patience.ts';
import { pollInterval } from './retry.ts';
import type { Timing } from './timing.ts';

/** A request whose answer was lost, with all that can tell its deploy from others. */
export interface LostSubmission {
  /** The org's clock before sending. */
  readonly since: Date;
  readonly checkOnly: boolean;
  /** Deploys known to be something else; those this gateway has started itself are left out anyway. */
  readonly except?: readonly string[];
  /** Id of the user who sent it; by default the connection's own. */
  readonly by?: string;
  /** Components the package names: decides between several candidates. */
  readonly components?: number;
}

export type SubmissionFate =
  /** The org has no such deploy, and had time to get one. */
  | { readonly kind: 'neverArrived' }
  | { readonly kind: 'arrived'; readonly record: DeployRecord }
  /** Several deploys of this user could be it: for a person to decide. */
  | { readonly kind: 'ambiguous'; readonly records: readonly DeployRecord[] };

/** Milliseconds: the clock of the answers and the clock of the records are kept by different machines. */
const clockMargin = 5000;

interface Asking {
  readonly timing: Timing;
  readonly findDeploys: DeployRequests['findDeploys'];
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
