import { isCustomName, objectOf } from '../names.ts';
import { treeOf } from '../xml/parsed.ts';
import type { StoredComponent } from '../types.ts';
import { childText } from '../xml/xml.ts';

/** One use of a component by another: the element (or word) it was found in, and what it names. */
export interface Edge {
  readonly element: string;
  readonly type: string;
  readonly fullName: string;
}

/** Fields reached from an object: `['Owner__r', 'Level__c']` read from `Invoice__c`. */
export interface Path {
  readonly element: string;
  readonly object: string;
  readonly segments: readonly string[];
}

export type Components = ReadonlyMap<string, StoredComponent>;

/** A custom field by its name in any case: most formulas spell it right, and only the others are searched for. */
const fieldNamed = (components: Components, fullName: string): StoredComponent | undefined => {
  const exact = components.get(`CustomField:${fullName}`);
  if (exact) return exact;
  const small = `CustomField:${fullName}`.toLowerCase();
  for (const [key, component] of components)
    if (key.length === small.length && key.toLowerCase() === small) return component;
  return undefined;
};

/** Where a relationship leads: the lookup's object, or for Salesforce's own the object it is named after. */
const targetOfRelationship = (components: Components, object: string, segment: string): string | undefined => {
  if (!segment.endsWith('__r')) return segment === 'Parent' ? object : segment.replace(/Id$/, '');
  const field = fieldNamed(components, `${object}.${segment.slice(0, -1)}c`);
  return field && childText(treeOf(field), 'referenceTo')?.trim();
};

/** The custom fields that a path goes through and ends in. An unknown relationship ends the walk. */
export const edgesOfPath = (components: Components, path: Path): readonly Edge[] => {
  const { element } = path;
  const edges: Edge[] = [];
  const [first = '', ...others] = path.segments;
  const startsWithObject = others.length > 0 && (first === path.object || components.has(`CustomObject:${first}`));
  let object: string | undefined = startsWithObject ? first : path.object;
  const segments = startsWithObject ? others : path.segments;
  for (const [position, segment] of segments.entries()) {
    if (object === undefined || object === '') return edges;
    const name = segment.replace(/__(?:r|(?:latitude|longitude)__s)$/i, '__c');
    if (isCustomName(name)) edges.push({ element, type: 'CustomField', fullName: `${object}.${name}` });
    if (position < segments.length - 1) object = targetOfRelationship(components, object, segment);
  }
  return edges;
};

/** The object a component is about, by its name: `Account` of `Account.Risk__c` and of `Account-Account Layout`. */
export const contextObject = (type: string, fullName: string): string => {
  if (type === 'Layout') return fullName.split('-')[0] ?? '';
  if (type === 'CustomMetadata') return `${objectOf(fullName)}__mdt`;
  return fullName.includes('.') || type === 'CustomObject' || type === 'CustomTab' ? objectOf(fullName) : '';
};
