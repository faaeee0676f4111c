import type { ComponentContent } from './content.ts';
import { childText } from './entries.ts';
import type { XmlElement } from '../xml/xml-element.ts';

/** Where a type keeps its list of values: the elements down to the list, and the element of one value. */
interface ListPlace {
  readonly path: readonly string[];
  readonly value: string;
}

const places: Readonly<Record<string, ListPlace>> = {
  CustomField: { path: ['valueSet', 'valueSetDefinition'], value: 'value' },
  GlobalValueSet: { path: [], value: 'customValue' },
  StandardValueSet: { path: [], value: 'standardValue' },
};

const placeOf = (type: string): ListPlace => places[type] ?? { path: [], value: 'value' };

/** The values of a local picklist, a global or a standard value set, by API name; empty for anything else. */
export const valuesOf = (content: ComponentContent | undefined): ReadonlyMap<string, XmlElement> => {
  if (content?.xml === undefined) return new Map();
  const { path, value } = placeOf(content.type);
  let at: XmlElement | undefined = content.xml;
  for (const name of path) at = at?.children.find((child) => child.name === name);
  const values = at?.children.filter(({ name }) => name === value) ?? [];
  return new Map(values.map((element) => [childText(element, 'fullName'), element]));
};

/** A root whose list of values is another one; everything else in it stays. */
export const withValues = (root: XmlElement, type: string, values: readonly XmlElement[]): XmlElement => {
  const { path, value } = placeOf(type);
  const replace = (element: XmlElement, [next, ...rest]: readonly string[]): XmlElement => {
    if (next !== undefined)
      return {
        ...element,
        children: element.children.map((child) => (child.name === next ? replace(child, rest) : child)),
      };
    const others = element.children.filter(({ name }) => name !== value);
    const at = element.children.findIndex(({ name }) => name === value);
    const place = at < 0 ? others.length : at;
    const { text: _text, ...plain } = element;
    return { ...plain, children: [...others.slice(0, place), ...values, ...others.slice(place)] };
  };
  return replace(root, path);
};

/** Values that a file left out once: the org keeps them, switched off (meta_customvalue.htm; documented). */
export const isInactive = (value: XmlElement): boolean => childText(value, 'isActive') === 'false';
