import { keyOf } from '../metadata/component.ts';
import { sourceOf } from '../content/content-source.ts';
import { alignEntries, branch, childText, isSameList, leaf, type AlignedEntry } from '../content/entries.ts';
import type { LimitReason } from '../plan/limit.ts';
import type { EntryEdit, EntryId, Limit, Ship } from '../plan/plan.ts';
import { platformDefault } from '../xml/platform-defaults.ts';
import { overlayEntry } from '../content/overlay.ts';
import { heldLimits, kept, type Subject, type Undone } from './undone.ts';
import type { XmlElement } from '../xml/xml-element.ts';

type Property = AlignedEntry<'from' | 'to' | 'live' | 'before'>;

interface Decision {
  readonly edit?: EntryEdit;
  readonly limit?: Limit;
}

/**
 * Undoes settings and the properties of an object: the org keeps what is not sent, so every element that the release
 * changed is sent with its former value. An element that `to` does not have gets the value that the org's snapshot from
 * before the release holds, else the platform's default, else it is a limit; so does every element of a file that only
 * `from` has, because settings and standard objects cannot be deleted. Settings are sent as these elements alone,
 * an object with all of its own properties, because the platform asks for its label and name field.
 */
export const undoProperties = (subject: Subject): Undone => {
  const { id, input, to, live, drift } = subject;
  if (live?.xml === undefined) return kept(subject, 'cannotBeUndone');
  const held = new Set(drift.entries.map(entryName));
  const properties = propertiesOf(subject);
  const decisions = properties
    .filter((property) => !held.has(entryName(property)) && isReached(property, subject))
    .map((property) => decide(property, subject));
  const edits = decisions.flatMap(({ edit }) => edit ?? []);
  const isWhole = id.type === 'CustomObject' && to !== undefined;
  const sent = isWhole && edits.length > 0 ? wholeAfter(properties, edits, drift.entries) : edits;
  const emptied = new Set(sent.filter((edit) => mayNotEmpty(edit, properties)).map(entryName));
  const limits = [
    ...decisions.flatMap(({ limit }) => limit ?? []).filter(({ entry }) => !(entry && emptied.has(entryName(entry)))),
    ...sent.filter((edit) => emptied.has(entryName(edit))).map((edit) => emptyValue(subject, edit)),
    ...heldLimits(subject),
  ];
  if (edits.length === 0) return kept(subject, limits.length > 0 ? 'cannotBeUndone' : 'alreadyAsPlanned', limits);
  const explicit = edits.filter(({ section, key }) =>
    isExplicit(properties, { section, ...(key !== undefined && { key }) }),
  );
  const content = isWhole
    ? sourceOf(input.contents, id, { of: 'to', edits: [...explicit, ...drift.entries] })
    : sourceOf(input.contents, id, { of: 'nothing', edits });
  const after = sent
    .filter((edit) => !emptied.has(entryName(edit)))
    .map((edit) => (isWhole ? edit : merged(edit, subject)));
  const ship: Omit<Ship, 'deploy'> = { ...id, action: isWhole ? 'redeploy' : 'sendEntries', content };
  return {
    ships: [ship],
    limits,
    expected: [{ ...id, state: 'present', content: sourceOf(input.contents, id, { of: 'live', edits: after }) }],
  };
};

const propertiesOf = ({ id, from, to, live, input }: Subject): readonly Property[] => {
  const before = input.contents.before?.get(keyOf(id));
  return alignEntries(id.type, {
    from: from?.xml,
    to: to?.xml,
    live: live?.xml,
    before: before === 'absent' ? undefined : before?.xml,
  });
};

/** The release changed it, or added the whole file, and the org does not have what `to` says. */
const isReached = ({ elements }: Property, { id, from }: Subject): boolean => {
  if (isSameList(id.type, elements.to, elements.live)) return false;
  if (from === undefined) return elements.to.length > 0;
  return !isSameList(id.type, elements.from, elements.to);
};

const decide = (property: Property, subject: Subject): Decision => {
  const { section, key, elements } = property;
  const entry: EntryId = { section, ...(key !== undefined && { key }) };
  if (elements.to.length > 0) return { edit: { ...entry, elements: elements.to }, ...leftover(property, subject) };
  if (elements.live.length === 0) return {};
  if (isSameList(subject.id.type, elements.before, elements.live)) return {};
  if (elements.before.length > 0) return { edit: { ...entry, elements: elements.before } };
  const fallback = defaultOf(property, subject);
  if (fallback === undefined) return { limit: limit(subject, entry, 'formerValueUnknown') };
  if (isSameList(subject.id.type, fallback, elements.live)) return {};
  return { edit: { ...entry, elements: fallback }, limit: limit(subject, entry, 'platformDefaultAssumed') };
};

/** Nested elements of settings stay when they are not sent (assumed). */
const merged = (edit: EntryEdit, { id, live }: Subject): EntryEdit => {
  const present = live?.xml?.children.filter(({ name }) => name === edit.section) ?? [];
  return edit.key === undefined ? { ...edit, elements: overlayEntry(edit.elements, present, id.type) } : edit;
};

const limit = ({ id }: Subject, entry: EntryId, reason: LimitReason): Limit => ({
  reason,
  component: id,
  entry,
  instead: reason === 'formerValueUnknown' ? 'kept' : 'platformDefaultSent',
  ...(reason === 'formerValueUnknown' && { manual: 'setFormerValue' }),
});

/**
 * Nothing where the org has something: where properties merge an empty element may leave what is there (Gearset 4046001
 * says so of profiles; assumed of objects and settings).
 */
const mayNotEmpty = (edit: EntryEdit, properties: readonly Property[]): boolean => {
  if (edit.elements.length === 0 || !edit.elements.every(isEmpty)) return false;
  const live = properties.find((property) => entryName(property) === entryName(edit))?.elements.live ?? [];
  return live.some((element) => !isEmpty(element));
};

const isEmpty = ({ children, text }: XmlElement): boolean => children.length === 0 && (text ?? '') === '';

const emptyValue = ({ id }: Subject, { section, key }: EntryId): Limit => ({
  reason: 'entryCannotBeRemoved',
  component: id,
  entry: { section, ...(key !== undefined && { key }) },
  instead: 'emptyValueSent',
  manual: 'setFormerValue',
});

/** An element inside an element that only the release had: nothing that is sent takes it out. */
const leftover = ({ section, key, elements }: Property, subject: Subject): Decision => {
  const { type } = subject.id;
  if (type === 'CustomObject' || isSameList(type, elements.to, overlayEntry(elements.to, elements.live, type)))
    return {};
  return { limit: limit(subject, { section, ...(key !== undefined && { key }) }, 'formerValueUnknown') };
};

const defaultOf = ({ section, elements }: Property, { live }: Subject): readonly XmlElement[] | undefined => {
  const [present] = elements.live;
  if (present !== undefined && section === 'actionOverrides') return [standardAction(present)];
  const value = platformDefault(live?.xml?.name ?? '', section);
  return value === undefined ? undefined : [leaf(section, value)];
};

/** An override is taken back by naming the standard page (retrieved objects hold exactly this; seen in files). */
const standardAction = (override: XmlElement): XmlElement =>
  branch('actionOverrides', [
    leaf('actionName', childText(override, 'actionName')),
    ...override.children.filter(({ name }) => name === 'formFactor'),
    leaf('type', 'Default'),
  ]);

const entryName = ({ section, key }: EntryId): string => `${section}\0${key ?? ''}`;

/** What has to be put on top of `to`: the elements that `to` itself does not have. */
const isExplicit = (properties: readonly Property[], entry: EntryId): boolean =>
  properties.some((property) => entryName(property) === entryName(entry) && property.elements.to.length === 0);

/** All that an object's own properties make of the org: everything `to` says, then what is sent beside it. */
const wholeAfter = (
  properties: readonly Property[],
  edits: readonly EntryEdit[],
  held: readonly EntryEdit[],
): readonly EntryEdit[] => {
  const own = properties
    .filter(({ elements }) => elements.to.length > 0)
    .map(({ section, key, elements }) => ({ section, ...(key !== undefined && { key }), elements: elements.to }));
  const byName = new Map([...own, ...edits, ...held].map((edit) => [entryName(edit), edit]));
  return [...byName.values()];
};
