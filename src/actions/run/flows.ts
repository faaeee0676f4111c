import type { Gateways } from '../../gateways/open.ts';
import type { Org } from '../../gateways/org/org.ts';
import type { Inventory } from '../../release/content/inventory.ts';
import { inventoryOf } from '../compare/inventory.ts';

/** What a commit holds, for the tag. */
export const inventoryAt = async (gateways: Gateways, commit: string): Promise<Inventory> =>
  inventoryOf(await gateways.versionAt(commit, commit.slice(0, 12)));

/** Active version number of each flow of a commit, 0 = none: Git cannot know it, and a later rollback needs it. */
export const activeFlowsOf = async (where: {
  readonly gateways: Gateways;
  readonly org: Org;
  readonly commit: string;
}): Promise<Readonly<Record<string, number>>> => {
  const { components } = await inventoryAt(where.gateways, where.commit);
  const flows = [...components.keys()].filter((key) => key.startsWith('Flow:')).map((key) => key.slice('Flow:'.length));
  const versions = flows.length === 0 ? [] : await where.org.flowVersions(flows);
  return Object.fromEntries(versions.map(({ name, active }) => [name, active?.number ?? 0]));
};
