import type { ComponentKey } from '../../release/metadata/component.ts';
import { claimer, type ClaimedFile } from '../../release/metadata/claim.ts';
import { contentsOf, type ReadFile } from '../../release/content/component-contents.ts';
import type { ComponentContent } from '../../release/content/content.ts';
import type { Unreadable } from '../../release/delta/delta.ts';
import { parentFinder } from '../../release/metadata/parents.ts';
import { missingHalf } from '../../release/metadata/halves.ts';
import { isLfsPointer } from '../../release/metadata/lfs-pointer.ts';
import type { Place } from '../../release/metadata/place.ts';
import { foldCase, underAskedKeys } from '../../release/content/spelling.ts';
import { FileError, unreadable, UnreadableError } from '../../release/metadata/unreadable.ts';
import type { Version, VersionFile } from '../../release/metadata/version.ts';

/**
 * What components are in a version, whole or for the components named (parents and children both go by name, in any
 * case: a content has the spelling that was asked for). A name that the version does not hold is not in the map. Throws `UnreadableError` naming version and files when any of the
 * files that were needed cannot be read.
 */
export const readContents = async (
  version: Version,
  components?: ReadonlySet<ComponentKey>,
): Promise<Map<ComponentKey, ComponentContent>> => {
  const files = claimedFiles(version, await version.files());
  const wanted = components === undefined ? files : files.filter(holderOf(components, version));
  const { contents, problems } = await contentsOfFiles(version, wanted);
  if (problems.length > 0) throw new UnreadableError(problems);
  return components === undefined ? contents : underAskedKeys(contents, components);
};

const claimedFiles = (version: Version, files: readonly VersionFile[]): KeyedFile[] => {
  const claim = claimer(version.settings);
  return files.flatMap((file) => {
    const claimed = claim(file);
    return claimed.kind === 'claimed' ? [{ key: claimed.key, ...claimed.claimed }] : [];
  });
};

/** A file and the key of its component. */
export type KeyedFile = ClaimedFile & { readonly key: ComponentKey };

/** Whether a file belongs to one of the components, or to the parent of one, which may hold it. */
const holderOf = (components: ReadonlySet<ComponentKey>, { settings }: Version): ((file: KeyedFile) => boolean) => {
  const parentOf = parentFinder(settings.types);
  const holders = new Set([...components].flatMap((key) => [key, parentOf(key) ?? key]).map(foldCase));
  return ({ key }) => holders.has(foldCase(key));
};

/** The contents that the files hold, and the files that could not be read. */
export const contentsOfFiles = async (
  version: Version,
  files: readonly KeyedFile[],
): Promise<{ contents: Map<ComponentKey, ComponentContent>; problems: Unreadable[] }> => {
  const problems: Unreadable[] = [];
  const refuse = (path: string, cause: unknown): void => {
    problems.push(unreadable(version.name, path, cause));
  };
  const contents = new Map<ComponentKey, ComponentContent>();
  const build = (list: readonly ReadFile[]): void => {
    for (const [key, content] of contentsOf(list, version.settings.types, refuse)) contents.set(key, content);
  };
  const parts = partsOf(files, refuse);
  await version.read([...parts.keys()], {
    bytes: (file, bytes) => {
      const part = parts.get(file);
      if (part === undefined) return;
      if (part.place.role === 'file' && isLfsPointer(bytes)) refuse(file.path, lfsPointer);
      part.whole.read.push({ path: file.path, place: part.place, bytes });
      if (part.whole.read.length === part.whole.length) build(part.whole.read);
    },
    missing: (file, detail) => {
      problems.push({ version: version.name, path: file.path, because: 'missingBlob', detail });
    },
  });
  return { contents, problems };
};

const lfsPointer = new FileError('lfsPointer', 'a Git LFS pointer, not the file itself');

/** The files of one component while they are being read. */
interface Whole {
  readonly length: number;
  readonly read: ReadFile[];
}

/** The component that each file is a part of; half a component is refused. */
const partsOf = (
  files: readonly KeyedFile[],
  refuse: (path: string, cause: unknown) => void,
): ReadonlyMap<VersionFile, { readonly place: Place; readonly whole: Whole }> => {
  const parts = new Map<VersionFile, { readonly place: Place; readonly whole: Whole }>();
  for (const group of Map.groupBy(files, ({ key }) => key).values()) {
    const wrong = missingHalf(group);
    if (wrong !== undefined) refuse(group[0]?.file.path ?? '', wrong);
    const whole: Whole = { length: group.length, read: [] };
    for (const { file, place } of group) parts.set(file, { place, whole });
  }
  return parts;
};
