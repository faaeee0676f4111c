import { keyOf } from '../metadata/component.ts';
import { resolveContent, sourceOf } from '../content/content-source.ts';
import type { ComponentContent } from '../content/content.ts';
import { childText } from '../content/entries.ts';
import type { DataAtRisk, EntryEdit, Limit } from '../plan/plan.ts';
import { heldLimits, sentWhole, type Subject, type Undone } from './undone.ts';
import { isInactive, valuesOf, withValues } from '../content/value-lists.ts';
import type { XmlElement } from '../xml/xml-element.ts';

/**
 * Undoes a picklist field, a global or a standard value set: the whole list of `to` is sent. The org deactivates the
 * values that are missing from it and keeps them on the records; it never deletes one (meta_customvalue.htm;
 * documented). A value whose API name the release changed keeps its new name, because the former one beside it would be
 * refused ("Duplicate label"; sfdx-hardis deploy tips; folklore).
 */
export const undoValues = (subject: Subject): Undone => {
  const { live, input, id, drift } = subject;
  const whole = sentWhole(subject, 'redeploy');
  const [ship] = whole.ships ?? [];
  if (live === undefined || ship === undefined) return whole;
  const wanted = resolveContent(input.contents, id, ship.content);
  const extra = activeBeside(live, wanted);
  const renames = renamesOf(wanted, extra);
  const edits = [...drift.entries, ...renameEdits(wanted, renames)];
  const content = sourceOf(input.contents, id, { of: 'to', edits, files: drift.files });
  const dependency = dependencyEdits(resolveContent(input.contents, id, content), live);
  const expected = sourceOf(input.contents, id, { of: 'to', edits: [...edits, ...dependency], files: drift.files });
  const renamed = new Set(renames.values());
  return {
    ships: [{ ...id, action: 'redeploy', content }],
    limits: [
      ...extra.map((value) => valueLimit(subject, value, renamed)),
      ...dependency.map(() => dependencyLimit(subject)),
      ...heldLimits(subject),
    ],
    dataAtRisk: extra.filter((value) => !renamed.has(nameOf(value))).flatMap((value) => valueAtRisk(subject, value)),
    expected: [{ ...id, state: 'present', content: expected }],
  };
};

const nameOf = (value: XmlElement): string => childText(value, 'fullName');

const activeBeside = (live: ComponentContent, wanted: ComponentContent): readonly XmlElement[] => {
  const names = valuesOf(wanted);
  return [...valuesOf(live)]
    .filter(([name, value]) => !names.has(name) && !isInactive(value))
    .map(([, value]) => value);
};

/** API name in `to` → API name in the org, for values of one label. */
const renamesOf = (wanted: ComponentContent, extra: readonly XmlElement[]): ReadonlyMap<string, string> => {
  const byLabel = new Map(extra.map((value) => [childText(value, 'label'), nameOf(value)]));
  return new Map(
    [...valuesOf(wanted)].flatMap(([name, value]) => {
      const label = childText(value, 'label');
      const present = label === '' ? undefined : byLabel.get(label);
      return present === undefined ? [] : [[name, present]];
    }),
  );
};

/** The list of `to` with the names that the org has. */
const renameEdits = (wanted: ComponentContent, renames: ReadonlyMap<string, string>): readonly EntryEdit[] => {
  if (wanted.xml === undefined || renames.size === 0) return [];
  const values = [...valuesOf(wanted)].map(([name, value]) => named(value, renames.get(name) ?? name));
  const section = wanted.type === 'CustomField' ? 'valueSet' : (values[0]?.name ?? 'customValue');
  const root = withValues(wanted.xml, wanted.type, values);
  return [{ section, elements: root.children.filter(({ name }) => name === section) }];
};

const named = (value: XmlElement, fullName: string): XmlElement => ({
  ...value,
  children: value.children.map((child) => (child.name === 'fullName' ? { ...child, text: fullName } : child)),
});

const valueLimit = ({ id }: Subject, value: XmlElement, renamed: ReadonlySet<string>): Limit => ({
  component: id,
  entry: { section: value.name, key: nameOf(value) },
  manual: 'deletePicklistValue',
  ...(renamed.has(nameOf(value))
    ? { reason: 'picklistValueRenamed', instead: 'kept' }
    : { reason: 'picklistValueOnlyDeactivated', instead: 'deactivated' }),
});

/** Records that hold a value which becomes inactive keep it. */
const valueAtRisk = ({ id, input }: Subject, element: XmlElement): readonly DataAtRisk[] => {
  const value = nameOf(element);
  const facts = input.facts.rows.get(`${keyOf(id)}#${value}`);
  if (facts?.rows === 0) return [];
  return [{ component: id, value, what: 'picklistValue', rows: 'unknown', ...facts, fate: 'kept' }];
};

const valueSetOf = (root: XmlElement | undefined): XmlElement | undefined =>
  root?.children.find(({ name }) => name === 'valueSet');

/** A dependency on a controlling field can be added and changed, not removed (Gearset 4046001; folklore). */
export const stuckDependency = (live: ComponentContent | undefined, to: ComponentContent): readonly XmlElement[] => {
  const [present, wanted] = [valueSetOf(live?.xml), valueSetOf(to.xml)];
  if (wanted === undefined || present === undefined) return [];
  if (childText(wanted, 'controllingField') !== '' || childText(present, 'controllingField') === '') return [];
  return present.children.filter(({ name }) => name === 'controllingField' || name === 'valueSettings');
};

const dependencyEdits = (sent: ComponentContent, live: ComponentContent): readonly EntryEdit[] => {
  const stuck = stuckDependency(live, sent);
  const wanted = valueSetOf(sent.xml);
  if (wanted === undefined || stuck.length === 0) return [];
  return [{ section: 'valueSet', elements: [{ ...wanted, children: [...stuck, ...wanted.children] }] }];
};

const dependencyLimit = ({ id }: Subject): Limit => ({
  reason: 'picklistDependencyStays',
  component: id,
  entry: { section: 'valueSet', key: 'controllingField' },
  instead: 'kept',
  manual: 'removePicklistDependency',
});
