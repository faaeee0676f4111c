import { compareText } from '../../release/metadata/component.ts';
import type { XmlElement } from '../../release/xml/xml-element.ts';
import { decodeXml, parseXml } from '../../release/xml/xml-parse.ts';
import { writeXml } from '../../release/xml/xml-write.ts';

/** Files of several chunks as one set. A file that came whole in each is kept byte for byte. */
export const joinEntries = (chunks: readonly ReadonlyMap<string, Buffer>[]): ReadonlyMap<string, Buffer> => {
  const joined = new Map<string, Buffer>();
  for (const entries of chunks)
    for (const [path, bytes] of entries) {
      const before = joined.get(path);
      joined.set(path, before === undefined || before.equals(bytes) ? bytes : joinPieces(before, bytes));
    }
  return joined;
};

/**
 * One file out of two pieces of it: a profile retrieved with one part of the org says other things than with another
 * part. Elements that both say are kept once. Throws `XmlError` when a piece is not XML.
 */
const joinPieces = (one: Buffer, other: Buffer): Buffer => {
  const root = parseXml(decodeXml(one));
  const children = new Map([root, parseXml(decodeXml(other))].flatMap((piece) => piece.children.map(keyed)));
  // Metadata XML wants elements of one name together; the sort keeps their order among themselves.
  const sorted = [...children.values()].sort((a, b) => compareText(a.name, b.name));
  return Buffer.from(writeXml({ ...root, children: sorted }));
};

const keyed = (element: XmlElement): [string, XmlElement] => [JSON.stringify(element), element];
