import { keyOf, type ComponentId } from '../metadata/component.ts';
import { childText } from '../content/entries.ts';
import type { ComponentContent } from '../content/content.ts';
import type { Delta } from '../delta/delta.ts';
import type { RiskQuery } from '../undo/rows-at-risk.ts';
import type { LimitReason, Substitute } from './limit.ts';
import type { Limit, Plan } from './plan.ts';
import type { FlowFacts, GitContents, OrgContents, OrgFacts } from './plan-input.ts';

/** Whether a change can be taken back after it was released: all of it, but for stored values, or not all of it. */
export type Reversible = 'yes' | 'withDataLoss' | 'notEntirely';

/** A field or object whose stored values a change puts at stake. */
export interface ValuesAtStake {
  readonly component: ComponentId;
  /** `release`: the change itself destroys them. `return`: what is entered after it goes when it is taken back. */
  readonly when: 'release' | 'return';
  /** Rows with a value now; `unknown` for what is not there yet, and when no org was asked or it gave no number. */
  readonly rows: number | 'unknown';
}

export interface Judgement {
  readonly reversible: Reversible;
  readonly values: readonly ValuesAtStake[];
  /** What stays as the change made it. */
  readonly stays: readonly Limit[];
  /** What is taken back in effect, in another way than by putting back what was there. */
  readonly eased: readonly Limit[];
}

/** Limits that speak of stored values: these are told by the values themselves. */
const aboutValues: ReadonlySet<LimitReason> = new Set([
  'attachmentsNotSaved',
  'autoNumbersNotRestored',
  'categoriesWouldBeLost',
  'dataWouldBeLost',
  'fieldHistoryLost',
  'fieldRecreatedEmpty',
  'rowsNotCounted',
  'valuesSavedMasked',
]);

/** Limits of versions of flows: the former version is active again, whatever else is in the list of versions. */
const inEffect: ReadonlySet<LimitReason> = new Set(['flowVersionOfThen', 'flowVersionStays', 'flowVersionUnknown']);

const leaves: ReadonlySet<Substitute> = new Set(['nothing', 'kept']);

/** What the plan of the way back says of a change that puts these values at stake. */
export const judge = ({ limits }: Plan, values: readonly ValuesAtStake[]): Judgement => {
  const told = limits.filter(({ reason }) => !aboutValues.has(reason));
  const isLeft = ({ reason, instead }: Limit): boolean => leaves.has(instead) && !inEffect.has(reason);
  const stays = told.filter(isLeft);
  const withoutStays = values.length > 0 ? 'withDataLoss' : 'yes';
  return {
    reversible: stays.length > 0 ? 'notEntirely' : withoutStays,
    values,
    stays,
    eased: told.filter((limit) => !isLeft(limit)),
  };
};

/** An org that holds a version and no records: what a way back is planned with before there is anything to ask. */
export const supposedOrg = (
  delta: Delta,
  { from, to }: { readonly from: GitContents; readonly to: GitContents },
  { apiVersion, empty }: { readonly apiVersion: string; readonly empty: readonly RiskQuery[] },
): { readonly live: OrgContents; readonly facts: OrgFacts } => {
  const flows = delta.changes.filter(({ type }) => type === 'Flow');
  const keys = [...new Set([...delta.changes.map(keyOf), ...from.keys(), ...to.keys()])];
  return {
    live: new Map(keys.map((key) => [key, from.get(key) ?? 'absent'])),
    facts: {
      apiVersion,
      flows: new Map(flows.map((flow) => [flow.fullName, flowFacts(from.get(keyOf(flow)), to.get(keyOf(flow)))])),
      recordedFlowVersions: new Map(
        flows.flatMap((flow) => (isActive(to.get(keyOf(flow))) ? [[flow.fullName, 1] as const] : [])),
      ),
      rows: new Map(empty.map(({ key }) => [key, { rows: 0 }])),
      dependencies: [],
      holders: new Map(),
      lastModified: new Map(),
      namespaces: [],
    },
  };
};

const isActive = (flow: ComponentContent | undefined): boolean =>
  flow?.xml !== undefined && childText(flow.xml, 'status') === 'Active';

/** Version 1 is the one before the change, the change makes the next. */
const flowFacts = (from: ComponentContent | undefined, to: ComponentContent | undefined): FlowFacts => {
  const versions = [to, from].filter((content) => content !== undefined).map((_, index) => index + 1);
  const active = [to, from].filter((content) => content !== undefined).findLastIndex(isActive);
  return { activeVersion: active + 1, versions };
};
