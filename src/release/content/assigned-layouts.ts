import { keyOf, parseKey, type ComponentId, type ComponentKey } from '../metadata/component.ts';
import { childText, keyOfEntry } from './entries.ts';
import type { PlanInput } from '../plan/plan-input.ts';
import type { Blocking } from '../undo/references.ts';
import type { XmlElement } from '../xml/xml-element.ts';

/**
 * Layouts that would go although a profile goes on assigning them, because neither `to` nor the org's snapshot from
 * before says what to assign instead. The platform refuses to delete an assigned layout.
 */
export const layoutsStillAssigned = (input: PlanInput, gone: ReadonlySet<ComponentKey>): readonly Blocking[] => {
  const pairs = [...input.contents.live].flatMap(([key, live]) => {
    if (live === 'absent' || live.type !== 'Profile') return [];
    return assignmentsOf(live.xml).flatMap((entry) => {
      const layout: ComponentId = { type: 'Layout', fullName: childText(entry, 'layout') };
      if (!gone.has(keyOf(layout)) || isGoneWith(entry, gone)) return [];
      return hasSubstitute(input, { profile: key, entry }, gone) ? [] : [{ layout, profile: parseKey(key) }];
    });
  });
  return [...Map.groupBy(pairs, ({ layout }) => layout.fullName)].map(([fullName, found]) => ({
    to: { type: 'Layout', fullName },
    by: found.map(({ profile }) => profile),
  }));
};

const assignmentsOf = (root: XmlElement | undefined): readonly XmlElement[] =>
  root?.children.filter(({ name }) => name === 'layoutAssignments') ?? [];

const objectOfEntry = (entry: XmlElement): string => childText(entry, 'layout').split('-')[0] ?? '';

const isGoneWith = (entry: XmlElement, gone: ReadonlySet<ComponentKey>): boolean =>
  gone.has(keyOf({ type: 'CustomObject', fullName: objectOfEntry(entry) })) ||
  gone.has(keyOf({ type: 'RecordType', fullName: childText(entry, 'recordType') }));

const hasSubstitute = (
  { contents }: PlanInput,
  { profile, entry }: { readonly profile: ComponentKey; readonly entry: XmlElement },
  gone: ReadonlySet<ComponentKey>,
): boolean => {
  const before = contents.before?.get(profile);
  const roots = [contents.to.get(profile)?.xml, before === 'absent' ? undefined : before?.xml];
  const keys = new Set([keyOfEntry(entry, 'Profile'), objectOfEntry(entry)]);
  return roots
    .flatMap(assignmentsOf)
    .some(
      (other) =>
        keys.has(keyOfEntry(other, 'Profile') ?? '') &&
        !gone.has(keyOf({ type: 'Layout', fullName: childText(other, 'layout') })),
    );
};
