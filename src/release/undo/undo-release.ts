import { applyPatch, structuredPatch } from 'diff';
import { compareContents } from '../delta/compare-contents.ts';
import {
  compareComponents,
  compareText,
  parseKey,
  type ComponentId,
  type ComponentKey,
} from '../metadata/component.ts';
import type { ComponentContent } from '../content/content.ts';
import type { Delta } from '../delta/delta.ts';
import { alignEntries, applyEdits, isSameList } from '../content/entries.ts';
import type { GitContents } from '../plan/plan-input.ts';
import type { EntryEdit, UndoConflict } from '../plan/plan.ts';
import { isSameFile } from '../delta/same-file.ts';
import type { XmlElement } from '../xml/xml-element.ts';

/** A release in the middle: before it, what it made, and what the latest release made of that. */
export interface MiddleRelease {
  readonly previous: GitContents;
  readonly released: GitContents;
  readonly current: GitContents;
}

/** What the latest release is without the one that is undone. */
export interface Inverse {
  readonly from: GitContents;
  readonly to: GitContents;
  readonly delta: Delta;
  /** What a later release changed as well: there `to` keeps what the later release made. */
  readonly conflicts: readonly UndoConflict[];
}

/**
 * Takes one release out and leaves the later ones in: a three-way merge of the latest release with the step back from
 * the release to the one before it, for every component named. Entries and files are merged on their own, text files
 * line by line. Pure; nothing is guessed: what cannot be merged is a conflict.
 */
export const invertRelease = (sides: MiddleRelease, components: Iterable<ComponentKey>): Inverse => {
  const from = new Map<ComponentKey, ComponentContent>();
  const to = new Map<ComponentKey, ComponentContent>();
  const conflicts: UndoConflict[] = [];
  for (const key of components) {
    const current = sides.current.get(key);
    const merged = mergeComponent(parseKey(key), {
      released: sides.released.get(key),
      previous: sides.previous.get(key),
      current,
    });
    if (current !== undefined) from.set(key, current);
    if (merged.content !== undefined) to.set(key, merged.content);
    conflicts.push(...merged.conflicts);
  }
  return { from, to, delta: deltaOf(from, to), conflicts };
};

const deltaOf = (from: GitContents, to: GitContents): Delta => ({
  changes: [...new Set([...from.keys(), ...to.keys()])]
    .flatMap((key) => compareContents(from.get(key), to.get(key)) ?? [])
    .sort(compareComponents),
  unclaimed: [],
  unreadable: [],
  formattingOnly: [],
  moved: [],
});

type Sides<Part> = Readonly<Record<'released' | 'previous' | 'current', Part>>;

interface Merged {
  readonly content: ComponentContent | undefined;
  readonly conflicts: readonly UndoConflict[];
}

const isSame = (one: ComponentContent | undefined, other: ComponentContent | undefined): boolean =>
  one === undefined || other === undefined ? one === other : compareContents(one, other) === undefined;

const mergeComponent = (component: ComponentId, sides: Sides<ComponentContent | undefined>): Merged => {
  const { released, previous, current } = sides;
  if (isSame(current, released)) return { content: previous, conflicts: [] };
  if (isSame(previous, released) || isSame(current, previous)) return { content: current, conflicts: [] };
  if (released === undefined || previous === undefined || current === undefined)
    return { content: current, conflicts: [{ component }] };
  return mergeInside(component, { released, previous, current });
};

const mergeInside = (component: ComponentId, sides: Sides<ComponentContent>): Merged => {
  const { released, previous, current } = sides;
  const xml = mergeXml(component, { released: released.xml, previous: previous.xml, current: current.xml });
  const files = mergeFiles(component, sides);
  const content: ComponentContent = {
    ...current,
    ...(xml.root !== undefined && { xml: xml.root }),
    files: files.files,
  };
  return { content, conflicts: [...xml.conflicts, ...files.conflicts] };
};

/** What a three-way merge takes: the later change, the step back, or nothing when both changed the same thing. */
const choose = (
  isSamePart: (one: 'released' | 'previous', other: 'current' | 'previous' | 'released') => boolean,
): 'current' | 'previous' | undefined => {
  if (isSamePart('released', 'current')) return 'previous';
  return isSamePart('previous', 'released') || isSamePart('previous', 'current') ? 'current' : undefined;
};

const mergeXml = (
  component: ComponentId,
  roots: Sides<XmlElement | undefined>,
): { readonly root: XmlElement | undefined; readonly conflicts: readonly UndoConflict[] } => {
  const { type } = component;
  const edits: EntryEdit[] = [];
  const conflicts: UndoConflict[] = [];
  for (const { section, key, elements } of alignEntries(type, roots)) {
    const entry = { section, ...(key !== undefined && { key }) };
    const chosen = choose((one, other) => isSameList(type, elements[one], elements[other]));
    if (chosen === undefined) conflicts.push({ component, entry });
    else if (chosen === 'previous') edits.push({ ...entry, elements: elements.previous });
  }
  const root = roots.current ?? roots.previous;
  return { root: root === undefined ? undefined : applyEdits(root, edits, type), conflicts };
};

const mergeFiles = (
  component: ComponentId,
  { released, previous, current }: Sides<ComponentContent>,
): { readonly files: ComponentContent['files']; readonly conflicts: readonly UndoConflict[] } => {
  const files = new Map(current.files);
  const conflicts: UndoConflict[] = [];
  const paths = new Set([released, previous, current].flatMap((content) => [...content.files.keys()]));
  for (const path of [...paths].sort(compareText)) {
    const parts = {
      released: released.files.get(path),
      previous: previous.files.get(path),
      current: current.files.get(path),
    };
    const chosen = choose((one, other) => isSameBytes(parts[one], parts[other]));
    const merged = chosen === undefined ? mergeText(parts) : parts[chosen];
    if (chosen === undefined && merged === undefined) conflicts.push({ component, path });
    else if (merged === undefined) files.delete(path);
    else files.set(path, merged);
  }
  return { files, conflicts };
};

const isSameBytes = (one: Uint8Array | undefined, other: Uint8Array | undefined): boolean =>
  one === undefined || other === undefined ? one === other : isSameFile(one, other);

/** The step back as a patch on the latest text; every line of its context has to be there. */
const mergeText = ({ released, previous, current }: Sides<Uint8Array | undefined>): Uint8Array | undefined => {
  if (released === undefined || previous === undefined || current === undefined) return undefined;
  if ([released, previous, current].some((bytes) => bytes.includes(0))) return undefined;
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  const patch = structuredPatch('', '', text(released), text(previous), undefined, undefined, { context: 3 });
  const merged = applyPatch(text(current), patch, { fuzzFactor: 0, autoConvertLineEndings: true });
  return merged === false ? undefined : new TextEncoder().encode(merged);
};
