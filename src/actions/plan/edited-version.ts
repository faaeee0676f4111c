import { contentHash } from '../../release/content/content-hash.ts';
import type { ReadFile } from '../../release/content/component-contents.ts';
import type { ComponentContent } from '../../release/content/content.ts';
import { sha256 } from '../../release/content/inventory.ts';
import { writeOwnFiles, writeSharedFile, type FileEdits, type OwnFiles } from '../../release/content/write-back.ts';
import { claimer, type ClaimedFile } from '../../release/metadata/claim.ts';
import { compareText, parseKey, type ComponentKey } from '../../release/metadata/component.ts';
import { parentFinder } from '../../release/metadata/parents.ts';
import type { Version, VersionFile } from '../../release/metadata/version.ts';
import { refuse } from '../../release/refusal.ts';
import { readContents } from '../compare/contents.ts';

/** What components of a version become; `undefined` takes one out. */
export type Targets = ReadonlyMap<ComponentKey, ComponentContent | undefined>;

/** A version with other contents in it, and what that makes of its files. */
export interface Edited {
  readonly version: Version;
  readonly edits: FileEdits;
}

/**
 * A version in which some components are what they are said to be, and everything else is byte for byte as before.
 * `donors` are versions that may hold them already, the likeliest first: their files are taken as they are. What was
 * written is read again; refuses what cannot be written so that it reads the same. Writes nothing.
 */
export const editVersion = async (base: Version, targets: Targets, donors: readonly Version[]): Promise<Edited> => {
  const now = await readContents(base, new Set(targets.keys()));
  const changed = new Map([...targets].filter(([key, content]) => !isSame(now.get(key), content)));
  const files = await filesOfKeys(base, changed.keys());
  const lenders = await Promise.all(donors.map((donor) => lenderOf(donor, changed.keys())));
  const desk: Desk = { base, files, lenders, edits: new Map(), stuck: [] };
  const shared = writeOwn(desk, changed);
  for (const [holder, contents] of shared) writeShared(desk, holder, contents);
  const version = withEdits(base, desk.edits);
  await refuseOtherwise(version, changed, desk.stuck);
  return { version, edits: desk.edits };
};

/** What is at hand while files are written. */
interface Desk {
  readonly base: Version;
  readonly files: FilesByKey;
  readonly lenders: readonly Lender[];
  readonly edits: Map<string, Uint8Array | undefined>;
  readonly stuck: ComponentKey[];
}

type FilesByKey = ReadonlyMap<ComponentKey, readonly ReadFile[]>;
type Contents = Map<ComponentKey, ComponentContent | undefined>;

/** Writes what lies in files of its own; gives the others by the component whose file they share. */
const writeOwn = (
  { base, files, lenders, edits, stuck }: Desk,
  changed: Targets,
): ReadonlyMap<ComponentKey, Contents> => {
  const { types } = base.settings;
  const parentOf = parentFinder(types);
  const shared = new Map<ComponentKey, Contents>();
  for (const [key, content] of changed) {
    const own = files.get(key) ?? [];
    const { donor, isDonors } = donorOf(lenders, key, content);
    const isHolder = types.children.has(parseKey(key).type);
    if (isHolder || own.length + donor.length === 0) {
      const holder = isHolder ? key : (parentOf(key) ?? key);
      const contents = shared.get(holder) ?? new Map<ComponentKey, ComponentContent | undefined>();
      shared.set(holder, contents.set(key, content));
      continue;
    }
    const written = writeOwnFiles({ files: own, donor, isDonors, content });
    if (written === undefined) stuck.push(key);
    else for (const [path, bytes] of written) edits.set(path, bytes);
  }
  return shared;
};

/** Files of another version that hold the content, or at least show where it lies. */
const donorOf = (
  lenders: readonly Lender[],
  key: ComponentKey,
  content: ComponentContent | undefined,
): Pick<OwnFiles, 'donor' | 'isDonors'> => {
  const lender = lenders.find(({ contents }) => isSame(contents.get(key), content));
  const files = lender?.files.get(key);
  if (files !== undefined && content !== undefined) return { donor: files, isDonors: true };
  const any = lenders.find((one) => one.files.has(key));
  return { donor: any?.files.get(key) ?? [], isDonors: false };
};

const writeShared = ({ base, files, lenders, edits, stuck }: Desk, holder: ComponentKey, contents: Contents): void => {
  const own = files.get(holder) ?? [];
  const known = [...own, ...lenders.flatMap((one) => one.files.get(holder) ?? [])];
  const main = known.find(({ place }) => place.role === 'xml');
  if (main === undefined) {
    stuck.push(...contents.keys());
    return;
  }
  const bytes = own.find(({ path }) => path === main.path)?.bytes;
  edits.set(main.path, writeSharedFile({ bytes, holder: parseKey(holder), contents }, base.settings.types));
};

const isSame = (one: ComponentContent | undefined, other: ComponentContent | undefined): boolean =>
  one === undefined || other === undefined ? one === other : contentHash(one) === contentHash(other);

/** What was written has to read as what was wanted: else the record of a release would be untrue. */
const refuseOtherwise = async (version: Version, targets: Targets, stuck: readonly ComponentKey[]): Promise<void> => {
  const written = await readContents(version, new Set(targets.keys()));
  const wrong = [...targets].filter(([key, content]) => !isSame(written.get(key), content)).map(([key]) => key);
  const components = [...new Set([...stuck, ...wrong])].sort(compareText);
  if (components.length > 0) refuse({ reason: 'cannotBeWritten', components });
};

interface Lender {
  readonly files: FilesByKey;
  readonly contents: ReadonlyMap<ComponentKey, ComponentContent>;
}

const lenderOf = async (version: Version, keys: Iterable<ComponentKey>): Promise<Lender> => {
  const wanted = [...keys];
  return { files: await filesOfKeys(version, wanted), contents: await readContents(version, new Set(wanted)) };
};

/** The files of components and of what they belong to, read. */
const filesOfKeys = async (version: Version, keys: Iterable<ComponentKey>): Promise<FilesByKey> => {
  const parentOf = parentFinder(version.settings.types);
  const wanted = new Set([...keys].flatMap((key) => [key, parentOf(key) ?? key]));
  const claim = claimer(version.settings);
  const claimed = new Map<VersionFile, ClaimedFile & { readonly key: ComponentKey }>();
  for (const file of await version.files()) {
    const found = claim(file);
    if (found.kind === 'claimed' && wanted.has(found.key)) claimed.set(file, { key: found.key, ...found.claimed });
  }
  const read = new Map<ComponentKey, ReadFile[]>();
  await version.read([...claimed.keys()], {
    bytes: (file, bytes) => {
      const found = claimed.get(file);
      if (found === undefined) return;
      const list = read.get(found.key) ?? [];
      read.set(found.key, [...list, { path: file.path, place: found.place, bytes }]);
    },
    missing: ({ path }, detail) => {
      refuse({ reason: 'unresolvable', ref: version.name, files: [{ path, why: `missingBlob: ${detail}` }] });
    },
  });
  return read;
};

/** A version with some files changed, added or taken out; the others are read from where they are. */
const withEdits = (base: Version, edits: FileEdits): Version => {
  const made = new Map<string, VersionFile>();
  const bytesOf = new Map<string, Buffer>();
  for (const [path, bytes] of edits) {
    if (bytes === undefined) continue;
    const id = `edited:${sha256(Buffer.from(bytes).toString('base64'))}`;
    made.set(path, { path, id, kind: 'file' });
    bytesOf.set(id, Buffer.from(bytes));
  }
  const isBelow = (path: string, folders: readonly string[]): boolean =>
    folders.some((folder) => path === folder || folder === '' || path.startsWith(`${folder}/`));
  return {
    name: base.name,
    settings: base.settings,
    store: { edits },
    files: async (paths) => {
      const kept = (await base.files(paths)).filter(({ path }) => !edits.has(path));
      const added = [...made.values()].filter(({ path }) => paths === undefined || isBelow(path, paths));
      return [...kept, ...added].sort((one, other) => compareText(one.path, other.path));
    },
    read: async (files, take) => {
      const others = files.filter((file) => {
        const bytes = bytesOf.get(file.id);
        if (bytes !== undefined) take.bytes(file, bytes);
        return bytes === undefined;
      });
      await base.read(others, take);
    },
  };
};
