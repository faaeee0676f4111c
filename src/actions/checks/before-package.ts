import type { Org } from '../../gateways/org/org.ts';
import type { FactsBefore } from '../../release/checks/checks-before.ts';
import { signatureState } from '../../release/checks/signature.ts';
import { inQueries, soqlList } from '../../release/checks/soql.ts';
import { packageLimits } from '../../release/package/package-limits.ts';
import type { Plan } from '../../release/plan/plan.ts';
import { installedPackages } from '../run/installed-packages.ts';
import { releaseOf, type Ask, type Asks } from './checking.ts';

/** Packages beyond a limit are refused while they are made; here their sizes are told. */
const packageSize: Ask<FactsBefore['packageSize']> = ({ material }) => {
  const sizes = [...material.packages.values()].map(({ zip }) => zip.length);
  return Promise.resolve({
    excess: sizes.filter((bytes) => bytes > packageLimits.zippedBytes).map((bytes) => `${bytes} bytes`),
    sizes: sizes.map((bytes) => `${bytes} bytes of ${packageLimits.zippedBytes}`),
  });
};

/** Only a release that is gone back to has a tag that can be signed. */
const tagSignature: Ask<FactsBefore['tagSignature']> = async ({ gateways, plan }) => {
  const policy = gateways.configuration.signatures ?? 'off';
  if (policy === 'off') return { skipped: 'signatures: off in release.yaml' };
  if (plan.purpose !== 'rollback' || plan.to.release === undefined) return { skipped: 'no release is gone back to' };
  return { policy, state: signatureState(await gateways.repository.verifyTag(plan.to.release)) };
};

const isApex = ({ type }: { readonly type: string }): boolean => type === 'ApexClass' || type === 'ApexTrigger';

/** Chosen tests that will not be there: neither sent nor in the org, or deleted. */
const absentTests = async (org: Org, { tests, ships, deletes }: Plan): Promise<readonly string[]> => {
  const folded = (name: string): string => name.toLowerCase();
  const classes = (list: Plan['ships'] | Plan['deletes']): ReadonlySet<string> =>
    new Set(list.filter(({ type }) => type === 'ApexClass').map(({ fullName }) => folded(fullName)));
  const [sent, gone] = [classes(ships), classes(deletes)];
  const asked = tests.classes.filter((name) => !sent.has(folded(name)));
  const there = new Set<string>();
  for (const names of inQueries(asked))
    for (const { Name: name } of await org.query(`SELECT Name FROM ApexClass WHERE Name IN ${soqlList(names)}`))
      if (typeof name === 'string' && !gone.has(folded(name))) there.add(folded(name));
  return asked.filter((name) => !there.has(folded(name)));
};

/** Percent, as the org last worked it out; 0 is how it says that it never did. */
const orgCoverage = async (org: Org): Promise<number | undefined> => {
  const [row] = await org.toolingQuery('SELECT PercentCovered FROM ApexOrgWideCoverage');
  const percent = row?.['PercentCovered'];
  return typeof percent === 'number' && percent > 0 ? percent : undefined;
};

const testsSuffice: Ask<FactsBefore['testsSuffice']> = async ({ org, plan }) => {
  const { level, classes, uncovered } = plan.tests;
  const isProduction = plan.orgKind === 'production';
  const hasApex = [...plan.ships, ...plan.deletes].some(isApex);
  const counts = isProduction && hasApex && (level === 'RunLocalTests' || level === 'RunAllTestsInOrg');
  const coverage = counts ? await orgCoverage(org) : undefined;
  return {
    isProduction,
    level,
    classes,
    hasApex,
    uncovered,
    absent: level === 'RunSpecifiedTests' ? await absentTests(org, plan) : [],
    ...(coverage !== undefined && { orgCoverage: coverage }),
  };
};

const testsNotRed: Ask<FactsBefore['testsNotRed']> = (checking) => {
  const { level, classes } = checking.plan.tests;
  if (level === 'NoTestRun') return Promise.resolve({ skipped: 'no tests run' });
  const release = releaseOf(checking);
  if (release === undefined) return Promise.resolve({ skipped: 'no release to compare with' });
  if (release.redTests === undefined) throw new RangeError(`${release.name} does not record which tests were red`);
  return Promise.resolve({ chosen: level === 'RunSpecifiedTests' ? classes : 'all', red: release.redTests });
};

const packagesUnchanged: Ask<FactsBefore['packagesUnchanged']> = async (checking) => {
  const release = releaseOf(checking);
  if (release === undefined) return { skipped: 'no release to compare with' };
  if (release.packages === undefined) throw new RangeError(`${release.name} does not record the installed packages`);
  const [then, now] = [release.packages, await installedPackages(checking.org)];
  const ids = [...new Set([...Object.keys(then), ...Object.keys(now)])].sort();
  return {
    changed: ids
      .filter((id) => then[id] !== now[id])
      .map((id) => `${id}: ${then[id] ?? 'not installed'} then, ${now[id] ?? 'not installed'} now`),
  };
};

/** What the package, Git and the release tell, some of it compared with the org. */
export const askPackage: Asks<'packageSize' | 'tagSignature' | 'testsSuffice' | 'testsNotRed' | 'packagesUnchanged'> = {
  packageSize,
  tagSignature,
  testsSuffice,
  testsNotRed,
  packagesUnchanged,
};
