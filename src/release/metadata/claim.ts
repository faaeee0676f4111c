import { keyOf, type ComponentKey } from './component.ts';
import { layoutOf } from './metadata-types.ts';
import { metaSuffix } from './place-as.ts';
import type { Place } from './place.ts';
import type { ProjectSettings } from './project-settings.ts';
import { placer } from './source-path.ts';
import type { VersionFile } from './version.ts';

/** A file and the component it belongs to. */
export interface ClaimedFile {
  readonly file: VersionFile;
  readonly place: Place;
}

/** What becomes of a file: claimed by a component, by none, or none of our business. */
export type Claim =
  | { readonly kind: 'claimed'; readonly key: ComponentKey; readonly claimed: ClaimedFile }
  /** `key`: the component that a symbolic link or a submodule stands in the place of. */
  | { readonly kind: 'unclaimed'; readonly because: 'noType' | 'symlink' | 'submodule'; readonly key?: ComponentKey }
  | { readonly kind: 'outside' };

/** What becomes of a path, as long as it is an ordinary file. */
type PathClaim = { readonly key: ComponentKey; readonly place: Place } | 'noType' | 'outside';

const outside: Claim = { kind: 'outside' };

/** Manifests lie beside metadata and are none; local tests of components never reach an org. */
const isNoMetadata = (path: string): boolean =>
  (!path.endsWith(metaSuffix) && manifest.test(path)) || (path.includes('__tests__') && localTest.test(path));

const manifest = /(^|\/)(package|destructiveChanges(Pre|Post)?)\.xml$/;
const localTest = /(^|\/)(lwc|aura)\/(.*\/)?__tests__\//;

/** Says for each file of one version what becomes of it. Versions with equal settings may share a claimer. */
export const claimer = (settings: ProjectSettings): ((file: VersionFile) => Claim) => {
  const claimPath = remembered(settings);
  return (file) => {
    const claim = claimPath(file.path);
    if (claim === 'outside') return outside;
    if (claim === 'noType') return { kind: 'unclaimed', because: file.kind === 'file' ? 'noType' : file.kind };
    if (file.kind !== 'file') return { kind: 'unclaimed', because: file.kind, key: claim.key };
    return { kind: 'claimed', key: claim.key, claimed: { file, place: claim.place } };
  };
};

/** Whether two versions claim every file in the same way. */
export const claimsAlike = (one: ProjectSettings, other: ProjectSettings): boolean =>
  one.fingerprint === other.fingerprint && one.ignoreRules === other.ignoreRules;

/** One walk looks at the same versions several times: what they hold, what they are packed from, what stands for what. */
const remembered = (settings: ProjectSettings): ((path: string) => PathClaim) => {
  const known = claimsUnder(settings);
  const claimPath = pathClaimer(settings);
  return (path) => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const claim = claimPath(path);
    known.set(path, claim);
    return claim;
  };
};

const claims = new WeakMap<ProjectSettings, Map<string, PathClaim>>();
let latest: WeakRef<ProjectSettings> | undefined;

/** The settings of two versions that are compared are mostly the same: what one claims the other does. */
const claimsUnder = (settings: ProjectSettings): Map<string, PathClaim> => {
  const other = latest?.deref();
  const alike = other !== undefined && claimsAlike(other, settings) ? claims.get(other) : undefined;
  const known = claims.get(settings) ?? alike ?? new Map<string, PathClaim>();
  claims.set(settings, known);
  latest = new WeakRef(settings);
  return known;
};

const pathClaimer = (settings: ProjectSettings): ((path: string) => PathClaim) => {
  const prefixes = settings.packageDirectories.map((directory) => (directory === '' ? '' : `${directory}/`));
  const placeOf = placer(settings.types);
  return (path) => {
    if (!prefixes.some((prefix) => path.startsWith(prefix))) return 'outside';
    if (isNoMetadata(path) || settings.ignores(path)) return 'outside';
    const place = placeOf(path);
    return place === undefined ? 'noType' : { key: keyOf({ type: place.type.name, fullName: place.fullName }), place };
  };
};

/**
 * Where the other files of the same component lie if there are any: paths of files and directories, so that a version
 * can be asked for them alone.
 */
export const homesOf = ({ file: { path }, place }: ClaimedFile): string[] => {
  const segments = path.split('/');
  const at = segments.indexOf(place.type.directoryName);
  const directory = segments.slice(0, -1).join('/');
  const own = segments.slice(0, at + 2).join('/');
  switch (layoutOf(place.type)) {
    case 'bundle':
    case 'decomposed':
      return [own];
    case 'digitalExperience':
      return [directory];
    case 'matching':
      return [path.replace(/-meta\.xml$/, ''), path.endsWith('-meta.xml') ? path : `${path}-meta.xml`];
    case 'mixed':
      return mixedHomes(segments, at, place);
    default:
      return [path];
  }
};

/** `staticresources/logo` and its `-meta.xml`; a document's directory is small enough to be asked for whole. */
const mixedHomes = (segments: readonly string[], at: number, { type }: Place): string[] => {
  const directory = segments.slice(0, at + 1).join('/');
  if (type.inFolder === true) return [segments.slice(0, -1).join('/')];
  const name = (segments[at + 1] ?? '').split('.')[0] ?? '';
  const suffix = type.suffix ?? 'site';
  return [`${directory}/${name}`, `${directory}/${name}.${suffix}`, `${directory}/${name}.${suffix}-meta.xml`];
};
