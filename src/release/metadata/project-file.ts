/** What `sfdx-project.json` says of how the files beside it are read. */
export interface ProjectFile {
  readonly packageDirectories?: readonly { readonly path: string }[];
  /** `62.0`, or the number that some write in its stead. */
  readonly sourceApiVersion?: string | number;
  readonly namespace?: string;
  readonly sourceBehaviorOptions?: readonly string[];
  readonly registryPresets?: readonly string[];
  readonly registryCustomizations?: Readonly<Record<string, unknown>>;
  readonly replacements?: readonly Readonly<Record<string, unknown>>[];
}

/** What a part of the file has to be, for people and as a test of it. */
interface Expected {
  readonly words: string;
  readonly fits: (value: unknown) => boolean;
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (words: string, fits: Expected['fits']): Expected => ({
  words: `a list of ${words}`,
  fits: (value) => Array.isArray(value) && value.every(fits),
});
const texts = listOf('texts', isText);

const parts: Readonly<Record<keyof ProjectFile, Expected>> = {
  packageDirectories: listOf('objects with a path', (value) => isObject(value) && isText(value['path'])),
  sourceApiVersion: { words: 'a version', fits: (value) => isText(value) || typeof value === 'number' },
  namespace: { words: 'a text', fits: isText },
  sourceBehaviorOptions: texts,
  registryPresets: texts,
  registryCustomizations: { words: 'an object', fits: isObject },
  replacements: listOf('objects', isObject),
};

/**
 * Reads the text of the file. Throws an `Error` that says what is wrong with it. Every comparison reads this file, and
 * a library for schemas takes longer to load than most comparisons take.
 */
export const parseProjectFile = (text: string): ProjectFile => {
  const file: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
  if (!isObject(file)) throw new Error('is not an object');
  for (const [name, { words, fits }] of Object.entries(parts))
    if (file[name] !== undefined && !fits(file[name])) throw new Error(`${name} is not ${words}`);
  return file;
};
