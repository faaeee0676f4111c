import type { DeployMessage } from '../gateways/org/deploy-record.ts';
import type { Org } from '../gateways/org/org.ts';
import { decoded } from '../release/metadata/component-names.ts';
import { keyOf, type ComponentKey } from '../release/metadata/component.ts';

/** What a deploy gave the org or took from it, by the org's own list. */
export interface DeployedComponents {
  /** Created, changed or deleted. */
  readonly changed: ReadonlySet<ComponentKey>;
  /** Those that were as they are too. */
  readonly all: ReadonlySet<ComponentKey>;
}

/** Empty when the org does not tell. */
export const deployedComponents = async (org: Org, deployId: string): Promise<DeployedComponents> => {
  const { details } = await org.deployStatus(deployId);
  const given = (details?.messages ?? []).filter(({ type, outcome }) => type !== '' && outcome !== 'failed');
  return { all: keysOf(given), changed: keysOf(given.filter(({ outcome }) => outcome !== 'unchanged')) };
};

const keysOf = (messages: readonly DeployMessage[]): ReadonlySet<ComponentKey> =>
  new Set(messages.map(({ type, fullName }) => keyOf({ type, fullName: decoded(fullName) })));
