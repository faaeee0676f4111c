import type { Org } from '../../gateways/org/org.ts';

/**
 * What others did since a time of the org's clock: changes in Setup (SetupAuditTrail; documented) and deploys. The words
 * of Setup itself may hold addresses and values, so only the kind of change is told.
 */
export const changesByOthers = async (
  org: Org,
  { since, userId }: { readonly since: Date; readonly userId: string },
): Promise<readonly string[]> => {
  const from = `${since.toISOString().slice(0, 19)}Z`;
  const lines = await org.query(
    `SELECT Action, Section, CreatedById, CreatedBy.Name, CreatedDate FROM SetupAuditTrail WHERE CreatedDate >= ${from} ORDER BY CreatedDate`,
  );
  const setup = lines
    .filter(({ CreatedById: by }) => String(by).slice(0, 15) !== userId.slice(0, 15))
    .map(({ Action: action, Section: section, CreatedBy: by, CreatedDate: at }) => {
      const who = (by as { Name?: unknown } | null)?.Name;
      return `${String(action)} (${typeof section === 'string' ? section : 'Setup'}) by ${typeof who === 'string' ? who : 'the platform'} at ${String(at)}`;
    });
  const deploys = (await org.findDeploys({ since, byMe: false }))
    .filter(({ createdById, checkOnly }) => !checkOnly && createdById?.slice(0, 15) !== userId.slice(0, 15))
    .map(({ id, status, createdByName }) => `deploy ${id} ${status} by ${createdByName ?? 'somebody'}`);
  return [...new Set([...setup, ...deploys])];
};
