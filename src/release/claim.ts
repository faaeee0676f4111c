import { keyOf, type ComponentKey } from './component.ts';
import { layoutOf } from './metadata-types.ts';
import type { ProjectSettings } from './project-settings.ts';
import { placeOf, type Place } from './source-path.ts';
import type { VersionFile } from './version.ts';

/** A file and the component it belongs to. */
export interface ClaimedFile {
  readonly file: VersionFile;
  readonly place: Place;
}

/** What becomes of a file: claimed by a component, by none, or none of our business. */
export type Claim =
  | { readonly kind: 'claimed'; readonly key: ComponentKey; readonly claimed: ClaimedFile }
  | { readonly kind: 'unclaimed'; readonly because: 'noType' | 'symlink' | 'submodule' }
  | { readonly kind: 'outside' };

const outside: Claim = { kind: 'outside' };

/** Manifests lie beside metadata and are none. */
const manifest = /(^|\/)(package|destructiveChanges(Pre|Post)?)\.xml$/;

/** Local tests of a Lightning web component never reach an org. */
const localTest = /(^|\/)(lwc|aura)\/(.*\/)?__tests__\//;

/** Says for each file of one version what becomes of it. Paths are decided once. */
export const claimer = (settings: ProjectSettings): ((file: VersionFile) => Claim) => {
  const prefixes = settings.packageDirectories.map((directory) => (directory === '' ? '' : `${directory}/`));
  return (file) => {
    const { path } = file;
    if (!prefixes.some((prefix) => path.startsWith(prefix)) || settings.ignores(path)) return outside;
    if (manifest.test(path) || localTest.test(path)) return outside;
    if (file.kind !== 'file') return { kind: 'unclaimed', because: file.kind };
    const place = placeOf(path, settings.types);
    if (place === undefined) return { kind: 'unclaimed', because: 'noType' };
    return {
      kind: 'claimed',
      key: keyOf({ type: place.type.name, fullName: place.fullName }),
      claimed: { file, place },
    };
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
