import { parse } from 'yaml';
import { z } from 'zod';
import { directoryPath } from './metadata/directory-path.ts';

/** As much as an earlier version of the plugin, or a later one, may have written otherwise is not looked at. */
const told = z.object({
  lines: z.record(z.string(), z.object({ packageDirectories: z.array(z.string().transform(directoryPath)) })),
});

/**
 * The package directories that the text of a `release.yaml` gives to a release line, as `sfdx-project.json` is read;
 * undefined where it has no such line, or cannot be understood.
 */
export const directoriesOfLine = (text: string, line: string): readonly string[] | undefined =>
  told.safeParse(valueOf(text)).data?.lines[line]?.packageDirectories;

const valueOf = (text: string): unknown => {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
};
