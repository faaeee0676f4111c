import type { Org } from '../../gateways/org/org.ts';
import { armedRollbacks, readinessOf, type DeployMade, type Readiness } from '../../release/armed.ts';
import type { JournalEntry } from '../../release/journal-entry.ts';
import { Refused } from '../../release/refusal.ts';
import { lineAmong } from '../../release/release-name.ts';
import type { Release } from '../../release/release.ts';
import { answered } from '../checks/answered.ts';
import { installedList } from './installed-packages.ts';
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
  const [rollback] = armedRollbacks(entries).filter(
    (candidate) => candidate.orgId === orgId && lineAmong([candidate.from]) === current.line,
  );
  if (rollback === undefined) return { armed: false, because: 'never' };
  const now = await org.expectOrg(orgId);
  return readinessOf({ rollback, current, ...(await changesOf(org)), now });
};

/** What voids validations, as far as the org tells. */
const changesOf = async (org: Org) => {
  const [deploys, packages] = await Promise.all([deploysOf(org), answered(() => installedList(org))]);
  return { deploys, packages: 'known' in packages ? packages.known : undefined };
};

/** Whether the package that would be sent now is the one that was validated. */
export const readinessOfPlan = async (
  ready: Readiness,
  materialTo: (release: string) => Promise<Material>,
): Promise<Readiness> => {
  if (!ready.armed) return ready;
  const { rollback } = ready;
  try {
    const [only, ...others] = (await materialTo(rollback.to)).packages.values();
    return others.length === 0 && only?.sha256 === rollback.package
      ? ready
      : { armed: false, because: 'planChanged', rollback };
  } catch (error) {
    if (error instanceof Refused) return { armed: false, because: 'notPlanned', rollback, refusal: error.refusal };
    throw error;
  }
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
  const changes = await changesOf(org);
  return same.find((rollback) => readinessOf({ rollback, current, ...changes, now }).armed)?.validation;
};
