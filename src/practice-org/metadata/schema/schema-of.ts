import { fieldSchemaOf } from './field-schema.ts';
import { isCustomName, memberOf, objectOf } from '../names.ts';
import type { FieldSchema, ObjectKind, ObjectSchema, OrgSchema, RecordTypeSchema } from './org-schema.ts';
import { treeOf } from '../xml/parsed.ts';
import type { MetadataState, StoredComponent } from '../types.ts';
import { childText, type XmlElement } from '../xml/xml.ts';

type Components = ReadonlyMap<string, StoredComponent>;

const kindBySuffix: Readonly<Record<string, ObjectKind>> = {
  __mdt: 'customMetadata',
  __e: 'platformEvent',
  __b: 'bigObject',
  __x: 'external',
};

const kindOf = (name: string, root: XmlElement): ObjectKind => {
  const setting = childText(root, 'customSettingsType');
  if (setting !== undefined) return setting === 'List' ? 'customSettingList' : 'customSettingHierarchy';
  if (!isCustomName(name)) return 'standard';
  return kindBySuffix[/__[a-z]+$/i.exec(name)?.[0].toLowerCase() ?? ''] ?? 'custom';
};

const nameFieldOf = (root: XmlElement): ObjectSchema['nameField'] => {
  const field = root.children.find(({ name }) => name === 'nameField');
  const displayFormat = field && childText(field, 'displayFormat');
  return {
    type: field && childText(field, 'type') === 'AutoNumber' ? 'AutoNumber' : 'Text',
    label: (field && childText(field, 'label')) ?? 'Name',
    ...(displayFormat === undefined ? {} : { displayFormat }),
  };
};

const recordTypeOf = (component: StoredComponent): RecordTypeSchema => {
  const element = treeOf(component);
  const developerName = memberOf(component.fullName);
  return {
    developerName,
    id: component.id,
    label: childText(element, 'label') ?? developerName,
    active: childText(element, 'active')?.trim() !== 'false',
  };
};

interface Members {
  readonly fields: FieldSchema[];
  readonly recordTypes: RecordTypeSchema[];
}

const objectSchemaOf = (component: StoredComponent, { fields, recordTypes }: Members): ObjectSchema => {
  const root = treeOf(component);
  const label = childText(root, 'label') ?? component.fullName;
  return {
    name: component.fullName,
    id: component.id,
    label,
    pluralLabel: childText(root, 'pluralLabel') ?? label,
    kind: kindOf(component.fullName, root),
    nameField: nameFieldOf(root),
    fields: new Map(fields.map((field) => [field.name, field])),
    recordTypes,
  };
};

const membersByObject = (components: Components, wanted: (object: string) => boolean): Map<string, Members> => {
  const members = new Map<string, Members>();
  for (const component of components.values()) {
    if (component.type !== 'CustomField' && component.type !== 'RecordType') continue;
    const object = objectOf(component.fullName);
    if (!wanted(object)) continue;
    const own = members.get(object) ?? { fields: [], recordTypes: [] };
    const field = component.type === 'CustomField' ? fieldSchemaOf(components, component) : undefined;
    if (field) own.fields.push(field);
    if (component.type === 'RecordType') own.recordTypes.push(recordTypeOf(component));
    members.set(object, own);
  }
  return members;
};

/** The schema of some objects, in the order in which they were deployed. */
export const schemaOfObjects = (components: Components, wanted: (object: string) => boolean): OrgSchema => {
  const members = membersByObject(components, wanted);
  const schema = new Map<string, ObjectSchema>();
  for (const component of components.values())
    if (component.type === 'CustomObject' && wanted(component.fullName))
      schema.set(
        component.fullName,
        objectSchemaOf(component, members.get(component.fullName) ?? { fields: [], recordTypes: [] }),
      );
  return schema;
};

/** All objects of an org as far as metadata describes them. */
export const schemaOf = (state: MetadataState): OrgSchema => schemaOfObjects(state.components, () => true);
