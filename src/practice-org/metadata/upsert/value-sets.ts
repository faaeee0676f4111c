import { DeployProblem } from '../state/draft.ts';
import { childText, leaf, type XmlElement } from '../xml/xml.ts';

const nameOf = (value: XmlElement): string => childText(value, 'fullName') ?? '';

const labelOf = (value: XmlElement): string => (childText(value, 'label') ?? nameOf(value)).toLowerCase();

const deactivated = (value: XmlElement): XmlElement => ({
  ...value,
  children: [
    ...value.children
      .filter(({ name }) => name !== 'isActive')
      .map((child) => (child.name === 'default' ? leaf('default', 'false') : child)),
    leaf('isActive', 'false'),
  ],
});

const refuseDuplicates = (values: readonly XmlElement[]): void => {
  const labels = new Set<string>();
  for (const value of values) {
    const label = labelOf(value);
    if (labels.has(label)) throw new DeployProblem(`Duplicate label: ${childText(value, 'label') ?? nameOf(value)}`);
    labels.add(label);
  }
};

/**
 * Values as sent, then those the file leaves out, deactivated: records keep them (meta_customvalue.htm; documented).
 * A value that comes back under another name but the same label meets its deactivated twin: "Duplicate label"
 * (sfdx-hardis deployment tips; folklore).
 */
const keepMissing = (stored: readonly XmlElement[], sent: readonly XmlElement[]): readonly XmlElement[] => {
  const names = new Set(sent.map(nameOf));
  const values = [...sent, ...stored.filter((value) => !names.has(nameOf(value))).map(deactivated)];
  refuseDuplicates(values);
  return values;
};

const split = (elements: readonly XmlElement[], tag: string): [XmlElement[], XmlElement[]] => [
  elements.filter(({ name }) => name === tag),
  elements.filter(({ name }) => name !== tag),
];

/** Merges the values of one element's children; everything else is as sent. */
const mergeValues = (stored: readonly XmlElement[], sent: readonly XmlElement[], tag: string): XmlElement[] => {
  const [sentValues, rest] = split(sent, tag);
  const [storedValues] = split(stored, tag);
  return [...rest, ...keepMissing(storedValues, sentValues)];
};

/** Element of a value in the files of the types that hold values. */
const valueTags: Readonly<Record<string, string>> = {
  GlobalValueSet: 'customValue',
  StandardValueSet: 'standardValue',
};

export const holdsValues = (type: string): boolean => Object.hasOwn(valueTags, type);

/** Own elements of a global or standard value set after a deploy. A standard set may not be empty (documented). */
export const mergeValueSet = (
  type: string,
  stored: readonly XmlElement[],
  sent: readonly XmlElement[],
): readonly XmlElement[] => {
  const tag = valueTags[type] ?? '';
  if (type === 'StandardValueSet' && !sent.some(({ name }) => name === tag))
    throw new DeployProblem(`Required field is missing: ${tag}`);
  return mergeValues(stored, sent, tag);
};

const childNamed = (element: XmlElement | undefined, name: string): XmlElement | undefined =>
  element?.children.find((child) => child.name === name);

const replaceChild = (element: XmlElement, replacement: XmlElement): XmlElement => ({
  ...element,
  children: element.children.map((child) => (child.name === replacement.name ? replacement : child)),
});

/** What a dependent picklist hangs on can be changed but not taken away (Gearset 4046001; folklore). */
const keepDependency = (stored: XmlElement, sent: XmlElement): XmlElement => {
  const lost = ['controllingField', 'valueSettings'].filter(
    (name) => childNamed(stored, name) && !childNamed(sent, name),
  );
  return { ...sent, children: [...sent.children, ...stored.children.filter(({ name }) => lost.includes(name))] };
};

const mergeNewNotation = (stored: XmlElement, sent: XmlElement): XmlElement => {
  const [storedSet, sentSet] = [childNamed(stored, 'valueSet'), childNamed(sent, 'valueSet')];
  if (!storedSet || !sentSet) return sent;
  const dependent = keepDependency(storedSet, sentSet);
  const [from, to] = [childNamed(storedSet, 'valueSetDefinition'), childNamed(sentSet, 'valueSetDefinition')];
  if (!from || !to) return replaceChild(sent, dependent);
  const definition = { ...to, children: mergeValues(from.children, to.children, 'value') };
  return replaceChild(sent, replaceChild(dependent, definition));
};

const mergeOldNotation = (stored: XmlElement, sent: XmlElement): XmlElement => {
  const [from, to] = [childNamed(stored, 'picklist'), childNamed(sent, 'picklist')];
  if (!from || !to) return sent;
  return replaceChild(sent, { ...to, children: mergeValues(from.children, to.children, 'picklistValues') });
};

/** A custom field as sent, except for picklist values and dependencies that a deploy cannot take away. */
export const mergeField = (stored: XmlElement, sent: XmlElement): XmlElement =>
  mergeOldNotation(stored, mergeNewNotation(stored, sent));
