import type { ComponentKey } from '../../release/metadata/component.ts';
import { parseKey } from '../../release/metadata/component.ts';
import type { Delta } from '../../release/delta/delta.ts';
import type { Version } from '../../release/metadata/version.ts';
import { readContents } from '../compare/contents.ts';

/**
 * The source of every Apex class of a version, by name: among them are the tests that a package of it can run. Absent
 * when the delta touches no Apex, because then no test is asked for.
 */
export const apexSources = async (
  version: Version,
  components: ReadonlySet<ComponentKey>,
  { changes }: Delta,
): Promise<ReadonlyMap<string, string> | undefined> => {
  if (!changes.some(({ type }) => type === 'ApexClass' || type === 'ApexTrigger')) return undefined;
  const classes = new Set([...components].filter((key) => parseKey(key).type === 'ApexClass'));
  const contents = await readContents(version, classes);
  const decoder = new TextDecoder();
  return new Map(
    [...contents.values()].map(({ fullName, files }) => [
      fullName,
      [...files.values()].map((bytes) => decoder.decode(bytes)).join('\n'),
    ]),
  );
};
