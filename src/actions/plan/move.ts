import type { Gateways } from '../../gateways/open.ts';
import { compareComponents, keyOf, parseKey, type ComponentKey } from '../../release/metadata/component.ts';
import type { ComponentContent } from '../../release/content/content.ts';
import type { ComponentChange, Delta } from '../../release/delta/delta.ts';
import { SettingsError } from '../../release/metadata/project-settings.ts';
import { refuse } from '../../release/refusal.ts';
import type { Release } from '../../release/release.ts';
import { UnreadableError } from '../../release/metadata/unreadable.ts';
import type { Version } from '../../release/metadata/version.ts';
import { compareVersions } from '../compare/compare.ts';
import { readContents } from '../compare/contents.ts';
import { spelledLike, withoutGivenUpSpellings, withoutRespelled } from '../compare/respelled.ts';

/** A version to move from or to; `release` is its name when it has one. */
export interface Standpoint {
  readonly commit: string;
  readonly release?: string | undefined;
  /** The version itself, where no commit holds it: a part of a release, a release without another, what others gave since. */
  readonly made?: Version | undefined;
}

/** Before the first release the project held nothing: Git's empty tree. */
export const startOf = async ({ repository }: Gateways, from: Release | undefined): Promise<Standpoint> =>
  from === undefined ? { commit: await repository.emptyTree() } : { commit: from.commit, release: from.name };

/** What stands there. Throws `SettingsError`. */
export const versionOf = async (gateways: Gateways, { commit, release, made }: Standpoint): Promise<Version> =>
  made ?? gateways.deployedVersionAt(commit, release ?? commit.slice(0, 12));

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

/** Components that move along although Git sees no change: all of `to`, or those that a plan names. */
export type AlsoMoved = 'all' | ReadonlySet<ComponentKey>;

/** Reads both versions from Git objects, no checkout. Refuses what cannot be read as metadata, by file. */
export const readMove = (
  gateways: Gateways,
  { from, to }: { readonly from: Standpoint; readonly to: Standpoint },
  also: AlsoMoved = new Set(),
): Promise<Move> =>
  refusingUnreadable(async () => {
    const there = await versionOf(gateways, from);
    const here = await versionOf(gateways, to);
    const compared = await compareVersions(there, here);
    const found = new Set(compared.changes.map(keyOf));
    const wanted = also === 'all' ? undefined : new Set([...found, ...also]);
    const was = await readContents(there, wanted ?? found);
    const { changes, to: is } = await withoutGivenUpSpellings(
      { changes: compared.changes, to: await readContents(here, wanted) },
      here,
    );
    const contents = { from: spelledLike(was, is), to: is };
    const changed = new Set(changes.map(keyOf));
    const unchanged = [...is].filter(([key]) => !changed.has(key));
    for (const [key, content] of unchanged) contents.from.set(key, content);
    const kept = withoutRespelled(changes, { from: was, spelled: contents.from, to: is });
    const all = [...kept, ...unchanged.map(([key]) => sentAgain(key))].sort(compareComponents);
    return { from: there, to: here, delta: { ...compared, changes: all }, contents };
  });

const sentAgain = (key: ComponentKey): ComponentChange => ({
  ...parseKey(key),
  kind: 'changed',
  paths: { from: [], to: [] },
  entries: [],
  files: [],
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
