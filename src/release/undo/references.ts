import { accessTypes } from '../content/access-kinds.ts';
import { objectOf } from '../metadata/component-names.ts';
import { compareComponents, keyOf, type ComponentId, type ComponentKey } from '../metadata/component.ts';
import type { ComponentContent } from '../content/content.ts';
import { mentions, searchableContent, termOf, type SearchableText } from '../content/mentions.ts';
import type { Reference } from '../plan/plan.ts';
import type { PlanInput } from '../plan/plan-input.ts';

/** A deletion that cannot be, because something that stays names it. */
export interface Blocking {
  readonly to: ComponentId;
  readonly by: readonly ComponentId[];
}

/** A content that will be in the org afterwards, ready to be searched. */
export interface Staying {
  readonly id: ComponentId;
  readonly text: SearchableText;
}

export const stayingContent = (content: ComponentContent): Staying => ({
  id: { type: content.type, fullName: content.fullName },
  text: searchableContent(content),
});

/** Types whose mention of a component goes with it instead of keeping it: access and translations. */
export const yieldsTo = (type: string): boolean => accessTypes.has(type) || /Translations?$/u.test(type);

/** Which of the deletions something that stays still names, and what. */
export const blockedBy = (
  going: readonly ComponentId[],
  staying: readonly Staying[],
  dependencies: readonly Reference[],
): readonly Blocking[] => {
  const recorded = Map.groupBy(
    dependencies.filter(({ foundIn, afterwards }) => foundIn === 'org' && afterwards === 'stays'),
    ({ to }) => keyOf(to),
  );
  return going.flatMap((to) => {
    const term = termOf(to);
    const named = staying.filter(({ id, text }) => !yieldsTo(id.type) && !isPartOf(id, to) && mentions(text, term));
    const by = [...named.map(({ id }) => id), ...(recorded.get(keyOf(to)) ?? []).map((reference) => reference.by)];
    return by.length === 0 ? [] : [{ to, by: distinct(by) }];
  });
};

/** A component goes with its object; naming it does not keep the object. */
const isPartOf = (id: ComponentId, object: ComponentId): boolean => {
  const own = objectOf(id);
  return keyOf(id) === keyOf(object) || (own !== undefined && keyOf(own) === keyOf(object));
};

export const distinct = (components: readonly ComponentId[]): readonly ComponentId[] =>
  [...new Map(components.map((id) => [keyOf(id), { type: id.type, fullName: id.fullName }])).values()].sort(
    compareComponents,
  );

/** What becomes of those who name a deletion. */
export interface Outlook {
  readonly gone: ReadonlySet<ComponentKey>;
  /** Contents that the plan sends whole, by key. */
  readonly sent: ReadonlyMap<ComponentKey, ComponentContent>;
}

/** The dependencies that were found, and whether they are still there after the plan. */
export const referencesTo = (
  input: PlanInput,
  targets: ReadonlySet<ComponentKey>,
  outlook: Outlook,
): readonly Reference[] =>
  input.facts.dependencies
    .filter(({ of }) => targets.has(keyOf(of)))
    .map(({ of, by, foundIn }) => ({ to: of, by, foundIn, afterwards: afterwards({ of, by }, outlook) }));

/** Every version of a flow that is in the org keeps its references, the active one and all before it (CumulusCI#228). */
const afterwards = (
  { of, by }: { readonly of: ComponentId; readonly by: ComponentId },
  { gone, sent }: Outlook,
): Reference['afterwards'] => {
  const key = keyOf(by);
  const object = objectOf(by);
  if (gone.has(key) || yieldsTo(by.type) || (object !== undefined && gone.has(keyOf(object)))) return 'gone';
  if (by.type === 'Flow') return 'stays';
  const content = sent.get(key);
  return content !== undefined && !mentions(searchableContent(content), termOf(of)) ? 'gone' : 'stays';
};
