import { isNegative, namedBy, negativeOf, type AccessEntry } from '../content/access-kinds.ts';
import { keyOf } from '../metadata/component.ts';
import { sourceOf } from '../content/content-source.ts';
import { decideDefault } from '../content/default-entries.ts';
import { alignEntries, childText, isSameList } from '../content/entries.ts';
import { formerLayout } from './former-layout.ts';
import type { LimitReason } from '../plan/limit.ts';
import type { EntryEdit, EntryId, Limit, Revocation } from '../plan/plan.ts';
import { plainList } from '../xml/reserialisation.ts';
import { heldLimits, kept, type Subject, type Undone } from './undone.ts';
import type { XmlElement } from '../xml/xml-element.ts';

/** What is sent for one entry; nothing when the org has it already. With a limit the org may keep it as it has it. */
interface Decision {
  readonly entry: EntryId;
  readonly elements?: readonly XmlElement[];
  readonly limit?: LimitReason;
  readonly isRevoked?: boolean;
}

/**
 * Undoes a profile (or a permission set of an API that merges): only the entries that differ are sent, and access that
 * the release gave is taken away by its negative entry. Entries that name a component which goes in the same deploy are
 * left out: the platform refuses them, and the access goes with the component.
 */
export const undoAccess = (subject: Subject): Undone => {
  const { id, input } = subject;
  const entries = accessEntries(subject);
  const held = new Set(subject.drift.entries.map(entryName));
  const decisions = entries
    .filter((entry) => !held.has(entryName(entry)) && isReached(entry, subject))
    .map((entry) => decideEntry(entry, entries, subject));
  const edits = editsOf(decisions);
  const limits = [...decisions.flatMap((decision) => limitOf(decision, subject)), ...heldLimits(subject)];
  if (edits.length === 0) return kept(subject, limits.length > 0 ? 'cannotBeUndone' : 'alreadyAsPlanned', limits);
  const sent = [...edits, ...labelOf(subject)];
  const certain = editsOf(decisions.filter(({ limit }) => limit === undefined));
  return {
    ships: [{ ...id, action: 'sendEntries', content: sourceOf(input.contents, id, { of: 'nothing', edits: sent }) }],
    revokes: decisions.filter(({ isRevoked }) => isRevoked === true).map(({ entry }) => revocation(subject, entry)),
    limits,
    expected: [{ ...id, state: 'present', content: sourceOf(input.contents, id, { of: 'live', edits: certain }) }],
  };
};

const editsOf = (decisions: readonly Decision[]): readonly EntryEdit[] =>
  decisions.flatMap(({ entry, elements }) => (elements === undefined ? [] : [{ ...entry, elements }]));

/** A permission set without its label is refused; a profile has none. */
const labelOf = ({ to }: Subject): readonly EntryEdit[] => {
  const elements = to?.xml?.children.filter(({ name }) => name === 'label') ?? [];
  return elements.length === 0 ? [] : [{ section: 'label', elements }];
};

/** Lists that the platform takes as a whole: what is sent replaces all, and an empty list is ignored (Gearset 4046001). */
const wholeLists: ReadonlySet<string> = new Set(['loginIpRanges', 'loginHours']);

const accessEntries = ({ id, from, to, live }: Subject): readonly AccessEntry[] => {
  const roots = { from: given(from?.xml), to: given(to?.xml), live: given(live?.xml) };
  const entries = alignEntries(id.type, roots);
  const lists = [...wholeLists].flatMap((section): AccessEntry[] => {
    const elements = (root: XmlElement | undefined) => root?.children.filter(({ name }) => name === section) ?? [];
    const all = { from: elements(roots.from), to: elements(roots.to), live: elements(roots.live) };
    return Object.values(all).some((list) => list.length > 0) ? [{ section, elements: all }] : [];
  });
  return [...entries.filter(({ section }) => !wholeLists.has(section)), ...lists];
};

/** Without the entries that give nothing: those are as good as absent. */
const given = (root: XmlElement | undefined): XmlElement | undefined =>
  root === undefined ? undefined : { ...root, children: root.children.filter((entry) => !isNegative(entry)) };

const isSame = (type: string, one: readonly XmlElement[], other: readonly XmlElement[]): boolean =>
  isSameList(type, plainList(one, type), plainList(other, type));

/** Changed between the versions, or lost with what it speaks of, and not in the org as `to` has it. */
const isReached = ({ elements }: AccessEntry, { id, from, recreated }: Subject): boolean => {
  if (isSame(id.type, elements.to, elements.live)) return false;
  if (from === undefined) return elements.to.length > 0;
  if (!isSame(id.type, elements.from, elements.to)) return true;
  return elements.to.some((entry) => namedBy(entry).some((component) => recreated.has(keyOf(component))));
};

const decideEntry = (entry: AccessEntry, all: readonly AccessEntry[], subject: Subject): Decision => {
  const { section, key, elements } = entry;
  const id = { section, ...(key !== undefined && { key }) };
  const wanted = elements.to.length > 0;
  const [example] = wanted ? elements.to : [...elements.live, ...elements.from];
  if (example === undefined || (section !== 'layoutAssignments' && isGone(example, subject))) return { entry: id };
  const limit = decideDefault(entry, all) ?? fieldLimit(example, subject);
  if (limit !== undefined) return { entry: id, limit };
  if (section === 'layoutAssignments') return assignLayout(id, entry, { all, subject });
  if (wanted) return { entry: id, elements: elements.to.map((element) => completed(element, elements.live)) };
  if (section === 'objectPermissions' && seesAllData(all)) return { entry: id, limit: 'profileEntryStays' };
  return takeAway(id, example);
};

/** Switches that the API is said to turn on and not off (Gearset 4046001; folklore): sent, and not counted on. */
const stuckSwitches: ReadonlySet<string> = new Set(['customPermissions', 'customMetadataTypeAccesses']);

const takeAway = (entry: EntryId, example: XmlElement): Decision => {
  const negative = negativeOf(example);
  if (negative !== undefined && stuckSwitches.has(example.name))
    return { entry, elements: [negative], limit: 'profileEntryStays' };
  if (negative !== undefined) return { entry, elements: [negative], isRevoked: true };
  const isOverride = example.name === 'profileActionOverrides';
  return { entry, limit: isOverride ? 'pageAssignmentStays' : 'profileEntryStays' };
};

/** An assignment cannot be removed: the former layout of the same object and record type is assigned instead. */
const assignLayout = (
  entry: EntryId,
  { elements }: AccessEntry,
  { all, subject }: { readonly all: readonly AccessEntry[]; readonly subject: Subject },
): Decision => {
  const [current] = [...elements.live, ...elements.from];
  const recordType = current === undefined ? '' : childText(current, 'recordType');
  if (recordType !== '' && subject.gone.has(keyOf({ type: 'RecordType', fullName: recordType }))) return { entry };
  const [object = ''] = (entry.key ?? '').split(' | ');
  if (subject.gone.has(keyOf({ type: 'CustomObject', fullName: object }))) return { entry };
  if (elements.to.length > 0 && !elements.to.some((wanted) => isGone(wanted, subject)))
    return { entry, elements: elements.to };
  const former = formerLayout({ object, recordType }, all, subject);
  return former === undefined ? { entry, limit: 'noFormerLayout' } : { entry, elements: [former], isRevoked: true };
};

/** A permission that `to` leaves out of an entry is sent as off where the org has it on. */
const completed = (element: XmlElement, live: readonly XmlElement[]): XmlElement => {
  const negative = negativeOf(element);
  if (negative === undefined) return element;
  const missing = negative.children.filter(
    ({ name }) =>
      !element.children.some((child) => child.name === name) && live.some((entry) => childText(entry, name) !== ''),
  );
  return missing.length === 0 ? element : { ...element, children: [...element.children, ...missing] };
};

const isGone = (entry: XmlElement, { gone }: Subject): boolean =>
  namedBy(entry).some((component) => gone.has(keyOf(component)));

/** "You cannot deploy to a required field" (sfdx-hardis deploy tips; folklore); the same for a master-detail. */
const fieldLimit = (entry: XmlElement, { input }: Subject): LimitReason | undefined => {
  if (entry.name !== 'fieldPermissions') return undefined;
  const key = keyOf({ type: 'CustomField', fullName: childText(entry, 'field') });
  const live = input.contents.live.get(key);
  const field = input.contents.to.get(key)?.xml ?? (live === undefined || live === 'absent' ? undefined : live.xml);
  if (field === undefined) return undefined;
  const isRequired = childText(field, 'required') === 'true' || childText(field, 'type') === 'MasterDetail';
  return isRequired ? 'requiredFieldPermission' : undefined;
};

/** Who may see or change all data gets object permissions back by itself (shane-sfdx-plugins#50; folklore). */
const seesAllData = (all: readonly AccessEntry[]): boolean =>
  all.some(
    ({ section, key, elements }) =>
      section === 'userPermissions' &&
      (key === 'ViewAllData' || key === 'ModifyAllData') &&
      (elements.from.length > 0 ? elements.to.length > 0 : elements.live.length > 0),
  );

const entryName = ({ section, key }: EntryId): string => `${section}\0${key ?? ''}`;

const revocation = ({ id }: Subject, { section, key }: EntryId): Revocation => ({ ...id, section, key: key ?? '' });

const limitOf = ({ entry, limit }: Decision, { id }: Subject): readonly Limit[] =>
  limit === undefined ? [] : [{ reason: limit, component: id, entry, instead: 'kept', manual: 'removeProfileEntry' }];
