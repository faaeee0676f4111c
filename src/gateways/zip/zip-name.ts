/** Why a name in a zip is not taken. */
export type NameDanger =
  'empty' | 'absolute' | 'parentDirectory' | 'backslash' | 'colon' | 'controlCharacter' | 'reserved' | 'duplicate';

/** Devices of Windows, with any suffix, and what Git keeps for itself (also in its short form on FAT). */
const reserved = /^(?:(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]) *(?:\..*)?|\.git|git~[0-9]+)[. ]*$/iu;

/** U+0000 to U+001F: NUL ends a name in C, the others have no business in one. */
const holdsControl = (name: string): boolean => Array.from(name).some((character) => character < ' ');

/** The danger in a name by itself; undefined for a relative path of plain parts joined by `/`. */
export const dangerOf = (name: string): NameDanger | undefined => {
  const parts = name.split('/');
  if (name === '') return 'empty';
  if (holdsControl(name)) return 'controlCharacter';
  if (name.includes('\\')) return 'backslash';
  if (name.includes(':')) return 'colon';
  if (name.startsWith('/')) return 'absolute';
  if (parts.includes('..') || parts.includes('.')) return 'parentDirectory';
  if (parts.includes('')) return 'empty';
  return parts.some((part) => reserved.test(part)) ? 'reserved' : undefined;
};

/**
 * How a file system that knows neither case nor composition sees a name: two names with one fold overwrite each other
 * on Windows and macOS.
 */
export const foldName = (name: string): string => name.normalize('NFC').toLowerCase();
