import ignoreFactory, { type Ignore } from 'ignore';
import { directoryPath } from './directory-path.ts';
import { parseProjectFile, type ProjectFile } from './project-file.ts';
import { typesOf, type MetadataTypes, type Registry } from './metadata-types.ts';

/** `sfdx-project.json` or `.forceignore` of a version says something that cannot be obeyed. `file` names which. */
export class SettingsError extends Error {
  public readonly file: string;

  public constructor(file: string, message: string) {
    super(`${file}: ${message}`);
    this.name = 'SettingsError';
    this.file = file;
  }
}

/** Reads settings of a version; what is wrong with them is said with its name. */
export const inNamedVersion = <Settings>(version: string, read: () => Settings): Settings => {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    throw new SettingsError(error.file, `${error.message.slice(error.file.length + 2)} (in ${version})`);
  }
};

/** A replacement of text or files at deploy, as `sfdx-project.json` writes it. */
export type Replacement = Readonly<Record<string, unknown>>;

/** What one version says about itself: read from that very version, never from the working tree. */
export interface ProjectSettings {
  /** Directories that hold metadata, relative to the project, without a slash at the end; `''` is the project itself. */
  readonly packageDirectories: readonly string[];
  /** `62.0`; undefined when the project does not say. */
  readonly sourceApiVersion: string | undefined;
  readonly namespace: string | undefined;
  readonly replacements: readonly Replacement[];
  readonly types: MetadataTypes;
  /** Whether the version's `.forceignore` takes a path (relative to the project) away. */
  readonly ignores: (path: string) => boolean;
  /** What `.forceignore` says, comments aside. */
  readonly ignoreRules: string;
  /** Equal for two versions whose settings claim files in the same way, but for what `.forceignore` takes away. */
  readonly fingerprint: string;
}

/** Type knowledge that settings choose from. `preset` gives undefined for a name it does not know. */
export interface KnownTypes {
  readonly registry: Registry;
  preset(name: string): Registry | undefined;
}

/** Text of the two files of a version that say how to read it; undefined for one that it does not have. */
export interface SettingsFiles {
  readonly project?: string | undefined;
  readonly forceIgnore?: string | undefined;
}

/**
 * The settings of a version. A version without `sfdx-project.json` is a directory of metadata itself (metadata format
 * repositories have none), and so is a snapshot. Of a project's package directories only those in `directories` count,
 * as far as the version has them; all when absent. Throws `SettingsError` for a file that is not what it should be or a
 * preset nobody knows.
 */
export const settingsOf = (
  files: SettingsFiles,
  known: KnownTypes,
  directories?: readonly string[],
): ProjectSettings => {
  const remembered = settingsByText.get(known) ?? new Map<string, ProjectSettings>();
  settingsByText.set(known, remembered);
  const text = JSON.stringify([files.project, files.forceIgnore, directories]);
  const settings = remembered.get(text) ?? settingsFrom(files, known, directories);
  remembered.set(text, settings);
  return settings;
};

/** Most versions say of themselves what the one before them said. */
const settingsByText = new WeakMap<KnownTypes, Map<string, ProjectSettings>>();

const settingsFrom = (files: SettingsFiles, known: KnownTypes, directories?: readonly string[]): ProjectSettings => {
  const project = parseProject(files.project);
  const presets = [...new Set([...(project.registryPresets ?? []), ...(project.sourceBehaviorOptions ?? [])])];
  const customizations = project.registryCustomizations;
  const overlays = presets.map((name) => presetNamed(name, known));
  if (customizations !== undefined) overlays.push({ ...emptyRegistry, ...customizations });
  const packageDirectories = (project.packageDirectories ?? [{ path: '' }])
    .map(({ path }) => directoryPath(path))
    .filter(
      (directory) =>
        directories === undefined || project.packageDirectories === undefined || directories.includes(directory),
    );
  return {
    packageDirectories,
    sourceApiVersion: versionText(project.sourceApiVersion),
    namespace: project.namespace === '' ? undefined : project.namespace,
    replacements: project.replacements ?? [],
    types: typesOf(known.registry, overlays),
    ignores: ignoresOf(files.forceIgnore),
    ignoreRules: rulesIn(files.forceIgnore ?? '').join('\n'),
    fingerprint: JSON.stringify([packageDirectories, presets, customizations]),
  };
};

const versionText = (version: ProjectFile['sourceApiVersion']): string | undefined =>
  typeof version === 'number' ? version.toFixed(1) : version;

const emptyRegistry: Registry = { types: {}, suffixes: {}, strictDirectoryNames: {}, childTypes: {} };

const parseProject = (text: string | undefined): ProjectFile => {
  if (text === undefined) return {};
  try {
    return parseProjectFile(text);
  } catch (error) {
    throw new SettingsError('sfdx-project.json', error instanceof Error ? error.message : 'is not JSON');
  }
};

const presetNamed = (name: string, known: KnownTypes): Registry => {
  const preset = known.preset(name);
  if (preset === undefined) throw new SettingsError('sfdx-project.json', `unknown sourceBehaviorOption "${name}"`);
  return preset;
};

/** What Salesforce ignores beside a `.forceignore`: duplicates, dot files, descriptors of first-generation packages. */
const isAlwaysIgnored = (path: string): boolean =>
  path.startsWith('.') ||
  path.includes('/.') ||
  path.endsWith('.dup') ||
  (path.endsWith('.json') && descriptor.test(path));

const descriptor = /(^|\/)package2-(descriptor|manifest)\.json$/;

/** Salesforce reads `.forceignore` with the `ignore` library. */
const ignoresOf = (text: string | undefined): ((path: string) => boolean) => {
  const mayMatch = literalsOf(text ?? '');
  if (mayMatch === undefined) return (path) => isAlwaysIgnored(path);
  const rules: Ignore = ignoreFactory().add(text ?? '');
  return (path) => isAlwaysIgnored(path) || (mayMatch.test(path) && rules.ignores(path));
};

/**
 * Matches every path that a rule could match: it holds the longest piece without wildcards of one of them. Asking the
 * library about every path of a repository costs more than comparing it. Undefined when there is no rule.
 */
const literalsOf = (text: string): RegExp | undefined => {
  const rules = rulesIn(text);
  if (rules.length === 0) return undefined;
  const literals = rules.map((rule) =>
    longest(
      rule
        .replace(/\s+$/, '')
        .replace(/\[[^\]]*\]/g, '*')
        .split(/[*?[\]\\!/]+/),
    ),
  );
  return new RegExp(literals.map((literal) => literal.replace(/[.+^${}()|]/g, '\\$&')).join('|'), 'i');
};

/**
 * Whether the `.forceignore` of two versions may do different things to a path: it holds a piece of a rule that only one
 * of them has. Rules in another order may mean anything.
 */
export const mayBeIgnoredInOne = (one: ProjectSettings, other: ProjectSettings): ((path: string) => boolean) => {
  const [rules, others] = [rulesIn(one.ignoreRules), rulesIn(other.ignoreRules)];
  const [known, knownToOther] = [new Set(rules), new Set(others)];
  const shared = rules.filter((rule) => knownToOther.has(rule)).join('\n');
  if (shared !== others.filter((rule) => known.has(rule)).join('\n')) return () => true;
  const own = [...rules.filter((rule) => !knownToOther.has(rule)), ...others.filter((rule) => !known.has(rule))];
  const mayMatch = literalsOf(own.join('\n'));
  return (path) => mayMatch?.test(path) === true;
};

const rulesIn = (text: string): readonly string[] =>
  text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));

const longest = (pieces: readonly string[]): string =>
  pieces.reduce((one, other) => (other.length > one.length ? other : one), '');
