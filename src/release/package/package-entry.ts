import type { ClaimedFile } from '../metadata/claim.ts';
import type { ReadFile } from '../content/component-contents.ts';
import type { Unreadable } from '../delta/delta.ts';
import type { NamedComponent } from './package-manifest.ts';

/** A static resource that source format keeps as a directory: zipped when the package is written. */
export interface Archive {
  readonly archive: ReadonlyMap<string, Uint8Array>;
}

/** What a file of a package holds. */
export type PackageFile = Uint8Array | Archive;

/** Something that keeps a package from being made; the version is named by whoever reads it. */
export type PackageProblem = Omit<Unreadable, 'version'>;

export type RefuseFile = (problem: PackageProblem) => void;

/** One file of a package before anything was read for it. */
export interface PackageEntry {
  /** Relative to the package: `classes/A.cls`. */
  readonly path: string;
  /** Files of the version that it is made of, sorted by path; empty when everything was given. */
  readonly sources: readonly ClaimedFile[];
  /** Gives undefined when nothing is left to send, and calls `refuse` for a source that is not what it should be. */
  make(read: readonly ReadFile[], refuse: RefuseFile): MadeFile | undefined;
}

/** A file of a package and the components it holds. */
export interface MadeFile {
  readonly file: PackageFile;
  readonly members: readonly NamedComponent[];
}
