import { compareText, keyOf } from '../metadata/component.ts';
import type { Plan } from './plan.ts';
import { keptAsIs } from './touched.ts';

/** The numbers and names that a frightened person has to see before saying yes. */
export interface ConsentSummary {
  /** How many components of each type change in the org, the most first. */
  readonly types: readonly { readonly type: string; readonly count: number }[];
  readonly changed: number;
  /** Keys of everything that is deleted. */
  readonly deletions: readonly string[];
  readonly revoked: number;
  readonly flowVersions: number;
  /** Keys whose values are destroyed. */
  readonly loses: readonly string[];
  readonly rowsLost: number | 'unknown';
  /** Keys of what stays although the release brought or changed it. */
  readonly stays: readonly string[];
  readonly manual: number;
  /** Hotfixes that go with the release. */
  readonly overwritten: readonly string[];
}

export const consentSummary = (plan: Plan): ConsentSummary => {
  const touched = new Map([...plan.ships, ...plan.deletes].map((one) => [keyOf(one), one.type]));
  for (const step of plan.steps) if (step.kind === 'activateFlowVersion') touched.set(`Flow:${step.flow}`, 'Flow');
  const byType = Map.groupBy(touched.values(), (type) => type);
  const keys = (items: readonly { readonly type: string; readonly fullName: string }[]): readonly string[] => [
    ...new Set(items.map(keyOf)),
  ];
  return {
    types: [...byType]
      .map(([type, list]) => ({ type, count: list.length }))
      .sort((one, other) => other.count - one.count || compareText(one.type, other.type)),
    changed: touched.size,
    deletions: keys(plan.deletes),
    revoked: plan.counts.revoked,
    flowVersions: plan.counts.flowVersions,
    loses: keys(plan.dataAtRisk.filter(({ fate }) => fate === 'lost').map(({ component }) => component)),
    rowsLost: plan.counts.rowsLost,
    stays: keys(keptAsIs(plan).filter(({ because }) => because !== 'alreadyAsPlanned')),
    manual: plan.counts.manual,
    overwritten: keys(
      plan.drift.filter(({ decision }) => decision === 'overwritten').map(({ component }) => component),
    ),
  };
};
