import { dropEntries } from '../upsert/access-entries.ts';
import { put, type Draft } from '../state/draft.ts';
import { fieldSchemaOf } from '../schema/field-schema.ts';
import { isCustomName, memberOf, objectOf } from '../names.ts';
import { own } from '../own.ts';
import { treeOf } from '../xml/parsed.ts';
import { contextObject } from '../references/edges.ts';
import type { DeletedField, StoredComponent } from '../types.ts';
import { canonicalDocument, childText, innerText, type XmlElement } from '../xml/xml.ts';
import { keyOf } from '../package/zip-components.ts';

/** Types whose components go with a custom object, and how their names begin (help "Deleting Custom Objects"; documented). */
const goesWithObject: Readonly<Record<string, (object: string) => string>> = {
  ApprovalProcess: (object) => `${object}.`,
  AssignmentRules: (object) => object,
  AutoResponseRules: (object) => object,
  CustomMetadata: (object) => `${object.replace(/__mdt$/, '')}.`,
  CustomObjectTranslation: (object) => `${object}-`,
  CustomTab: (object) => object,
  DuplicateRule: (object) => `${object}.`,
  EscalationRules: (object) => object,
  Layout: (object) => `${object}-`,
  MatchingRules: (object) => object,
  QuickAction: (object) => `${object}.`,
  SharingRules: (object) => object,
  Workflow: (object) => object,
};

const belongsTo =
  (object: string) =>
  (component: StoredComponent): boolean => {
    const begins = goesWithObject[component.type]?.(object);
    if (begins === undefined) return false;
    return begins === object ? component.fullName === object : component.fullName.startsWith(begins);
  };

/** Keys of everything that disappears with a component: itself, what lives in its file, and what an object owns. */
export const cascadeOf = (draft: Draft, component: StoredComponent): ReadonlySet<string> => {
  const gone = new Set([keyOf(component.type, component.fullName)]);
  const belongs = belongsTo(component.fullName);
  for (const [key, other] of draft.components) {
    if (component.type === 'CustomObject' && belongs(other)) gone.add(key);
    if (other.parent !== undefined && gone.has(other.parent)) gone.add(key);
  }
  for (const [key, { parent }] of draft.components) if (parent !== undefined && gone.has(parent)) gone.add(key);
  return gone;
};

/** `Risk_del__c`: the name a deleted field keeps for fifteen days (help "Manage Deleted Custom Fields"; documented). */
const deletedName = (field: string, taken: readonly DeletedField[], object: string): string => {
  const base = field.replace(/__c$/, '');
  const isTaken = (name: string): boolean => taken.some((one) => one.object === object && one.keptAs === name);
  let name = `${base}_del__c`;
  for (let number = 1; isTaken(name); number += 1) name = `${base}_del${number}__c`;
  return name;
};

/** Roll-ups deleted by the API skip Deleted Fields (meta_deploy_deleting_files.htm; documented); so does a purge. */
const dropColumn = (draft: Draft, component: StoredComponent, purge: boolean): void => {
  const field = fieldSchemaOf(draft.components, component);
  if (!field) return;
  const object = objectOf(component.fullName);
  if (purge || field.type === 'Summary') {
    draft.dropped.push({ kind: 'fieldDeleted', object, field });
    return;
  }
  const keptAs = deletedName(field.name, draft.deletedFields, object);
  draft.deletedFields.push({ object, name: field.name, keptAs, deletedDate: draft.context.now.toISOString() });
  draft.dropped.push({ kind: 'fieldDeleted', object, field, keptAs });
};

type Concerns = (element: XmlElement, parent: XmlElement) => boolean;

/** An item, a column of a related list, a whole related list, or the values of a record type that show a field. */
const concernsFields =
  (object: string, fields: ReadonlySet<string>): Concerns =>
  (element, parent) => {
    const own = childText(element, 'field') ?? childText(element, 'picklist');
    if (own !== undefined && fields.has(`${object}.${own}`)) return true;
    if (fields.has(childText(element, 'relatedList') ?? '')) return true;
    const list = element.name === 'fields' ? childText(parent, 'relatedList') : undefined;
    const child = list?.includes('.') === true ? objectOf(list) : list?.replace(/^Related(\w+)List$/, '$1');
    return child !== undefined && fields.has(`${child}.${element.text}`);
  };

const without = (element: XmlElement, concerns: Concerns): XmlElement => ({
  ...element,
  children: element.children.filter((child) => !concerns(child, element)).map((child) => without(child, concerns)),
});

/** Components that lose what they say of a deleted field; everything else that uses a field refuses its deletion. */
export const cleanedTypes: ReadonlySet<string> = new Set(['CustomMetadata', 'Layout', 'RecordType']);

/** Stores a cleaned tree in the shape in which its component is kept. */
const putTree = (draft: Draft, component: StoredComponent, tree: XmlElement): void => {
  const { type, fullName, files, xml, parent, tag } = component;
  if (parent !== undefined) put(draft, { type, fullName, parent, tag: tag ?? '', xml: innerText([tree]) });
  else if (xml !== undefined) put(draft, { type, fullName, tag: tag ?? '', xml: innerText(tree.children) });
  else put(draft, { type, fullName, files: new Map([[[...files.keys()][0] ?? '', canonicalDocument(tree)]]) });
};

/**
 * Takes deleted fields off layouts, record types and custom metadata records, which does change those (help "Delete
 * Fields": background clean-up; documented).
 */
const cleanUp = (draft: Draft, fields: ReadonlySet<string>): void => {
  const names = [...fields].map((field) => memberOf(field));
  for (const component of [...draft.components.values()]) {
    const { type, fullName, files, xml } = component;
    if (!cleanedTypes.has(type)) continue;
    const text = xml ?? [...files.values()].map((bytes) => bytes.toString('utf8')).join('');
    if (!names.some((name) => text.includes(name))) continue;
    const tree = treeOf(component);
    const cleaned = without(tree, concernsFields(contextObject(type, fullName), fields));
    if (innerText([cleaned]) !== innerText([tree])) putTree(draft, component, cleaned);
  }
};

/** Sections of a language's translations and what they translate. */
const translated: Readonly<Record<string, string>> = {
  customApplications: 'CustomApplication',
  customLabels: 'CustomLabel',
  customTabs: 'CustomTab',
  quickActions: 'QuickAction',
  reportTypes: 'ReportType',
};

/** The same for the translations of one object. */
const translatedOfObject: Readonly<Record<string, string>> = {
  fields: 'CustomField',
  fieldSets: 'FieldSet',
  layouts: 'Layout',
  quickActions: 'QuickAction',
  recordTypes: 'RecordType',
  sharingReasons: 'SharingReason',
  validationRules: 'ValidationRule',
  webLinks: 'WebLink',
};

const carryTranslations = new Set([...Object.values(translated), ...Object.values(translatedOfObject)]);

/** The key of what an entry of this translation file translates. */
const subjectOf = ({ type, fullName }: StoredComponent): ((entry: XmlElement) => string) => {
  if (type === 'Translations')
    return (entry) => keyOf(own(translated, entry.name) ?? '', childText(entry, 'name') ?? '');
  const object = fullName.slice(0, Math.max(0, fullName.lastIndexOf('-')));
  return (entry) => {
    const name = childText(entry, 'name') ?? childText(entry, 'fullName') ?? childText(entry, 'layout') ?? '';
    return keyOf(own(translatedOfObject, entry.name) ?? '', `${object}${entry.name === 'layouts' ? '-' : '.'}${name}`);
  };
};

/** A translation goes with what it translates (help "Delete Custom Labels"; folklore for everything else). */
const dropTranslations = (draft: Draft, gone: ReadonlySet<string>): void => {
  if (![...gone].some((key) => carryTranslations.has(key.slice(0, key.indexOf(':'))))) return;
  for (const component of [...draft.components.values()]) {
    if (component.type !== 'Translations' && component.type !== 'CustomObjectTranslation') continue;
    const tree = treeOf(component);
    const subject = subjectOf(component);
    const children = tree.children.filter((entry) => !gone.has(subject(entry)));
    if (children.length < tree.children.length) putTree(draft, component, { ...tree, children });
  }
};

/** Takes components out of the draft, with their columns and rows, their access entries and their places on layouts. */
export const removeAll = (draft: Draft, keys: ReadonlySet<string>, purge: boolean): void => {
  const gone = [...keys].flatMap((key) => draft.components.get(key) ?? []);
  const objects = new Set(gone.filter(({ type }) => type === 'CustomObject').map(({ fullName }) => fullName));
  for (const component of gone)
    if (component.type === 'CustomField' && !objects.has(objectOf(component.fullName)))
      dropColumn(draft, component, purge);
  for (const object of objects) if (isCustomName(object)) draft.dropped.push({ kind: 'objectDeleted', object });
  for (const key of keys) draft.components.delete(key);
  draft.removed.push(...gone);
  dropEntries(draft, keys);
  dropTranslations(draft, keys);
  const fields = gone.filter(({ type }) => type === 'CustomField').map(({ fullName }) => fullName);
  if (fields.length > 0) cleanUp(draft, new Set(fields));
};
