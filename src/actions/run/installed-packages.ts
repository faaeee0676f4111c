import type { Org } from '../../gateways/org/org.ts';

/** Package id (`033…`) → version id (`04t…`) of everything installed (Tooling API, InstalledSubscriberPackage; documented). */
export const installedPackages = async (org: Org): Promise<Readonly<Record<string, string>>> => {
  const rows = await org.toolingQuery(
    'SELECT SubscriberPackageId, SubscriberPackageVersionId FROM InstalledSubscriberPackage',
  );
  return Object.fromEntries(
    rows.flatMap(({ SubscriberPackageId: id, SubscriberPackageVersionId: version }) =>
      typeof id === 'string' && typeof version === 'string' ? [[id, version]] : [],
    ),
  );
};

/** The same as a sorted list, `<package>=<version>`. */
export const installedList = async (org: Org): Promise<readonly string[]> =>
  Object.entries(await installedPackages(org))
    .map(([id, version]) => `${id}=${version}`)
    .sort();
