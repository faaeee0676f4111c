import type { Org } from '../../gateways/org/org.ts';
import { armedRollbacks, readinessOf, type DeployMade, type Readiness } from '../../release/armed.ts';
import type { JournalEntry } from '../../release/journal-entry.ts';
import type { Release } from '../../release/release.ts';
import type { Material } from './scene.ts';

interface Question {
  readonly org: Org;
  readonly current: Release;
  /** Of the environment's journal, oldest first. */
  readonly entries: readonly JournalEntry[];
  readonly orgId: string;
}

/** Whether going back from the current release is validated, by the journal and by the org's own list of deploys. */
export const readReadiness = async ({ org, current, entries, orgId }: Question): Promise<Readiness> => {
  const [rollback] = armedRollbacks(entries).filter((candidate) => candidate.orgId === orgId);
  if (rollback === undefined) return { armed: false, because: 'never' };
  const now = await org.expectOrg(orgId);
  return readinessOf({ rollback, current, deploys: await deploysOf(org), now });
};

/** More than anybody deploys in ten days; a validation that was voided by an older one the org refuses anyway. */
const mostDeploys = 200;

const deploysOf = async (org: Org): Promise<readonly DeployMade[]> =>
  (await org.recentDeploys(mostDeploys))
    .filter(({ status, checkOnly }) => !checkOnly && (status === 'Succeeded' || status === 'SucceededPartial'))
    .map(({ id, createdByName, completedDate }) => ({
      id,
      by: createdByName ?? 'unknown',
      at: completedDate?.toISOString() ?? '',
    }));

/**
 * The validation that carries out a plan's one package at once: byte for byte the same, and not voided. It may be an
 * older one: validating the way back to one release leaves that to another as it is.
 */
export const validationOf = async (
  { org, current, entries, orgId }: Question,
  material: Material,
): Promise<string | undefined> => {
  const [only, ...others] = material.packages.values();
  if (only === undefined || others.length > 0) return undefined;
  const same = armedRollbacks(entries).filter(
    (candidate) => candidate.orgId === orgId && candidate.quick && candidate.package === only.sha256,
  );
  if (same.length === 0) return undefined;
  const now = await org.expectOrg(orgId);
  const deploys = await deploysOf(org);
  return same.find((rollback) => readinessOf({ rollback, current, deploys, now }).armed)?.validation;
};
