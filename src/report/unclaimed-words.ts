import type { UnclaimedFile } from '../release/delta/delta.ts';

/** Why a file in a package directory is no component, for a person. */
export const unclaimedBecause: Readonly<Record<UnclaimedFile['because'], string>> = {
  noType: 'no metadata type claims it',
  symlink: 'a symbolic link',
  submodule: 'a submodule',
  lfsPointer: 'a Git LFS pointer, its content is elsewhere',
};
