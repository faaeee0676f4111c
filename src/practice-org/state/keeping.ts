import type { MetadataState } from '../metadata/types.ts';
import type { Org } from '../org.ts';
import { changeDetector, imageOf, type OrgImage, type OrgMemory } from './org-image.ts';
import { StateFolder } from './state-folder.ts';

/** How an org is kept beyond its process, if at all. */
export interface Keeping {
  /** Saves when something changed; `wrote` says that records may have. */
  readonly afterRequest: (wrote: boolean) => void;
  save(): void;
  /** Saves for the last time and lets the folder go. */
  end(): void;
}

export interface OpenState {
  readonly image: OrgImage | undefined;
  keep(org: Org): Keeping;
  /** Lets the folder go without having kept anything. */
  release(): void;
}

/** In memory only. */
const nowhere: OpenState = {
  image: undefined,
  keep: () => ({ afterRequest: () => undefined, save: () => undefined, end: () => undefined }),
  release: () => undefined,
};

/** @throws when the folder is damaged, from another version, or used by another process. */
export const openState = (folder: string | undefined): OpenState => {
  if (folder === undefined) return nowhere;
  const state = new StateFolder<MetadataState, OrgMemory>(folder);
  return {
    image: state.load(),
    keep(org) {
      const hasChanged = changeDetector(org);
      const save = (): void => {
        state.save(imageOf(org));
      };
      return {
        afterRequest(wrote) {
          if (hasChanged() || wrote) save();
        },
        save,
        end() {
          save();
          state.release();
        },
      };
    },
    release() {
      state.release();
    },
  };
};
