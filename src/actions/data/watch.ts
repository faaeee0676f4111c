import { currentRelease } from '../../release/catalogue.ts';
import type { WatchedOutcome } from '../../release/data/data-outcome.ts';
import { refuse } from '../../release/refusal.ts';
import { findEnvironment, openPinnedOrg } from '../environment.ts';
import { concluded, type OpenGateways } from '../walk.ts';
import { saveCritical } from './save-for-release.ts';
import type { OnRows } from './saving.ts';

export interface WatchRequest {
  readonly environment?: string | undefined;
  readonly targetOrg?: string | undefined;
  readonly onRows?: OnRows | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Saves the critical fields as they are now: two of these say what a release wrote into them. */
export const watch = (open: OpenGateways, request: WatchRequest): Promise<WatchedOutcome> =>
  concluded(open, async (gateways) => {
    const environment = await findEnvironment(gateways, request.environment);
    const { org, identity } = await openPinnedOrg(gateways, environment, request.targetOrg);
    const { orgId } = identity;
    const { onRows, signal } = request;
    const store = await gateways.backups(environment.name);
    const { complete } = await store.list();
    const since = complete.findLast((each) => each.kind === 'watch' && each.orgId === orgId);
    const release = currentRelease(environment.catalogue)?.name;
    const place = { gateways, org, environment: environment.name, orgId, release, onRows, signal };
    const { backup, missing } = await saveCritical(place);
    for (const object of missing) refuse({ reason: 'objectGone', object });
    if (backup === undefined) return refuse({ reason: 'nothingToWatch' });
    return { kind: 'watched', folder: store.folder, backup, ...(since === undefined ? {} : { since: since.id }) };
  });
