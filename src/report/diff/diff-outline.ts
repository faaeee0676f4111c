import type { Comparison } from '../../release/delta/comparison.ts';
import { compareText } from '../../release/metadata/component.ts';
import type { ComponentChange } from '../../release/delta/delta.ts';
import { countsOf, type Counts } from '../counts.ts';

/** Changes of one type, and of children under it. */
export interface TypeGroup {
  readonly type: string;
  readonly counts: Counts;
  readonly components: readonly OutlinedComponent[];
}

export interface OutlinedComponent {
  readonly name: string;
  /** Absent for a parent that is the same and stands there for its children. */
  readonly change?: ComponentChange;
  /** Sorted by type, then name. */
  readonly children: readonly OutlinedChild[];
}

export interface OutlinedChild {
  /** Without the parent's name. */
  readonly name: string;
  readonly change: ComponentChange;
}

/** The changes by type and name, children under their parents. */
export const outlineOf = ({ delta, parents }: Pick<Comparison, 'delta' | 'parents'>): readonly TypeGroup[] => {
  const placed = delta.changes.map((change) => ({ change, ...placeOf(change, parents) }));
  return [...Map.groupBy(placed, ({ type }) => type)]
    .sort(([one], [other]) => compareText(one, other))
    .map(([type, members]) => ({
      type,
      counts: countsOf(members.map(({ change }) => change)),
      components: [...Map.groupBy(members, ({ name }) => name)]
        .sort(([one], [other]) => compareText(one, other))
        .map(([name, parts]) => componentOf(name, parts)),
    }));
};

interface Placed {
  readonly change: ComponentChange;
  /** Of the component it stands under, or its own. */
  readonly type: string;
  readonly name: string;
  readonly child?: string;
}

const placeOf = ({ type, fullName }: ComponentChange, parents: Comparison['parents']): Omit<Placed, 'change'> => {
  const parent = parents.get(type);
  const dot = fullName.indexOf('.');
  if (parent === undefined || dot < 1) return { type, name: fullName };
  return { type: parent, name: fullName.slice(0, dot), child: fullName.slice(dot + 1) };
};

const componentOf = (name: string, parts: readonly Placed[]): OutlinedComponent => {
  const own = parts.find(({ child }) => child === undefined)?.change;
  const children = parts.flatMap(({ change, child }) => (child === undefined ? [] : [{ name: child, change }]));
  return { name, ...(own && { change: own }), children };
};
