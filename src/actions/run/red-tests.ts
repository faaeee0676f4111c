import type { Org } from '../../gateways/org/org.ts';

/** Results that are looked through: the newest of the org. */
const most = 2000;

/**
 * Test classes of which a method failed when it was last run, sorted: what is red before a rollback is not the
 * rollback's doing. What was never run is not among them (Tooling API, ApexTestResult; documented).
 */
export const redTests = async (org: Org): Promise<readonly string[]> => {
  const rows = await org.toolingQuery(
    `SELECT ApexClass.Name, MethodName, Outcome FROM ApexTestResult ORDER BY TestTimestamp DESC LIMIT ${most}`,
  );
  const newest = new Map<string, { readonly name: string; readonly outcome: unknown }>();
  for (const { ApexClass: of, MethodName: method, Outcome: outcome } of rows) {
    const name = (of as { Name?: unknown } | null)?.Name;
    if (typeof name !== 'string' || typeof method !== 'string') continue;
    const key = `${name}.${method}`;
    if (!newest.has(key)) newest.set(key, { name, outcome });
  }
  const failed = [...newest.values()].filter(({ outcome }) => outcome === 'Fail' || outcome === 'CompileFail');
  return [...new Set(failed.map(({ name }) => name))].sort();
};
