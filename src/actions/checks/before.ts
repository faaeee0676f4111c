import type { Gateways } from '../../gateways/open.ts';
import { skipFlag, type Answer, type CheckResult } from '../../release/checks/check.ts';
import type { FactsBefore } from '../../release/checks/checks-before.ts';
import { checkNames, judgeBefore } from '../../release/checks/checks.ts';
import { nearestNames } from '../../release/metadata/nearest.ts';
import { refuse } from '../../release/refusal.ts';
import { answered } from './answered.ts';
import { askOrg } from './before-org.ts';
import { askPackage } from './before-package.ts';
import type { Asks, Checking } from './checking.ts';
import { deletedFields } from './deleted-fields.ts';
import { rolledBackReleases } from './rolled-back-releases.ts';

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
