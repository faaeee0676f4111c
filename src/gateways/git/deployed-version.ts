import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { activeRules, filesNamed, replacementsOf, type Environment } from '../../release/metadata/replacements.ts';
import type { Version, VersionFile } from '../../release/metadata/version.ts';

/** Where replacements take their values from. */
export interface ReplacementSources {
  readonly environment: Environment;
  /** Text of a file beside the project's own, relative to it or absolute; undefined when there is none. */
  readonly readText: (file: string) => Promise<string | undefined>;
}

/** The environment of this process, and the files around a project. */
export const replacementSources = (project: string): ReplacementSources => ({
  environment: process.env,
  readText: async (file) => {
    try {
      return await readFile(path.resolve(project, file), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  },
});

/**
 * A version as an org gets it: with the `replacements` of its own `sfdx-project.json` applied to every file that is
 * read. So what is planned, sent and proven is the same text. A file that a replacement names is the version's own, or
 * else the one on disk, where pipelines put what is in no repository. Throws `SettingsError`, at once for a replacement
 * that makes no sense, while reading for a value that is missing.
 */
export const asDeployed = async (
  version: Version,
  sources: ReplacementSources,
  secrets: Map<string, string> = new Map<string, string>(),
): Promise<Version> => {
  const { environment } = sources;
  const rules = activeRules(version.settings.replacements, environment);
  if (rules.length === 0) return version;
  const texts = await textsOf(version, filesNamed(rules), { ...sources, readText: remembering(sources, secrets) });
  const replacements = replacementsOf(rules, environment, texts);
  for (const { replaceWithEnv = '' } of rules) remember(secrets, `env:${replaceWithEnv}`, environment[replaceWithEnv]);
  const marked = (file: VersionFile): VersionFile => {
    const rule = replacements.ruleOf(file.path);
    return rule === undefined ? file : { ...file, id: `${file.id}+${rule}` };
  };
  return {
    ...version,
    store: {}, // nobody else can read what only our rules make
    settings: { ...version.settings, fingerprint: JSON.stringify([version.settings.fingerprint, rules]) },
    files: async (directories) => (await version.files(directories)).map(marked),
    read: (files, take) => {
      const asked = new Map(files.map((file) => [{ ...file, id: file.id.replace(/\+.*/, '') }, file]));
      return version.read([...asked.keys()], {
        bytes: (file, bytes) => {
          const deployed = replacements.apply(file.path, bytes);
          take.bytes(asked.get(file) ?? file, deployed === bytes ? bytes : Buffer.from(deployed));
        },
        missing: (file, reason) => {
          take.missing(asked.get(file) ?? file, reason);
        },
      });
    },
  };
};

const remember = (secrets: Map<string, string>, name: string, value: string | undefined): void => {
  if (value !== undefined && value !== '') secrets.set(name, value);
};

/** A file on disk is as secret as a variable; one that the version holds is in Git already. */
const remembering =
  ({ readText }: ReplacementSources, secrets: Map<string, string>): ReplacementSources['readText'] =>
  async (file) => {
    const text = await readText(file);
    remember(secrets, `file:${file}`, text?.trim());
    return text;
  };

const textsOf = async (
  version: Version,
  paths: readonly string[],
  { readText }: ReplacementSources,
): Promise<ReadonlyMap<string, string | undefined>> => {
  const texts = new Map<string, string | undefined>();
  for (const named of paths) {
    const inProject = named.replace(/^(\.\/)+/, '');
    const isOutside = inProject.startsWith('/') || inProject.startsWith('../');
    const file = isOutside ? undefined : (await version.files([inProject])).find((own) => own.path === inProject);
    texts.set(named, file === undefined ? await readText(named) : await textOf(version, file));
  }
  return texts;
};

const textOf = async (version: Version, file: VersionFile): Promise<string | undefined> => {
  let text: string | undefined;
  await version.read([file], {
    bytes: (_, bytes) => (text = bytes.toString('utf8')),
    missing: () => undefined,
  });
  return text;
};
