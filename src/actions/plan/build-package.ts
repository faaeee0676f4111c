import type { TooLarge, Zip, ZipSource } from '../../gateways/zip/zip.ts';
import { claimer, type ClaimedFile } from '../../release/metadata/claim.ts';
import { keyOf, type ComponentKey } from '../../release/metadata/component.ts';
import type { ComponentContent } from '../../release/content/content.ts';
import type { PackageEntry, PackageFile } from '../../release/package/package-entry.ts';
import { layOut } from '../../release/package/package-layout.ts';
import { membersOf, writeManifest, type Members, type NamedComponent } from '../../release/package/package-manifest.ts';
import { UnreadableError } from '../../release/metadata/unreadable.ts';
import type { Version } from '../../release/metadata/version.ts';
import { filesOf } from './package-files.ts';

/** What one deploy is to do. */
export interface PackageOrder {
  readonly version: Version;
  /** Sent as the version has them, byte for byte where their file holds nothing else. */
  readonly components: ReadonlySet<ComponentKey> | 'all';
  /** Sent as given. */
  readonly contents?: readonly ComponentContent[];
  readonly deletions?: { readonly pre?: readonly NamedComponent[]; readonly post?: readonly NamedComponent[] };
  /** `62.0`: how the org is to read the package. */
  readonly apiVersion: string;
}

export interface BuiltPackage extends Zip {
  /** What package.xml names, by type. */
  readonly members: Members;
}

/** `writePackage` of `gateways/zip/zip.ts`. */
export type WritePackage = (files: ZipSource) => Promise<Zip | TooLarge>;

/**
 * Makes the zip that one deploy sends, straight from the version: what has a file to itself passes through, what shares
 * one is put together; read, made and zipped in step, never held whole. Entries are sorted, manifests come last. Gives
 * `TooLarge` when the org would not take it. Throws `UnreadableError` naming version and file when one is not what it
 * should be, and a `RangeError` for a component that the version does not hold.
 */
export const buildPackage = async (order: PackageOrder, write: WritePackage): Promise<BuiltPackage | TooLarge> => {
  const { version, components, contents = [] } = order;
  const { types } = version.settings;
  const files = claimedFiles(version, await version.files());
  const { entries, problems } = layOut({ types, components, contents, files });
  if (problems.length > 0)
    throw new UnreadableError(problems.map((problem) => ({ version: version.name, ...problem })));
  const named: NamedComponent[] = [];
  const zip = await write(packageFiles(order, entries, named));
  return 'excess' in zip ? zip : { ...zip, members: membersOf(named, types) };
};

/** The files of a package and then its manifests, which name what turned out to be in the files. */
const packageFiles = async function* (
  order: PackageOrder,
  entries: readonly PackageEntry[],
  named: NamedComponent[],
): AsyncGenerator<readonly [string, PackageFile]> {
  for await (const { path, file, members } of filesOf(order.version, entries)) {
    named.push(...members);
    yield [path, file];
  }
  expectAll(order, named);
  yield* manifests(order, membersOf(named, order.version.settings.types));
};

const claimedFiles = ({ settings }: Version, files: Awaited<ReturnType<Version['files']>>): ClaimedFile[] => {
  const claim = claimer(settings);
  return files.map(claim).flatMap((found) => (found.kind === 'claimed' ? [found.claimed] : []));
};

const expectAll = ({ version, components }: PackageOrder, named: readonly NamedComponent[]): void => {
  if (components === 'all') return;
  const found = new Set(named.map(keyOf));
  const missing = [...components].filter((key) => !found.has(key));
  if (missing.length > 0) throw new RangeError(`${version.name} does not hold ${missing.join(', ')}`);
};

const manifests = (
  { version, deletions = {}, apiVersion }: PackageOrder,
  members: Members,
): (readonly [string, Uint8Array])[] => {
  const destructive = (name: string, components: readonly NamedComponent[] = []): (readonly [string, Uint8Array])[] =>
    components.length === 0 ? [] : [[name, writeManifest(membersOf(components, version.settings.types), apiVersion)]];
  return [
    ...destructive('destructiveChangesPost.xml', deletions.post),
    ...destructive('destructiveChangesPre.xml', deletions.pre),
    ['package.xml', writeManifest(members, apiVersion)],
  ];
};
