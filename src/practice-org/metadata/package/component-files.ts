import { typeNamed } from '../registry.ts';
import { decoded } from './zip-components.ts';
import { canonicalDocument, documentAround, metadataNamespace, parseXml } from '../xml/xml.ts';
import type { StoredComponent } from '../types.ts';

/** Whether a file of a component is metadata XML that the org rewrites, not content it keeps byte for byte. */
export const isMetadataXml = (type: string, path: string): boolean =>
  path.endsWith('-meta.xml') || typeNamed(type)?.layout === 'xml';

/** Types whose content file is useless without its companion, and the other way round. */
const pairs = new Set(['ApexClass', 'ApexTrigger', 'ApexPage', 'ApexComponent', 'StaticResource']);

/** The half that is missing of a content file and its `-meta.xml`, or undefined. */
export const missingHalf = (type: string, files: ReadonlyMap<string, Buffer>): string | undefined => {
  if (!pairs.has(type)) return undefined;
  const paths = [...files.keys()];
  const path = paths[0] ?? '';
  if (!paths.some((name) => name.endsWith('-meta.xml'))) return `${path}-meta.xml`;
  return paths.every((name) => name.endsWith('-meta.xml')) ? path.slice(0, -'-meta.xml'.length) : undefined;
};

const canonicalFiles = new WeakMap<Buffer, Buffer>();

/** The file as Salesforce would write it; computed once per buffer. Throws `XmlProblem`. */
export const canonicalFile = (bytes: Buffer): Buffer => {
  const known = canonicalFiles.get(bytes);
  if (known) return known;
  const written = canonicalDocument(parseXml(bytes));
  const canonical = written.equals(bytes) ? bytes : written;
  canonicalFiles.set(bytes, canonical);
  return canonical;
};

const sameFile = (type: string, path: string, [a, b]: readonly [Buffer, Buffer]): boolean =>
  a.equals(b) || (isMetadataXml(type, path) && canonicalFile(a).equals(canonicalFile(b)));

/** Whether two sets of files say the same: XML by meaning, everything else by bytes. */
export const sameFiles = (
  type: string,
  stored: ReadonlyMap<string, Buffer>,
  incoming: ReadonlyMap<string, Buffer>,
): boolean => {
  if (stored.size !== incoming.size) return false;
  const byName = new Map([...stored].map(([path, bytes]) => [decoded(path), bytes]));
  for (const [path, bytes] of incoming) {
    const before = byName.get(decoded(path));
    if (!before || !sameFile(type, path, [before, bytes])) return false;
  }
  return true;
};

/** Zip path of a component whose XML the org writes itself. */
export const pathOf = ({ type, fullName }: Pick<StoredComponent, 'type' | 'fullName'>): string => {
  const known = typeNamed(type);
  return `${known?.directoryName ?? type}/${fullName}.${known?.suffix ?? 'xml'}`;
};

const instance = 'http://www.w3.org/2001/XMLSchema-instance';
const schema = 'http://www.w3.org/2001/XMLSchema';

/** A document of the given root around stored inner text, with the namespaces that the text uses. */
export const documentOf = (root: string, inner: string): Buffer => {
  const attributes: Record<string, string> = { xmlns: metadataNamespace };
  if (root === 'CustomMetadata' || inner.includes('xsi:')) attributes['xmlns:xsi'] = instance;
  if (root === 'CustomMetadata' || inner.includes('xsd:')) attributes['xmlns:xsd'] = schema;
  return documentAround({ name: root, attributes, children: [], text: '' }, inner);
};
