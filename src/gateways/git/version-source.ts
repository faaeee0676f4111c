import type { KnownTypes } from '../../release/metadata/project-settings.ts';
import type { Git } from './git.ts';

/** The folder that git runs in is the project; a commit holds it in the same place. */
export interface VersionSource {
  readonly git: Git;
  readonly known: KnownTypes;
  /** From the top of the repository to the project, `''` or ending in a slash. */
  readonly prefix?: string;
  /** The package directories that the versions hold, as far as they have them. All of the project's when absent. */
  readonly scope?: PackageScope | undefined;
}

/** Some of a project's package directories. */
export interface PackageScope {
  /** The release line they are of: of a commit those count that its own `release.yaml` gives to the line. */
  readonly line?: string;
  /** What counts where no line is said, and for a commit that says nothing of the line. */
  readonly packageDirectories: readonly string[];
}

/** The files of a version that say how to read it. */
export const settingsPaths = ['sfdx-project.json', '.forceignore'] as const;

/** The directories that hold metadata as arguments; none for a project that is one itself. */
export const pathArguments = (paths: readonly string[]): string[] => (paths.includes('') ? [] : ['--', ...paths]);
