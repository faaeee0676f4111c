import type { FactsBefore } from '../../release/checks/checks-before.ts';
import type { ReturningRelease } from '../../release/checks/rolled-back-releases.ts';
import { keyOf, type ComponentKey } from '../../release/metadata/component.ts';
import type { Release } from '../../release/release.ts';
import { compareVersions } from '../compare/compare.ts';
import { standingsHere } from '../standings.ts';
import type { Ask, Checking } from './checking.ts';

/**
 * Which rolled-back releases a deploy would bring again: after a rollback the branch still holds them, and the next
 * deploy is often a pipeline's. A component comes again when the plan changes it, the release had changed it too, and it
 * is going to be as it was then. What was marked as good since is nobody's concern.
 */
export const rolledBackReleases: Ask<FactsBefore['rolledBackReleases']> = async (checking) => {
  const { gateways, environment, plan } = checking;
  if (plan.purpose !== 'deploy') return { skipped: 'nothing new is deployed' };
  const touched = new Set([...plan.ships, ...plan.deletes].map(keyOf));
  const standings = await standingsHere(gateways, environment.catalogue);
  const returning: ReturningRelease[] = [];
  for (const [index, release] of environment.catalogue.releases.entries()) {
    const standing = standings[release.name];
    const before = environment.catalogue.releases[index - 1];
    if (standing?.because !== 'rolledBack' || before === undefined) continue;
    const components = await comingAgain(checking, { before, release, touched });
    if (components.length > 0) returning.push({ release: release.name, by: standing.by, components });
  }
  return { returning };
};

interface Left {
  readonly before: Release;
  readonly release: Release;
  readonly touched: ReadonlySet<ComponentKey>;
}

const comingAgain = async (
  { gateways, plan }: Checking,
  { before, release, touched }: Left,
): Promise<readonly ComponentKey[]> => {
  const [was, left, next] = await Promise.all(
    [before, release, plan.to].map(({ commit }) => gateways.deployedVersionAt(commit, commit)),
  );
  if (was === undefined || left === undefined || next === undefined) return [];
  const brought = (await compareVersions(was, left)).changes.map(keyOf).filter((key) => touched.has(key));
  if (brought.length === 0) return [];
  const different = new Set((await compareVersions(left, next)).changes.map(keyOf));
  return brought.filter((key) => !different.has(key));
};
