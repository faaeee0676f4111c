import { createHash } from 'node:crypto';
import { canonicalText } from '../xml/canonical-xml.ts';
import { compareText } from '../metadata/component.ts';
import type { ComponentContent } from './content.ts';
import { plainFile } from '../delta/same-file.ts';

/** 64 hex digits. Contents that say the same have the same hash, whatever their order, white space or line endings. */
export const contentHash = (content: ComponentContent): string => {
  const hash = createHash('sha256').update(`${content.type}\0${content.fullName}\0`);
  hash.update(content.xml === undefined ? '' : canonicalText(content.xml, content.type));
  for (const path of [...content.files.keys()].sort(compareText)) {
    const bytes = plainFile(content.files.get(path) ?? new Uint8Array());
    hash.update(`\0${path}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
};

/** JSON with the keys of every object in order and without `undefined`: equal values are equal text. */
export const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => compareText(one, other)))
      : part,
  );
