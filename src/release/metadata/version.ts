import type { ProjectSettings } from './project-settings.ts';

/** One file of a version. */
export interface VersionFile {
  /** Relative to the project, with `/`. */
  readonly path: string;
  /** Names the bytes: equal ids are equal bytes within one repository. */
  readonly id: string;
  readonly kind: 'file' | 'symlink' | 'submodule';
}

/** One path that is not the same in two versions; a side is absent where the path is. */
export interface FileDifference {
  readonly path: string;
  readonly from?: VersionFile;
  readonly to?: VersionFile;
}

/**
 * One state of the metadata of a project that can be read: a commit, the working tree, or what an org gave. Nothing is
 * opened before it is asked for.
 */
export interface Version {
  /** What people call it: `production/v1.4.0`, `working tree`, `production`. Used in messages. */
  readonly name: string;
  /** Object id of the commit; absent for a working tree or an org. */
  readonly commit?: string;
  readonly settings: ProjectSettings;
  /** Versions with the same store can read each other's files in one go. */
  readonly store: object;
  /** For a working tree the store of the commits of its repository. */
  readonly workTreeOf?: object;
  /** Every file in its package directories, or those at or below the paths given (none for no path), sorted by path. */
  files(paths?: readonly string[]): Promise<readonly VersionFile[]>;
  /**
   * Gives the bytes of each file to `take`, in any order, each as soon as it is there. Files whose bytes are not there
   * (a blob missing from a partial clone, a corrupt object) go to `missing` with the reason.
   */
  read(files: readonly VersionFile[], take: TakeBytes): Promise<void>;
  /** What is different in `to`, found without reading either whole; undefined when there is no such shortcut. */
  differencesTo?(to: Version): Promise<readonly FileDifference[]> | undefined;
}

export interface TakeBytes {
  bytes(file: VersionFile, bytes: Buffer): void;
  missing(file: VersionFile, reason: string): void;
}

/** The differences between two listings sorted by path, both read whole. */
export const joinListings = (from: readonly VersionFile[], to: readonly VersionFile[]): FileDifference[] => {
  const differences: FileDifference[] = [];
  const left = new Map(from.map((file) => [file.path, file]));
  for (const file of to) {
    const was = left.get(file.path);
    left.delete(file.path);
    if (was === undefined) differences.push({ path: file.path, to: file });
    else if (was.id !== file.id || was.kind !== file.kind) differences.push({ path: file.path, from: was, to: file });
  }
  for (const file of left.values()) differences.push({ path: file.path, from: file });
  return differences;
};
