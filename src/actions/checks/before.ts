import type { Gateways } from '../../gateways/open.ts';
import type { OrgIdentity } from '../../gateways/org/identity.ts';
import type { Org } from '../../gateways/org/org.ts';
import { findRelease } from '../../release/catalogue.ts';
import { skipFlag, type Answer, type CheckResult } from '../../release/checks/check.ts';
import type { FactsBefore } from '../../release/checks/checks-before.ts';
import { checkNames, judgeBefore } from '../../release/checks/checks.ts';
import { nearestNames } from '../../release/metadata/nearest.ts';
import type { Plan } from '../../release/plan/plan.ts';
import { refuse } from '../../release/refusal.ts';
import type { Release } from '../../release/release.ts';
import type { Environment } from '../environment.ts';
import type { Material } from '../run/scene.ts';
import { answered } from './answered.ts';
import { askOrg } from './before-org.ts';
import { askPackage } from './before-package.ts';
import { deletedFields } from './deleted-fields.ts';
import { rolledBackReleases } from './rolled-back-releases.ts';

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

const asks: Asks = { ...askOrg, deletedFields, rolledBackReleases, ...askPackage };

/** Refuses the name of a check that there is not, with the nearest. */
export const refuseUnknownChecks = ({ configuration }: Gateways, skip: readonly string[]): void => {
  const known = [...checkNames, ...Object.keys(configuration.checks ?? {})];
  for (const check of skip)
    if (!known.includes(check)) refuse({ reason: 'unknownCheck', check, nearest: nearestNames(check, known), known });
};

/** Asks everything that has to be known before a plan is carried out, all at once. Writes nothing anywhere. */
export const checkBefore = async (checking: Checking): Promise<readonly CheckResult[]> => {
  const names = Object.keys(asks) as (keyof FactsBefore)[];
  const entries = names.map(async (name) => [name, await answerOf(checking, name)] as const);
  return judgeBefore(Object.fromEntries(await Promise.all(entries)));
};

const answerOf = async (checking: Checking, name: keyof FactsBefore): Promise<Answer<unknown>> => {
  if (checking.skip.includes(name)) return { skipped: skipFlag };
  const answer = await answered<unknown>(() => asks[name](checking));
  if (!('known' in answer)) return answer;
  const { known } = answer;
  return typeof known === 'object' && known !== null && 'skipped' in known
    ? { skipped: String(known.skipped) }
    : answer;
};

/** The release whose tag tells how things were: the one gone back to, or the one a deploy builds on. */
export const releaseOf = ({ environment, plan }: Checking): Release | undefined => {
  const named = (name: string | undefined): Release | undefined =>
    name === undefined ? undefined : findRelease(environment.catalogue, name);
  return named(plan.to.release) ?? named(plan.from.release);
};
