import type { Comparison } from '../../release/delta/comparison.ts';
import { keyOf } from '../../release/metadata/component.ts';
import type { ComponentContent } from '../../release/content/content.ts';
import type { ChangeKind, ComponentChange, EntryChange, FileChange } from '../../release/delta/delta.ts';
import { isText, plainFile } from '../../release/delta/same-file.ts';
import type { XmlElement } from '../../release/xml/xml-element.ts';
import { elementLines, entryName } from './entry-words.ts';
import { fileHunks, hunksOf, type Hunk } from './line-diff.ts';

/** One piece of a changed component that is shown by itself: an entry, a file, or its XML as a whole. */
export interface Part {
  readonly kind: ChangeKind;
  readonly of: 'entry' | 'file' | 'xml';
  /** Name of the entry, path of the file; for a whole XML the path of the file that holds it. */
  readonly title: string;
  /** Absent for what is no text, and for what is not there to be shown. */
  readonly hunks?: readonly Hunk[];
  /** Bytes at each end, for what is no text. */
  readonly sizes?: { readonly from: number; readonly to: number };
}

/** Everything a changed component is different in. Of an added or removed one that is all it holds. */
export const partsOf = (change: ComponentChange, { contents }: Pick<Comparison, 'contents'>): readonly Part[] => {
  const from = contents?.from.get(keyOf(change));
  const to = contents?.to.get(keyOf(change));
  if (change.kind === 'changed')
    return [
      ...change.entries.map((entry) => entryPart(entry, change.type)),
      ...change.files.map((file) => filePart(file, { change, from, to })),
    ];
  const whole = change.kind === 'added' ? to : from;
  if (whole === undefined) return [];
  return [
    ...(whole.xml === undefined ? [] : [xmlPart(change, whole.xml)]),
    ...[...whole.files.keys()].map((path) => filePart({ kind: change.kind, path }, { change, from, to })),
  ];
};

const joined = (element: XmlElement | undefined, type: string): string | undefined =>
  element === undefined ? undefined : `${elementLines(element, type).join('\n')}\n`;

const entryPart = (entry: EntryChange, type: string): Part => {
  const { kind, order } = entry;
  const hunks =
    order === undefined
      ? hunksOf(joined(entry.from, type), joined(entry.to, type))
      : hunksOf(`${order.from.join('\n')}\n`, `${order.to.join('\n')}\n`);
  return { kind, of: 'entry', title: order === undefined ? entryName(entry) : `order of ${entryName(entry)}`, hunks };
};

const xmlPart = ({ kind, type, fullName, paths }: ComponentChange, xml: XmlElement): Part => {
  const text = joined(xml, type);
  const title = [...paths.to, ...paths.from].find((path) => path.endsWith('.xml')) ?? `${type}:${fullName}`;
  return { kind, of: 'xml', title, hunks: kind === 'added' ? hunksOf(undefined, text) : hunksOf(text, undefined) };
};

interface Ends {
  readonly change: ComponentChange;
  readonly from: ComponentContent | undefined;
  readonly to: ComponentContent | undefined;
}

const filePart = ({ kind, path }: FileChange, { change, from, to }: Ends): Part => {
  const was = from?.files.get(path);
  const is = to?.files.get(path);
  const { paths } = change;
  const title = [...paths.to, ...paths.from].find((whole) => whole.endsWith(`/${path}`)) ?? path;
  const part = { kind, of: 'file', title } as const;
  if (was === undefined && is === undefined) return part;
  if ([was, is].some((bytes) => bytes !== undefined && !isText(bytes)))
    return { ...part, sizes: { from: was?.length ?? 0, to: is?.length ?? 0 } };
  return { ...part, hunks: fileHunks(textOf(was), textOf(is)) };
};

const textOf = (bytes: Uint8Array | undefined): string | undefined =>
  bytes === undefined ? undefined : new TextDecoder().decode(plainFile(bytes));
