import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import path from 'node:path';
import type { Configuration } from '../release/configuration.ts';
import { defaultFolder } from '../release/data/default-folder.ts';
import type { BackupStore, ScratchStore } from './data/backup-store.ts';
import type { OutputFile } from './data/output-file.ts';
import type { KnownTypes } from '../release/metadata/project-settings.ts';
import { refuse } from '../release/refusal.ts';
import type { ProcessMark } from '../release/journal-entry.ts';
import type { Version } from '../release/metadata/version.ts';
import type { Journal } from './git/journal.ts';
import { lazyJournal } from './git/lazy-journal.ts';
import { journalRef } from './git/state-ref.ts';
import type { Org } from './org/org.ts';
import type { LoginLibrary } from './org/session.ts';
import type { RemoteProbe } from './git/remote-probe.ts';
import type { PackageScope } from './git/version-source.ts';
import { openRepository, type Repository } from './git/repository.ts';
import type { writePackage } from './zip/zip.ts';
import { openProbes, type Probes } from './probes/probes.ts';
import { redacted } from './redacted.ts';
import { openSourceFormat } from './source-format.ts';
import { hasEnded, thisProcess } from './this-process.ts';

/** How versions of the project are read. */
export interface VersionReaders {
  /** What a commit holds; `name` is what people call it. Throws `SettingsError`. */
  readonly versionAt: (commit: string, name: string) => Promise<Version>;
  /** The same as an org gets it, with the replacements of its own `sfdx-project.json`. Throws `SettingsError`. */
  readonly deployedVersionAt: (commit: string, name: string) => Promise<Version>;
  /** The files as they are now. Throws `SettingsError`. */
  readonly workingTree: () => Promise<Version>;
}

/** Everything outside, opened for one walk, with the clock. */
export interface Gateways extends VersionReaders {
  readonly repository: Repository;
  readonly configuration: Configuration;
  /** The release line that the walk is about: versions hold its package directories only. Absent for the whole project. */
  readonly line?: string;
  /** Readers of versions that hold only some package directories, as far as they have them; all when absent. */
  readonly readersOf: (scope?: PackageScope) => VersionReaders;
  /** What Salesforce's registry knows of metadata types. */
  readonly knownTypes: KnownTypes;
  readonly openOrg: (aliasOrUsername?: string) => Promise<Org>;
  readonly journal: (environment: string) => Journal;
  readonly writePackage: typeof writePackage;
  /** The text of `release.yaml`; undefined where there is none. */
  readonly readConfiguration: () => Promise<string | undefined>;
  /** Writes `release.yaml`; gives its path. */
  readonly writeConfiguration: (text: string) => Promise<string>;
  /** Writes a file that a person asked for, with the folders it needs. Refuses a path that cannot be written. */
  readonly writeOutput: (file: string, text: string) => Promise<void>;
  /** The backups of an environment; nothing is made until something is written. */
  readonly backups: (environment: string) => Promise<BackupStore>;
  /** A store in the machine's folder for temporary files, removed when it is disposed of. */
  readonly scratchBackups: () => Promise<ScratchStore>;
  /** Writes a file piece by piece that a person asked for. Throws `BackupError`. */
  readonly openOutput: (file: string) => Promise<OutputFile>;
  /** Private keys from a file and from the environment. Throws `BackupError`. */
  readonly identities: (file?: string) => Promise<readonly string[]>;
  /** What checks measure outside Git and the org. */
  readonly probes: Probes;
  /** Reads a file that a person named. Refuses one that cannot be read. */
  readonly readInput: (file: string) => Promise<string>;
  readonly now: () => Date;
  readonly newRunId: () => string;
  /** The machine, or the address of the CI run: whom to ask about an open run. */
  readonly where: string;
  /** Tries what the remote lets us do. */
  readonly probeRemote: () => Promise<RemoteProbe>;
  /** This process, for the holder of a run. */
  readonly process: ProcessMark;
  /** Whether a process is known to have ended, or is this one: on other machines nobody knows. */
  readonly hasEnded: (process: ProcessMark) => boolean;
}

/** What else may be used to get outside. */
export interface Ways {
  /** A git that somebody watches. */
  readonly openGit?: Parameters<typeof openRepository>[2];
  /** The platform's library as this process has loaded it already. */
  readonly library?: LoginLibrary | undefined;
}

const configurationFile = 'release.yaml';

/** Opens the project around a directory. Refuses what is no project, no repository, or has a broken configuration. */
export const openGateways = async (): Promise<Gateways> => openGatewaysAt(process.cwd());

/** The same for another directory, and by other ways. */
export const openGatewaysAt = async (directory: string, { openGit, library }: Ways = {}): Promise<Gateways> => {
  const first = await openRepository(directory, undefined, openGit);
  const file = path.join(first.project, configurationFile);
  const configuration = await configurationFrom(file);
  const repository =
    configuration.remote === undefined ? first : await openRepository(directory, configuration.remote, openGit);
  const knownTypes = openSourceFormat();
  const secrets = new Map<string, string>();
  const readersOf = versionReaders({ repository, knownTypes, secrets });
  return {
    repository,
    configuration,
    ...readersOf(),
    readersOf,
    knownTypes,
    openOrg: async (aliasOrUsername) => (await import('./org/open-org.ts')).openOrg(aliasOrUsername, { library }),
    journal: (environment) => journalOf({ repository, environment, place: configuration.refs }, secrets),
    writePackage: async (files) => (await import('./zip/zip.ts')).writePackage(files),
    readConfiguration: () => textIn(file),
    writeConfiguration: async (text) => {
      await writeFile(file, text);
      return file;
    },
    writeOutput: (output, text) => writeOutput(path.resolve(directory, output), text),
    readInput: (input) => readInput(path.resolve(directory, input)),
    ...dataGateways(directory, path.resolve(repository.project, configuration.data?.folder ?? defaultFolder)),
    probes: openProbes(repository.project, process.env),
    now: () => new Date(),
    newRunId: () => randomUUID().slice(0, 8),
    where: redacted(ciRun(process.env) ?? hostname()),
    probeRemote: async () => (await import('./git/remote-probe.ts')).openRemoteProbe(repository, configuration.refs),
    process: thisProcess(),
    hasEnded,
  };
};

interface Reading {
  readonly repository: Repository;
  readonly knownTypes: KnownTypes;
  /** Gathers the values that replacements put in. */
  readonly secrets: Map<string, string>;
}

/** One set of readers for the same scope: what one walk has read it does not read again. */
const versionReaders = ({ repository, knownTypes, secrets }: Reading): Gateways['readersOf'] => {
  const known = new Map<string, VersionReaders>();
  return (scope) => {
    const key = JSON.stringify(scope ?? null);
    const source = { git: repository.git, known: knownTypes, prefix: repository.prefix, scope };
    const versionAt = onceFor(async (commit, name) => (await versions()).commitVersion(source, commit, name));
    const readers = known.get(key) ?? {
      versionAt,
      deployedVersionAt: onceFor(async (commit, name) => {
        const { asDeployed, replacementSources } = await import('./git/deployed-version.ts');
        return asDeployed(await versionAt(commit, name), replacementSources(repository.project), secrets);
      }),
      workingTree: async () => (await import('./git/working-tree.ts')).workingTree(source),
    };
    known.set(key, readers);
    return readers;
  };
};

type ReadVersion = VersionReaders['versionAt'];

/** A commit never changes: its listing and its settings are read once. */
const onceFor = (read: ReadVersion): ReadVersion => {
  const known = new Map<string, Promise<Version>>();
  return (commit, name) => {
    const key = `${commit} ${name}`;
    const version = known.get(key) ?? read(commit, name);
    known.set(key, version);
    return version;
  };
};

const dataGateways = (
  directory: string,
  folder: string,
): Pick<Gateways, 'backups' | 'openOutput' | 'scratchBackups' | 'identities'> => ({
  openOutput: async (file) => (await import('./data/output-file.ts')).openOutputFile(path.resolve(directory, file)),
  scratchBackups: async () => (await import('./data/backup-store.ts')).openScratchStore(),
  backups: async (environment) => (await import('./data/backup-store.ts')).openBackupStore(folder, environment),
  identities: async (keys) =>
    (await import('./data/sealing.ts')).readIdentities(keys && path.resolve(directory, keys), process.env),
});

/** What a command does not use is not loaded: the list of releases must not wait for parsers and zips. */
const versions = () => import('./git/versions.ts');

interface JournalPlace {
  readonly repository: Repository;
  readonly environment: string;
  /** Below `refs/`. */
  readonly place: string | undefined;
}

const journalOf = ({ repository, environment, place }: JournalPlace, secrets: Map<string, string>): Journal =>
  lazyJournal(journalRef(environment, place), async () => {
    const [{ openJournal }, { sealedJournal }, { replacementSources }] = await Promise.all([
      import('./git/journal.ts'),
      import('./git/sealed-journal.ts'),
      import('./git/deployed-version.ts'),
    ]);
    const journal = openJournal(repository, environment, place);
    return sealedJournal(journal, secrets, replacementSources(repository.project));
  });

const writeOutput = async (file: string, text: string): Promise<void> => {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    refuse({ reason: 'unwritable', file, detail: message.replace(/^\w+: /, '').replace(/, .*$/, '') }, error);
  }
};

const readInput = (file: string): Promise<string> =>
  readFile(file, 'utf8').catch((error: unknown) => {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return refuse({ reason: 'unreadable', file, detail: message.replace(/^\w+: /, '').replace(/, .*$/, '') }, error);
  });

const textIn = (file: string): Promise<string | undefined> =>
  readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });

const configurationFrom = async (file: string): Promise<Configuration> => {
  const text = await textIn(file);
  if (text === undefined) return { environments: {} };
  const { readConfiguration } = await import('../release/configuration.ts');
  const reading = readConfiguration(text);
  return 'configuration' in reading
    ? reading.configuration
    : refuse({ reason: 'invalidConfiguration', problems: reading.problems });
};

const ciRun = (environment: NodeJS.ProcessEnv): string | undefined => {
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID, CI_JOB_URL, BUILD_URL } = environment;
  const attempt = environment['GITHUB_RUN_ATTEMPT'];
  if (GITHUB_SERVER_URL && GITHUB_REPOSITORY && GITHUB_RUN_ID)
    return `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}${attempt ? `/attempts/${attempt}` : ''}`;
  return CI_JOB_URL ?? BUILD_URL;
};
