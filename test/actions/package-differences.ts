import { readZip } from '../../src/gateways/zip/zip-reader.ts';
import { canonicalText } from '../../src/release/xml/canonical-xml.ts';
import type { XmlElement } from '../../src/release/xml/xml-element.ts';
import { decodeXml, parseXml } from '../../src/release/xml/xml-parse.ts';

/** Files of a package by path. */
export type Entries = ReadonlyMap<string, Buffer>;

/** One path, ours and theirs; a side is absent where the path is. */
interface Pair {
  readonly path: string;
  readonly ours: Buffer | undefined;
  readonly theirs: Buffer | undefined;
}

/** Every way in which our package may differ from that of Salesforce's library, and how it is known to be that. */
const explanations: Readonly<Record<string, (pair: Pair) => Promise<boolean> | boolean>> = {
  'tests of a Lightning component stay at home; the library sends them unless .forceignore says otherwise': ({
    path: file,
    ours,
  }) => ours === undefined && file.includes('/__tests__/'),
  'an expanded static resource holds the same files, zipped at a fixed time': ({ path: file, ours, theirs }) =>
    file.endsWith('.resource') && sameFiles(ours, theirs),
  'text keeps its edges; the library trims it': ({ ours, theirs }) =>
    sameXml(ours, theirs, (element) =>
      element.text === undefined ? element : { ...element, text: element.text.trim() },
    ),
  'a translation split over package directories is put together; the library drops what all but one parent say': ({
    path: file,
    ours,
    theirs,
  }) => file.startsWith('objectTranslations/') && holdsAll(ours, theirs),
  'a Workflow is named beside its rules, whatever preset keeps them': ({ path: file, ours, theirs }) =>
    file === 'package.xml' && sameXml(ours, theirs, withoutWorkflow),
};

const sameFiles = async (ours: Buffer | undefined, theirs: Buffer | undefined): Promise<boolean> => {
  if (ours === undefined || theirs === undefined) return false;
  const [left, right] = [await readZip(ours), await readZip(theirs)];
  return left.size === right.size && [...left].every(([name, bytes]) => right.get(name)?.equals(bytes));
};

const rootOf = (bytes: Buffer): XmlElement | undefined => {
  try {
    return parseXml(decodeXml(bytes));
  } catch {
    return undefined;
  }
};

type Change = (element: XmlElement) => XmlElement;

const changed = (element: XmlElement, change: Change): XmlElement =>
  change({ ...element, children: element.children.map((child) => changed(child, change)) });

const sameXml = (ours?: Buffer, theirs?: Buffer, change: Change = (element) => element): boolean => {
  const [left, right] = [ours && rootOf(ours), theirs && rootOf(theirs)];
  if (left === undefined || right === undefined) return false;
  return canonicalText(changed(left, change), left.name) === canonicalText(changed(right, change), right.name);
};

const withoutWorkflow: Change = (element) => ({
  ...element,
  children: element.children.filter(
    (child) => !child.children.some(({ name, text }) => name === 'name' && text === 'Workflow'),
  ),
});

const holdsAll = (ours?: Buffer, theirs?: Buffer): boolean => {
  const [left, right] = [ours && rootOf(ours), theirs && rootOf(theirs)];
  const held = new Set(left?.children.map((child) => canonicalText(child, left.name)));
  return right !== undefined && right.children.every((child) => held.has(canonicalText(child, right.name)));
};

/**
 * Where our package differs from that of Salesforce's library, by explanation; what has none is under `unexplained`. XML
 * counts by what it says.
 */
export const packageDifferences = async (ours: Entries, theirs: Entries): Promise<Record<string, string[]>> => {
  const found: Record<string, string[]> = {};
  for (const file of new Set([...ours.keys(), ...theirs.keys()])) {
    const pair = { path: file, ours: ours.get(file), theirs: theirs.get(file) };
    if ((pair.ours && pair.theirs?.equals(pair.ours)) || sameXml(pair.ours, pair.theirs)) continue;
    let why = 'unexplained';
    for (const [reason, holds] of Object.entries(explanations))
      if (why === 'unexplained' && (await holds(pair))) why = reason;
    (found[why] ??= []).push(file);
  }
  return found;
};
