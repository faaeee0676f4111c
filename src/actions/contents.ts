import type { ComponentKey } from '../release/component.ts';
import { claimer, type ClaimedFile } from '../release/claim.ts';
import { contentsOf, type ReadFile } from '../release/component-contents.ts';
import type { ComponentContent } from '../release/content.ts';
import type { Unreadable } from '../release/delta.ts';
import { parentFinder } from '../release/parents.ts';
import { foldCase, underAskedKeys } from '../release/spelling.ts';
import { unreadable, UnreadableError } from '../release/unreadable.ts';
import type { Version, VersionFile } from '../release/version.ts';

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
