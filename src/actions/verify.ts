import type { Gateways } from '../gateways/open.ts';
import type { VerifyOutcome } from '../release/outcome.ts';
import type { PlanOptions } from '../release/plan/plan.ts';
import { candidatesIn, type Verified } from '../release/reachability.ts';
import type { Release } from '../release/release.ts';
import { arm } from './arm.ts';
import { requireCurrent, requireRelease, type Environment } from './environment.ts';
import { fetchEnvironment } from './fetched-environment.ts';
import { concludedInLine } from './line.ts';
import type { Waiting } from './run/scene.ts';
import { standingsIn } from './standings.ts';
import type { OpenGateways } from './walk.ts';

export interface VerifyRequest {
  readonly line?: string | undefined;
  readonly environment?: string | undefined;
  /** Releases by name or version; when empty, the `last` ones that the org could go back to. */
  readonly releases: readonly string[];
  readonly last: number;
  readonly targetOrg?: string | undefined;
  readonly options: PlanOptions;
  readonly waiting: Waiting;
  readonly onVerified?: ((verified: Verified) => void) | undefined;
}

/**
 * Has the org validate the way back to each of some releases, the oldest first: so the newest is armed when this ends.
 * A release that cannot be gone back to stops nothing; an org that does not answer, or a run that is open, does.
 */
export const verify = (open: OpenGateways, request: VerifyRequest): Promise<VerifyOutcome> =>
  concludedInLine(open, request, async (gateways) => {
    const environment = await fetchEnvironment(gateways, request.environment);
    const current = requireCurrent(gateways, environment);
    const chosen = await chosenReleases(gateways, environment, request);
    const targets = chosen.filter((release) => release !== current);
    const releases: Verified[] = [];
    for (const target of targets) {
      const verified = await verifyOne(open, target, request);
      if (stopsAll(verified)) return verified.outcome;
      releases.push(verified);
      request.onVerified?.(verified);
    }
    return { kind: 'releasesVerified', environment: environment.name, current, releases };
  });

/** Those that are named; else the newest few that nothing speaks against. */
const chosenReleases = async (
  gateways: Gateways,
  { catalogue, name }: Environment,
  { releases, last }: VerifyRequest,
): Promise<readonly Release[]> => {
  if (releases.length > 0) return releases.map((text) => requireRelease(gateways, catalogue, text));
  const standings = standingsIn(gateways, catalogue, await gateways.journal(name).entries());
  return catalogue.releases
    .slice(0, -1)
    .filter((release) => release.restores === undefined && (standings.get(release.name)?.mark ?? 'good') === 'good')
    .slice(-last);
};

const verifyOne = async (
  open: OpenGateways,
  { name, environment }: Release,
  { targetOrg, options, waiting }: VerifyRequest,
): Promise<Verified> => {
  const outcome = await arm(open, { environment, to: name, targetOrg, options, waiting });
  return { release: name, outcome, candidates: candidatesIn(outcome) };
};

/** Reasons that are about one release; any other would be met by the next one too. */
const aboutOne: ReadonlySet<string> = new Set([
  'cannotArm',
  'blockedRelease',
  'missingObjects',
  'unresolvable',
  'invalidProjectFile',
  'selectionIncomplete',
  'tooLarge',
]);

type Stopping = Verified & { readonly outcome: Extract<VerifyOutcome, Verified['outcome']> };

const stopsAll = (verified: Verified): verified is Stopping => {
  const { outcome } = verified;
  if (outcome.kind === 'refused') return !aboutOne.has(outcome.refusal.reason);
  return ['outside', 'unfinished', 'inProgress', 'paused', 'undone'].includes(outcome.kind);
};
