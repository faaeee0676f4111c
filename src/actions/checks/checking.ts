import type { Gateways } from '../../gateways/open.ts';
import type { OrgIdentity } from '../../gateways/org/identity.ts';
import type { Org } from '../../gateways/org/org.ts';
import { findRelease } from '../../release/catalogue.ts';
import type { FactsBefore } from '../../release/checks/checks-before.ts';
import type { Plan } from '../../release/plan/plan.ts';
import type { Release } from '../../release/release.ts';
import type { Environment } from '../environment.ts';
import type { Material } from '../run/scene.ts';

/** A plan, and where it is to be carried out. */
export interface Checking {
  readonly gateways: Gateways;
  readonly environment: Environment;
  readonly org: Org;
  readonly identity: OrgIdentity;
  readonly plan: Plan;
  readonly material: Pick<Material, 'packages'>;
  /** Ids of deploys that are known to have left nothing behind. */
  readonly undone: readonly string[];
  /** Names of checks that a person skips. */
  readonly skip: readonly string[];
}

/** Gets the facts of one check; a reason when it means nothing here. */
export type Ask<Facts> = (checking: Checking) => Promise<Facts | { readonly skipped: string }>;

export type Asks<Names extends keyof FactsBefore = keyof FactsBefore> = {
  readonly [Name in Names]: Ask<FactsBefore[Name]>;
};

/** The release whose tag tells how things were: the one gone back to, or the one a deploy builds on. */
export const releaseOf = ({ environment, plan }: Checking): Release | undefined => {
  const named = (name: string | undefined): Release | undefined =>
    name === undefined ? undefined : findRelease(environment.catalogue, name);
  return named(plan.to.release) ?? named(plan.from.release);
};
