import type { Gateways } from '../gateways/open.ts';
import { keyOf, type ComponentKey } from '../release/component.ts';
import type { ComponentContent } from '../release/content.ts';
import type { Delta } from '../release/delta.ts';
import { SettingsError } from '../release/project-settings.ts';
import { refuse } from '../release/refusal.ts';
import { UnreadableError } from '../release/unreadable.ts';
import type { Version } from '../release/version.ts';
import { compareVersions } from './compare.ts';
import { readContents } from './contents.ts';

/** A version to move from or to; `release` is its name when it has one. */
export interface Standpoint {
  readonly commit: string;
  readonly release?: string | undefined;
}

/** What Git says of going from one version to another. */
export interface Move {
  readonly from: Version;
  readonly to: Version;
  readonly delta: Delta;
  readonly contents: {
    readonly from: ReadonlyMap<ComponentKey, ComponentContent>;
    readonly to: ReadonlyMap<ComponentKey, ComponentContent>;
  };
}

/** Reads both versions from Git objects, no checkout. Refuses what cannot be read as metadata, by file. */
export const readMove = (gateways: Gateways, from: Standpoint, to: Standpoint): Promise<Move> =>
  refusingUnreadable(async () => {
    const there = await gateways.versionAt(from.commit, from.release ?? from.commit.slice(0, 12));
    const here = await gateways.versionAt(to.commit, to.release ?? to.commit.slice(0, 12));
    const delta = await compareVersions(there, here);
    const keys = new Set(delta.changes.map(keyOf));
    const contents = { from: await readContents(there, keys), to: await readContents(here, keys) };
    return { from: there, to: here, delta, contents };
  });

/** A file that cannot be read is a refusal that names it: never "no change". */
export const refusingUnreadable = async <Result>(read: () => Promise<Result>): Promise<Result> => {
  try {
    return await read();
  } catch (error) {
    if (error instanceof SettingsError)
      return refuse({ reason: 'invalidProjectFile', where: error.file, detail: error.message }, error);
    if (!(error instanceof UnreadableError)) throw error;
    const files = error.files.map(({ path, because, detail }) => ({ path, why: `${because}: ${detail}` }));
    return refuse({ reason: 'unresolvable', ref: error.files[0]?.version ?? 'a version', files }, error);
  }
};
