import type { ComponentContent } from '../content/content.ts';
import { childText, leaf } from '../content/entries.ts';
import type { EntryEdit } from '../plan/plan.ts';
import type { XmlElement } from '../xml/xml-element.ts';

/** What the rollback of a changed field means for its values. */
export type FieldChange =
  | { readonly kind: 'harmless' }
  /** Another type: the platform may refuse, truncate or empty the values. */
  | { readonly kind: 'retyped' }
  /** Computed on one side, stored on the other: refused as a change, only possible by deleting and creating. */
  | { readonly kind: 'reshaped'; readonly losesValues: boolean }
  /** Never through the API (sfdx-hardis deploy tips: sharing recalculation lock; folklore). */
  | { readonly kind: 'byHand' }
  /** Fewer characters or digits: `edits` give `to` the size that the org has. */
  | { readonly kind: 'narrowed'; readonly edits: readonly EntryEdit[] };

type Shape = 'formula' | 'summary' | 'stored';

const shapeOf = (field: XmlElement): Shape =>
  childText(field, 'type') === 'Summary' ? 'summary' : childText(field, 'formula') === '' ? 'stored' : 'formula';

/** Whether the field holds values of its own. */
export const isComputed = (field: ComponentContent | undefined): boolean =>
  field?.xml !== undefined && shapeOf(field.xml) !== 'stored';

const relationships: ReadonlySet<string> = new Set(['MasterDetail', 'Lookup']);

/** Classifies going from one definition of a field to another (Salesforce help, "Change the Custom Field Type"; folklore). */
export const fieldChange = (from: ComponentContent | undefined, to: ComponentContent | undefined): FieldChange => {
  if (from?.xml === undefined || to?.xml === undefined) return { kind: 'harmless' };
  const [was, will] = [shapeOf(from.xml), shapeOf(to.xml)];
  if (was !== will) return { kind: 'reshaped', losesValues: was === 'stored' };
  return was === 'stored' ? storedChange(from.xml, to.xml) : { kind: 'harmless' };
};

const storedChange = (from: XmlElement, to: XmlElement): FieldChange => {
  const [type, former] = [childText(from, 'type'), childText(to, 'type')];
  const areRelationships = relationships.has(type) && relationships.has(former);
  if (isRetyped(type, former)) return { kind: areRelationships ? 'byHand' : 'retyped' };
  if (valueSource(from) !== valueSource(to)) return { kind: 'byHand' };
  const edits = narrowedSizes(from, to);
  return edits.length > 0 ? { kind: 'narrowed', edits } : { kind: 'harmless' };
};

/** The file of a standard field may leave its type out. */
const isRetyped = (type: string, former: string): boolean => type !== former && type !== '' && former !== '';

/** A local list, a global value set by name, or no list: "change of global value set" is refused. */
const valueSource = (field: XmlElement): string => {
  const valueSet = field.children.find(({ name }) => name === 'valueSet');
  return valueSet === undefined ? '' : childText(valueSet, 'valueSetName') || 'local';
};

const narrowedSizes = (from: XmlElement, to: XmlElement): readonly EntryEdit[] =>
  ['length', 'precision', 'scale'].flatMap((section) => {
    const [was, will] = [Number(childText(from, section)), Number(childText(to, section))];
    return was > will && childText(to, section) !== '' ? [{ section, elements: [leaf(section, String(was))] }] : [];
  });
