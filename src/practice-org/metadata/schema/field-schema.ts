import type { FieldSchema, PicklistValue } from './org-schema.ts';
import { treeOf } from '../xml/parsed.ts';
import type { StoredComponent } from '../types.ts';
import { isCustomName } from '../names.ts';
import { childrenNamed, childText, type XmlElement } from '../xml/xml.ts';

type Components = ReadonlyMap<string, StoredComponent>;

const isTrue = (element: XmlElement, name: string): boolean => childText(element, name)?.trim() === 'true';

const numberIn = (element: XmlElement, name: string): number | undefined => {
  const text = childText(element, name);
  return text === undefined ? undefined : Number(text);
};

const valueOf = (element: XmlElement): PicklistValue => {
  const fullName = childText(element, 'fullName') ?? '';
  return {
    fullName,
    label: childText(element, 'label') ?? childText(element, 'masterLabel') ?? fullName,
    isActive: childText(element, 'isActive')?.trim() !== 'false',
    isDefault: isTrue(element, 'default'),
  };
};

const valueSetElements = (components: Components, valueSet: XmlElement): readonly XmlElement[] => {
  const shared = childText(valueSet, 'valueSetName')?.trim();
  if (shared === undefined) {
    const definition = valueSet.children.find(({ name }) => name === 'valueSetDefinition');
    return definition ? childrenNamed(definition, 'value') : [];
  }
  const global = components.get(`GlobalValueSet:${shared}`);
  return global ? childrenNamed(treeOf(global), 'customValue') : [];
};

/** Values of a picklist: its own, its global value set's, or those of the notation before API 38. */
const picklistOf = (components: Components, field: XmlElement): Pick<FieldSchema, 'picklist'> => {
  const valueSet = field.children.find(({ name }) => name === 'valueSet');
  const old = field.children.find(({ name }) => name === 'picklist');
  if (!valueSet && !old) return {};
  const values = valueSet ? valueSetElements(components, valueSet) : old ? childrenNamed(old, 'picklistValues') : [];
  const restricted = valueSet ? isTrue(valueSet, 'restricted') : old !== undefined && isTrue(old, 'restrictedPicklist');
  return { picklist: { restricted, values: values.map(valueOf) } };
};

const textsOf = (field: XmlElement): Partial<FieldSchema> => {
  const found = ['defaultValue', 'formula', 'relationshipName', 'deleteConstraint'].flatMap((name) => {
    const text = childText(field, name);
    return text === undefined ? [] : [[name, text]];
  });
  return Object.fromEntries(found) as Partial<FieldSchema>;
};

const numbersOf = (field: XmlElement): Partial<FieldSchema> => {
  const found = ['length', 'precision', 'scale'].flatMap((name) => {
    const number = numberIn(field, name);
    return number === undefined ? [] : [[name, number]];
  });
  return Object.fromEntries(found) as Partial<FieldSchema>;
};

/** Formula and roll-up types are their result's; these words say how the value comes about. */
export const isCalculated = (field: XmlElement): boolean =>
  childText(field, 'formula') !== undefined || childText(field, 'type') === 'Summary';

/** A field as tables need it; undefined for a standard field of which only switches were deployed (no type). */
export const fieldSchemaOf = (components: Components, component: StoredComponent): FieldSchema | undefined => {
  const field = treeOf(component);
  const type = childText(field, 'type')?.trim();
  if (type === undefined) return undefined;
  const name = component.fullName.slice(component.fullName.indexOf('.') + 1);
  return {
    name,
    id: component.id,
    label: childText(field, 'label') ?? name,
    type,
    custom: isCustomName(name),
    ...numbersOf(field),
    required: isTrue(field, 'required') || type === 'MasterDetail',
    externalId: isTrue(field, 'externalId'),
    unique: isTrue(field, 'unique'),
    caseSensitive: isTrue(field, 'caseSensitive'),
    ...textsOf(field),
    referenceTo: childrenNamed(field, 'referenceTo').map(({ text }) => text.trim()),
    ...picklistOf(components, field),
  };
};
