import { parse } from 'yaml';
import { compareText, type ComponentId } from '../metadata/component.ts';
import type { ComponentContent } from '../content/content.ts';
import type { ChildType, MetadataTypes, RegistryType } from '../metadata/metadata-types.ts';
import type { XmlElement } from '../xml/xml-element.ts';

/** The file of a package that a component shares with others: `CustomField:Account.Risk__c` lies in `Account.object`. */
export interface Container {
  readonly type: RegistryType;
  /** Full name of the component whose file it is: `Account`, `CustomLabels`. */
  readonly fullName: string;
  /** Present for a child. */
  readonly child?: ChildType;
}

interface Parent {
  readonly type: RegistryType;
  readonly child: ChildType;
}

/** Tells what file a component lies in; undefined for a component that shares no file. */
export type FindContainer = (component: ComponentId) => Container | undefined;

/** Children lie where the registry itself says, whatever presets a version has: the org knows no presets. */
export const containerFinder = (types: MetadataTypes): FindContainer => {
  const parents = new Map<string, Parent>();
  for (const [parent, children] of types.children) {
    const type = types.typeOf(parent.toLowerCase());
    if (type !== undefined) for (const child of children.values()) parents.set(child.name, { type, child });
  }
  return ({ type, fullName }) => {
    const own = types.children.has(type) ? types.typeOf(type.toLowerCase()) : undefined;
    if (own !== undefined) return { type: own, fullName };
    const parent = parents.get(type);
    if (parent === undefined || parent.type.strategies?.adapter === 'digitalExperience') return undefined;
    return { ...parent, fullName: parent.child.alone ? parent.type.name : fullName.slice(0, fullName.indexOf('.')) };
  };
};

/** What is put into one file together: each content with the child it is, or none for the parent's own content. */
export interface Part {
  readonly content: ComponentContent;
  readonly child?: ChildType | undefined;
}

/**
 * The root of a file that holds exactly these parts: what the parent itself says first, then the children by element
 * and name, as Salesforce's library orders them. A parent that is not among the parts says nothing, so that a field can
 * be sent without its object.
 */
export const compose = (type: string, parts: readonly Part[]): XmlElement => {
  const own = parts.find(({ child }) => child === undefined)?.content.xml;
  const children = parts
    .filter(({ child }) => child !== undefined)
    .toSorted((one, other) => compareText(placeOf(one), placeOf(other)))
    .flatMap(({ content: { xml }, child }) => (xml && child ? [{ ...xml, name: child.element }] : []));
  return gathered({ ...(own ?? { name: type, children: [] }), children: [...(own?.children ?? []), ...children] });
};

const placeOf = ({ content, child }: Part): string => `${child?.element ?? ''}\0${content.fullName}`;

/**
 * The same element with equal names side by side, each where the first of them was. Order across names means nothing,
 * but the platform refuses equal names apart: "Element fields is duplicated at this location in type CustomObject".
 */
export const gathered = (element: XmlElement): XmlElement => {
  if (element.children.length === 0) return element;
  const groups = Map.groupBy(element.children, ({ name }) => name);
  return { ...element, children: [...groups.values()].flat().map(gathered) };
};

/**
 * The XML of a component by itself. A schema that a preset keeps as YAML goes back to JSON where the registration says
 * that it is JSON: the org takes no other.
 */
export const ownXml = ({ type, xml }: ComponentContent): XmlElement | undefined => {
  if (xml === undefined) return undefined;
  if (type !== 'ExternalServiceRegistration') return gathered(xml);
  const isJson = xml.children.some(({ name, text }) => name === 'schemaUploadFileExtension' && text === 'json');
  const children = xml.children.map((child) =>
    child.name === 'schema' && isJson ? { ...child, text: asJson(child.text ?? '') } : child,
  );
  return gathered({ ...xml, children });
};

const asJson = (schema: string): string => JSON.stringify(parse(schema), undefined, 2);
