import picomatch from 'picomatch';
import { z } from 'zod';
import { sha256 } from '../content/inventory.ts';
import { SettingsError, type Replacement } from './project-settings.ts';

/** Values of the environment by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The text of a file that a replacement names; undefined when there is none. */
export type FileTexts = ReadonlyMap<string, string | undefined>;

/** What is put into the files of a version on their way to an org. */
export interface Replacements {
  /** Names what is done to a file, without any value; undefined when nothing is. Equal names, equal doing. */
  ruleOf(path: string): string | undefined;
  /**
   * The bytes as they are deployed. Throws `SettingsError` naming the variable or file that is missing. Files that are
   * no UTF-8 text stay as they are, as Salesforce's library leaves binary files alone.
   */
  apply(path: string, bytes: Uint8Array): Uint8Array;
}

const projectFile = 'sfdx-project.json';

const rule = z
  .object({
    stringToReplace: z.string().min(1).optional(),
    regexToReplace: z.string().min(1).optional(),
    replaceWithEnv: z.string().min(1).optional(),
    replaceWithFile: z.string().min(1).optional(),
    filename: z.string().min(1).optional(),
    glob: z.string().min(1).optional(),
    replaceWhenEnv: z
      .array(z.object({ env: z.string(), value: z.union([z.string(), z.number(), z.boolean()]).transform(String) }))
      .optional(),
    allowUnsetEnvVariable: z.boolean().optional(),
  })
  .refine((one) => (one.stringToReplace ?? one.regexToReplace) !== undefined, 'stringToReplace or regexToReplace')
  .refine((one) => (one.replaceWithEnv ?? one.replaceWithFile) !== undefined, 'replaceWithEnv or replaceWithFile')
  .refine((one) => (one.filename ?? one.glob) !== undefined, 'filename or glob');

type Rule = z.infer<typeof rule>;

/**
 * The replacements of a version that apply here and now. Throws `SettingsError` for one that says too little or is no
 * regular expression.
 */
export const activeRules = (replacements: readonly Replacement[], environment: Environment): readonly Rule[] =>
  replacements
    .map(parseRule)
    .filter(({ replaceWhenEnv = [] }) => replaceWhenEnv.every(({ env, value }) => environment[env] === value));

const parseRule = (replacement: Replacement, index: number): Rule => {
  const parsed = rule.safeParse(replacement);
  if (!parsed.success)
    throw new SettingsError(projectFile, `replacement ${index + 1} needs ${z.prettifyError(parsed.error)}`);
  return parsed.data;
};

/** Files whose text replacements put into others; relative to the project unless absolute. */
export const filesNamed = (rules: readonly Rule[]): readonly string[] => [
  ...new Set(
    rules.flatMap(({ replaceWithEnv, replaceWithFile }) =>
      replaceWithEnv === undefined && replaceWithFile ? [replaceWithFile] : [],
    ),
  ),
];

/**
 * Follows source-deploy-retrieve (`convert/replacements`): a `filename` is the end of a path, a `glob` may start
 * anywhere, rules apply one after the other, `$&` and `$1` in a value mean what they mean to `String.replace`, and a
 * variable is missed only when a file asks for it.
 */
export const replacementsOf = (rules: readonly Rule[], environment: Environment, files: FileTexts): Replacements => {
  const prepared = rules.map((one) => ({ rule: one, matches: matcherOf(one), pattern: patternOf(one) }));
  const matching = (path: string) => prepared.filter(({ matches }) => matches(path));
  return {
    ruleOf: (path) => {
      const found = matching(path).map((one) => one.rule);
      return found.length === 0 ? undefined : sha256(JSON.stringify(found));
    },
    apply: (path, bytes) => {
      const found = matching(path);
      const values = found.map((one) => valueOf(one.rule, path, { environment, files }));
      const text = found.length === 0 ? undefined : textOf(bytes);
      if (text === undefined) return bytes;
      const replaced = found.reduce(
        (before, { pattern }, index) => before.replaceAll(pattern, values[index] ?? ''),
        text,
      );
      return replaced === text ? bytes : new TextEncoder().encode(replaced);
    },
  };
};

/** Salesforce's library knows absolute paths only, so that `*` may stand for the directory of the project. */
const absolute = (path: string): string => `project/${path}`;

const matcherOf = ({ filename, glob }: Rule): ((path: string) => boolean) => {
  const isGlob = glob === undefined ? () => false : picomatch(`**/${glob}`, { strictSlashes: true });
  return (path) => (filename !== undefined && absolute(path).endsWith(filename)) || isGlob(absolute(path));
};

const patternOf = ({ stringToReplace, regexToReplace = '' }: Rule): string | RegExp => {
  if (stringToReplace !== undefined) return stringToReplace;
  try {
    return new RegExp(regexToReplace, 'g');
  } catch (cause) {
    throw new SettingsError(
      projectFile,
      `regexToReplace is no regular expression: ${regexToReplace} (${String(cause)})`,
    );
  }
};

interface Sources {
  readonly environment: Environment;
  readonly files: FileTexts;
}

const valueOf = (one: Rule, path: string, { environment, files }: Sources): string => {
  if (one.replaceWithEnv !== undefined) {
    const value = environment[one.replaceWithEnv];
    if (value !== undefined) return value;
    if (one.allowUnsetEnvVariable === true) return '';
    throw new SettingsError(
      projectFile,
      `the environment variable ${one.replaceWithEnv} is not set, but a replacement puts it into ${path}`,
    );
  }
  const text = files.get(one.replaceWithFile ?? '')?.trim();
  if (text !== undefined && text !== '') return text;
  throw new SettingsError(
    projectFile,
    `${one.replaceWithFile ?? ''} is missing or empty, but a replacement puts it into ${path}`,
  );
};

/** Undefined for what is no text: a byte order mark stays, NUL and bytes that are no UTF-8 end it. */
const textOf = (bytes: Uint8Array): string | undefined => {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
};
