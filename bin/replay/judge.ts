import { unzipSync } from 'fflate';
import { canonicalFile, isMetadataXml } from '../../src/practice-org/metadata/package/component-files.ts';
import { shownVersion } from '../../src/practice-org/metadata/flows/flow-content.ts';
import { treeOf } from '../../src/practice-org/metadata/xml/parsed.ts';
import type { MetadataState, StoredComponent } from '../../src/practice-org/metadata/types.ts';
import { innerText, parseXml, sorted, type XmlElement } from '../../src/practice-org/metadata/xml/xml.ts';

/** One component that an org holds otherwise than another org, which is what it should be. */
export interface Difference {
  /** `Type:FullName`, in lower case: an org does not tell names apart by it. */
  readonly key: string;
  /** In words: what is there that should not be, is missing, or differs. */
  readonly what: string;
  /** The same piece by piece; a piece of an earlier difference that is still there has the same text. */
  readonly pieces: readonly Piece[];
}

/** One element or file that only one of two orgs has. */
export interface Piece {
  /** Name of the element, path of the file. */
  readonly part: string;
  readonly text: string;
}

/** A component as parts with names: elements of its XML, files; each says some texts. Equal parts say the same. */
type Parts = ReadonlyMap<string, readonly string[]>;

/** What an org says of every component, by key in lower case; components that say nothing are not there. */
export type Holdings = ReadonlyMap<string, Parts>;

/**
 * Reads an org from the inside: the judge shares neither the product's retrieve nor its comparison, only the practice
 * org's own idea of what it holds.
 */
export const holdingsOf = (state: MetadataState): Holdings => {
  const holdings = new Map<string, Parts>();
  for (const component of state.components.values()) {
    // The org makes one for each flow; which version is active decides over the flow's own content below.
    if (component.type === 'FlowDefinition') continue;
    const parts = partsOf(component, state);
    if (parts.size > 0) holdings.set(`${component.type}:${decodeURI(component.fullName)}`.toLowerCase(), parts);
  }
  return holdings;
};

const decodeURI = (name: string): string => {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
};

const known = new WeakMap<StoredComponent, Parts>();

const partsOf = (component: StoredComponent, { flows }: MetadataState): Parts => {
  if (component.type === 'Flow') return partsOfFlow(flows.get(component.fullName));
  const parts = known.get(component) ?? readParts(component);
  known.set(component, parts);
  return parts;
};

const partsOfFlow = (flow: Parameters<typeof shownVersion>[0] | undefined): Parts => {
  const version = flow && shownVersion(flow);
  if (version === undefined) return new Map();
  const isActive = version.status === 'Active' ? 'a version is active' : 'no version is active';
  const { children } = parseXml(version.content);
  return new Map([
    ['activity', [isActive]],
    ...elements(
      'Flow',
      children.filter(({ name }) => name !== 'status'),
    ),
  ]);
};

const readParts = (component: StoredComponent): Parts => {
  const { type, xml, files } = component;
  if (xml !== undefined) return new Map(elements(type, treeOf(component).children));
  const parts = new Map<string, readonly string[]>();
  for (const [path, bytes] of files)
    if (isMetadataXml(type, path))
      for (const [name, text] of elements(type, parseXml(canonicalFile(bytes)).children)) parts.set(name, text);
    else for (const [name, text] of content(path, bytes)) parts.set(name.toLowerCase(), [text]);
  return parts;
};

const zipStart = Buffer.from('PK\u0003\u0004');

/** A text without its line endings, an archive file by file, anything else byte by byte. */
const content = (path: string, bytes: Buffer): readonly (readonly [string, string])[] =>
  path.endsWith('.resource') && bytes.subarray(0, 4).equals(zipStart)
    ? Object.entries(unzipSync(bytes, { filter: ({ name }) => !name.endsWith('/') })).map(([name, entry]) => [
        `${path}/${name}`,
        Buffer.from(entry).toString('latin1'),
      ])
    : [[path, bytes.toString('latin1').replaceAll('\r\n', '\n').trimEnd()]];

const elements = (type: string, children: readonly XmlElement[]): [string, readonly string[]][] => {
  const said = children.flatMap((element) => saidBy(type, element) ?? []);
  return [...Map.groupBy(said, ({ name }) => name)].map(([name, list]) => [
    name,
    list.map((element) => innerText([sorted(element)]).trim()).sort(),
  ]);
};

const access = new Set(['Profile', 'PermissionSet', 'MutingPermissionSet']);
const nothing = new Set(['false', 'Hidden', 'None']);
/** Properties of an object that are not off when a file leaves them out (Metadata API guide, CustomObject; documented). */
const objectDefaults: Readonly<Record<string, string>> = {
  enableBulkApi: 'true',
  enableSharing: 'true',
  enableStreamingApi: 'true',
  visibility: 'Public',
};
const objectDefault = (name: string): string => objectDefaults[name] ?? 'false';
const values = new Set(['value', 'customValue', 'standardValue']);

const has = ({ children }: XmlElement, name: string, text: string): boolean =>
  children.some((child) => child.name === name && child.text.trim() === text);

const isNil = ({ children }: XmlElement): boolean =>
  children.some(({ name, text, children: inner }) => name === 'value' && text.trim() === '' && inner.length === 0);

/** What means nothing in one kind of component, element by element. */
const isSilent = (type: string, element: XmlElement): boolean => {
  const { name, text, children } = element;
  // A picklist value that is switched off: an org keeps it for good.
  if (values.has(name) && has(element, 'isActive', 'false')) return true;
  // A property of an object that is as it is by default; an action that is not overridden.
  if (type === 'CustomObject' && text === objectDefault(name)) return true;
  if (type === 'CustomObject' && name === 'actionOverrides' && has(element, 'type', 'Default')) return true;
  // A value of a custom metadata record that is nil: as good as none.
  if (type === 'CustomMetadata' && name === 'values' && isNil(element)) return true;
  // Access that gives nothing: all but the name of what it is about says so.
  const said = children.filter((child) => !nothing.has(child.text.trim()));
  return access.has(type) && children.length > 1 && said.length === 1;
};

/** An element as it counts: without what means nothing, text without its edges. Undefined when nothing is left. */
const saidBy = (type: string, element: XmlElement): XmlElement | undefined => {
  if (isSilent(type, element)) return undefined;
  const { name, children } = element;
  const isTranslation = type.endsWith('Translation') || type === 'Translations';
  if (children.length === 0) {
    // An org does not tell names apart by their case, and keeps the spelling of the first deploy.
    const text = name === 'fullName' ? element.text.trim().toLowerCase() : element.text.trim();
    return isTranslation && text === '' ? undefined : { ...element, text };
  }
  const inner = isTranslation ? type : '';
  const said = children
    .filter((child) => !(values.has(name) && child.name === 'isActive' && child.text === 'true'))
    .flatMap((child) => saidBy(inner, child) ?? []);
  // What is translated stands in no order.
  return { ...element, children: isTranslation ? said.sort(byText) : said };
};

const byText = (one: XmlElement, other: XmlElement): number => (innerText([one]) < innerText([other]) ? -1 : 1);

/** Every component that is not the same in both, sorted by key. */
export const differencesBetween = (held: Holdings, wanted: Holdings): readonly Difference[] =>
  [...new Set([...held.keys(), ...wanted.keys()])].sort().flatMap((key) => {
    const difference = differenceOf(held.get(key), wanted.get(key));
    return difference === undefined ? [] : [{ key, ...difference }];
  });

const differenceOf = (held: Parts | undefined, wanted: Parts | undefined): Omit<Difference, 'key'> | undefined => {
  if (held === undefined) return whole('is missing');
  if (wanted === undefined) return tooMuch(held);
  const parts = [...new Set([...held.keys(), ...wanted.keys()])].filter(
    (part) => held.get(part)?.join('\n') !== wanted.get(part)?.join('\n'),
  );
  if (parts.length === 0) return undefined;
  const said = parts.map((part) => ({ part, ...change(held.get(part), wanted.get(part)) }));
  return {
    what: `differs in ${said
      .slice(0, 4)
      .map(({ part, words }) => `${part} (${words})`)
      .join(', ')}`,
    pieces: said.flatMap(({ part, texts }) => texts.map((text) => ({ part, text }))),
  };
};

const whole = (what: string): Omit<Difference, 'key'> => ({ what, pieces: [{ part: '', text: what }] });

/** Piece by piece: a plan may name each element of a component that cannot be deleted. */
const tooMuch = (held: Parts): Omit<Difference, 'key'> => ({
  what: 'should not be there',
  pieces: [...held].map(([part, texts]) => ({ part, text: texts.join('\n') })),
});

/** What only one of two parts says, or that they say it another number of times: all of it, and the first line of each. */
const change = (
  held: readonly string[] = [],
  wanted: readonly string[] = [],
): { readonly words: string; readonly texts: readonly string[] } => {
  const [more, less] = [without(held, wanted), without(wanted, held)];
  return {
    words: `${firstLine(more, less)} instead of ${firstLine(less, more)}`,
    texts:
      more.length + less.length > 0 ? [...more.map((text) => `+${text}`), ...less.map((text) => `-${text}`)] : ['×'],
  };
};

const without = (texts: readonly string[], others: readonly string[]): readonly string[] => {
  const known = new Set(others);
  return texts.filter((text) => !known.has(text));
};

const firstLine = (texts: readonly string[], others: readonly string[]): string => {
  const lines = new Set(others.join('\n').split('\n'));
  const own = texts
    .join('\n')
    .split('\n')
    .find((line) => !lines.has(line));
  return own === undefined || own === '' ? 'nothing' : own.trim().slice(0, 100);
};
