import { objectOf } from '../metadata/component-names.ts';
import { compareComponents, keyOf, type ComponentId, type ComponentKey } from '../metadata/component.ts';
import type { ComponentContent } from '../content/content.ts';
import type { ComponentChange } from '../delta/delta.ts';
import { mentions, searchableContent, termOf, type SearchableText, type Term } from '../content/mentions.ts';
import type { Blocker, Need, PlanOptions } from './plan.ts';
import type { PlanInput } from './plan-input.ts';
import { componentGlobs } from './entry-selection.ts';
import { selector } from './selector.ts';

/** What a partial rollback takes of the delta. */
export interface Selection {
  readonly selected: readonly ComponentChange[];
  readonly left: readonly ComponentChange[];
  /** What was taken along because something selected needs it. */
  readonly also: readonly Need[];
  /** Why what was selected cannot be undone without the rest. */
  readonly blockers: readonly Blocker[];
}

/** Whether a plan is not about everything that differs. */
export const isPartial = ({ only, exclude, components }: PlanOptions): boolean =>
  only.length + exclude.length > 0 || components !== undefined;

/** Whether what the org holds afterwards is no release that was there before. */
export const isMixed = (options: PlanOptions): boolean => isPartial(options) || options.undo !== undefined;

/**
 * The changes that `only` and `exclude` leave: globs over `Type:FullName`
 * and over paths, and components picked by name; and what these need, in turns.
 * A component that is created again or changed back needs what it names and the org would not have; a deletion needs
 * that whoever names it is undone as well. What is needed and excluded is a blocker: it would leave something broken.
 */
export const selectChanges = (input: PlanInput): Selection => {
  const { delta, options } = input;
  const { only, exclude } = componentGlobs(options);
  if (!isPartial(options)) return { selected: delta.changes, left: [], also: [], blockers: [] };
  const isMeant = selector({ only, exclude });
  const named = options.components === undefined ? undefined : new Set<string>(options.components);
  const isSelected = (change: ComponentChange): boolean =>
    isMeant(change) && (named === undefined || named.has(keyOf(change)));
  const chosen = new Map(delta.changes.filter(isSelected).map((change) => [keyOf(change), change]));
  if (chosen.size === 0)
    return { selected: [], left: delta.changes, also: [], blockers: [{ reason: 'nothingSelected' }] };
  const isExcluded = exclude.length === 0 ? () => false : selector({ only: exclude, exclude: [] });
  const { also, missing } = close(chosen, searchedChanges(input), isExcluded);
  const inOrder = (needs: readonly Need[]): readonly Need[] =>
    [...needs].sort((one, other) => compareComponents(one.component, other.component));
  return {
    selected: delta.changes.filter((change) => chosen.has(keyOf(change))),
    left: delta.changes.filter((change) => !chosen.has(keyOf(change))),
    also: inOrder(also),
    blockers: missing.length === 0 ? [] : [{ reason: 'selectionIncomplete', missing: inOrder(missing) }],
  };
};

/** One change of the delta with the texts that tell what it names. */
interface Searched {
  readonly change: ComponentChange;
  readonly id: ComponentId;
  readonly term: Term;
  readonly from: SearchableText | undefined;
  readonly to: SearchableText | undefined;
}

const searchedChanges = ({ delta, contents }: PlanInput): readonly Searched[] => {
  const text = (content: ComponentContent | undefined) =>
    content === undefined ? undefined : searchableContent(content);
  return delta.changes.map((change) => ({
    change,
    id: { type: change.type, fullName: change.fullName },
    term: termOf(change),
    from: text(contents.from.get(keyOf(change))),
    to: text(contents.to.get(keyOf(change))),
  }));
};

interface Closing {
  readonly also: Need[];
  readonly missing: Need[];
}

/** Adds to `chosen` what its members need until nothing is missing, or only what was excluded. */
const close = (
  chosen: Map<ComponentKey, ComponentChange>,
  all: readonly Searched[],
  isExcluded: (change: ComponentChange) => boolean,
): Closing => {
  const closing: Closing = { also: [], missing: [] };
  const seen = new Set<ComponentKey>(chosen.keys());
  const waiting = all.filter(({ change }) => chosen.has(keyOf(change)));
  for (let member = waiting.shift(); member !== undefined; member = waiting.shift())
    for (const other of all) {
      if (seen.has(keyOf(other.change)) || !needs(member, other)) continue;
      seen.add(keyOf(other.change));
      const need: Need = { component: other.id, neededBy: member.id };
      if (isExcluded(other.change)) closing.missing.push(need);
      else {
        closing.also.push(need);
        chosen.set(keyOf(other.change), other.change);
        waiting.push(other);
      }
    }
  return closing;
};

/** Whether undoing one change breaks something unless the other is undone too. */
const needs = (member: Searched, other: Searched): boolean => {
  if (other.change.kind === 'added' && member.to !== undefined)
    return isParent(other.id, member.id) || mentions(member.to, other.term);
  if (member.change.kind !== 'removed' || other.from === undefined) return false;
  if (other.change.kind === 'removed' && isParent(member.id, other.id)) return true;
  return mentions(other.from, member.term) && !(other.to !== undefined && mentions(other.to, member.term));
};

const isParent = (object: ComponentId, component: ComponentId): boolean => {
  const owner = objectOf(component);
  return owner !== undefined && keyOf(owner) === keyOf(object);
};
