import { parseKey, type ComponentKey } from '../release/component.ts';
import { claimer, type ClaimedFile } from '../release/claim.ts';
import { contentsOf, type ReadFile } from '../release/component-contents.ts';
import type { ComponentContent } from '../release/content.ts';
import type { Unreadable } from '../release/delta.ts';
import { unreadable, UnreadableError } from '../release/unreadable.ts';
import type { Version, VersionFile } from '../release/version.ts';

/**
 * What components are in a version, whole or for the components named (parents and children both go by name). A name
 * that the version does not hold is not in the map. Throws `UnreadableError` naming version and files when any of the
 * files that were needed cannot be read.
 */
export const readContents = async (
  version: Version,
  components?: ReadonlySet<ComponentKey>,
): Promise<Map<ComponentKey, ComponentContent>> => {
  const files = claimedFiles(version, await version.files());
  const wanted = components === undefined ? files : files.filter((file) => mayHold(file, components, version));
  const { contents, problems } = await contentsOfFiles(version, wanted);
  if (problems.length > 0) throw new UnreadableError(problems);
  if (components !== undefined) for (const key of contents.keys()) if (!components.has(key)) contents.delete(key);
  return contents;
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

/** A file of the component itself, or one whose children may be asked for. */
const mayHold = ({ key, place }: KeyedFile, components: ReadonlySet<ComponentKey>, { settings }: Version): boolean => {
  if (components.has(key)) return true;
  const children = settings.types.children.get(place.type.name);
  if (children === undefined) return false;
  const types = new Set([...children.values()].map(({ name }) => name));
  const alone = [...children.values()].some((child) => child.alone);
  for (const wanted of components) {
    const { type, fullName } = parseKey(wanted);
    if (types.has(type) && (alone || fullName.startsWith(`${place.fullName}.`))) return true;
  }
  return false;
};

/** The contents that the files hold, and the files that could not be read. */
export const contentsOfFiles = async (
  version: Version,
  files: readonly KeyedFile[],
): Promise<{ contents: Map<ComponentKey, ComponentContent>; problems: Unreadable[] }> => {
  const problems: Unreadable[] = [];
  const placeOf = new Map(files.map((claimed) => [claimed.file, claimed]));
  const read = new Map<ComponentKey, ReadFile[]>();
  await version.read(
    files.map(({ file }) => file),
    {
      bytes: (file, bytes) => {
        const claimed = placeOf.get(file);
        if (claimed === undefined) return;
        const list = read.get(claimed.key) ?? [];
        list.push({ path: file.path, place: claimed.place, bytes });
        read.set(claimed.key, list);
      },
      missing: (file, detail) => {
        problems.push({ version: version.name, path: file.path, because: 'missingBlob', detail });
      },
    },
  );
  const contents = new Map<ComponentKey, ComponentContent>();
  for (const list of read.values()) {
    const found = contentsOf(list, version.settings.types, (path, cause) => {
      problems.push(unreadable(version.name, path, cause));
    });
    for (const [key, content] of found) contents.set(key, content);
  }
  return { contents, problems };
};
