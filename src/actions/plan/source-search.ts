import { claimer } from '../../release/metadata/claim.ts';
import type { ComponentId, ComponentKey } from '../../release/metadata/component.ts';
import type { ComponentContent } from '../../release/content/content.ts';
import { termOf } from '../../release/content/mentions.ts';
import { wordFinder } from '../../release/content/word-finder.ts';
import type { Version } from '../../release/metadata/version.ts';
import { yieldsTo } from '../../release/undo/references.ts';
import { contentsOfFiles, type KeyedFile } from '../compare/contents.ts';

/**
 * The components of a version whose source has the name of one of the targets in it, changed or not: what the org's own
 * table of dependencies does not know (dynamic Apex, templates) and what no delta shows. Text is looked through as it is,
 * and only what has a name in it is parsed; access and translations, which go with what they name, are passed over. A
 * file that cannot be read is not searched: it is a hint that gets lost, never a decision.
 */
export const namersIn = async (
  version: Version,
  targets: readonly ComponentId[],
): Promise<readonly ComponentContent[]> => {
  if (targets.length === 0) return [];
  const files = await searchedFiles(version);
  const hasName = nameFinder(targets);
  const found = new Set<ComponentKey>();
  const keys = new Map(files.map(({ file, key }) => [file, key]));
  await version.read([...keys.keys()], {
    bytes: (file, bytes) => {
      const key = keys.get(file);
      if (key !== undefined && !found.has(key) && !bytes.includes(0) && hasName(bytes)) found.add(key);
    },
    missing: () => undefined,
  });
  const { contents } = await contentsOfFiles(
    version,
    files.filter(({ key }) => found.has(key)),
  );
  return [...contents.values()];
};

const searchedFiles = async (version: Version): Promise<readonly KeyedFile[]> => {
  const claim = claimer(version.settings);
  return (await version.files()).flatMap((file) => {
    const found = claim(file);
    if (found.kind !== 'claimed' || yieldsTo(found.claimed.place.type.name)) return [];
    return [{ key: found.key, ...found.claimed }];
  });
};

/** Whether text may name a target; `findMentions` decides. */
const nameFinder = (targets: readonly ComponentId[]): ((text: Buffer) => boolean) => {
  const spellings = targets.flatMap((target) => termOf(target).spellings.map(({ text }) => text));
  const words = new Set(spellings.filter((text) => /^\w+$/u.test(text)));
  const texts = spellings.filter((text) => !words.has(text)).flatMap((text) => [text, text.replaceAll('&', '&amp;')]);
  const hasWord = wordFinder(words);
  return (text) => texts.some((one) => text.includes(one)) || hasWord(text);
};
