import { parseManifest, type Manifest } from './manifest.ts';
import { XmlProblem } from '../xml/xml.ts';
import type { ZipEntries } from '../types.ts';

/** The manifests of deletions, in the order in which the org obeys them (meta_deploy_deleting_files.htm; documented). */
export const destructiveManifests = {
  pre: 'destructiveChangesPre.xml',
  plain: 'destructiveChanges.xml',
  post: 'destructiveChangesPost.xml',
} as const;

export interface Destruction {
  readonly fileName: string;
  readonly manifest: Manifest;
}

/** One package of a zip: its manifests and its files, paths without the package's own folder. */
export interface DeployPackage {
  /** Folder inside the zip with a slash at the end, or nothing. */
  readonly prefix: string;
  readonly manifest: Manifest;
  readonly before: readonly Destruction[];
  readonly after: readonly Destruction[];
  readonly entries: ZipEntries;
}

/** A manifest that cannot be read or is not there: a failure of the manifest itself, nothing else is looked at. */
export interface ManifestProblem {
  readonly fileName: string;
  readonly problem: string;
  readonly line?: number;
  readonly column?: number;
}

const under = (entries: ZipEntries, prefix: string): ZipEntries =>
  prefix === ''
    ? entries
    : new Map(
        [...entries].flatMap(([path, bytes]) => (path.startsWith(prefix) ? [[path.slice(prefix.length), bytes]] : [])),
      );

const readOne = (entries: ZipEntries, prefix: string): DeployPackage | ManifestProblem => {
  const files = under(entries, prefix);
  let fileName = 'package.xml';
  const read = (name: string): Manifest | undefined => {
    fileName = name;
    const bytes = files.get(name);
    return bytes && parseManifest(bytes);
  };
  const destructions = (...names: readonly string[]): Destruction[] =>
    names.flatMap((name) => {
      const found = read(name);
      return found ? [{ fileName: prefix + name, manifest: found }] : [];
    });
  try {
    const manifest = read('package.xml');
    if (!manifest) return { fileName: `${prefix}package.xml`, problem: 'No package.xml found' };
    const { pre, plain, post } = destructiveManifests;
    return { prefix, manifest, before: destructions(pre, plain), after: destructions(post), entries: files };
  } catch (error) {
    if (!(error instanceof XmlProblem)) throw error;
    const { line, column } = error;
    return { fileName: prefix + fileName, problem: `Error parsing file: ${error.message}`, line, column };
  }
};

/**
 * The packages of a zip: the zip itself with `singlePackage`, else each of its top folders
 * (Metadata API guide, DeployOptions.singlePackage; documented).
 */
export const readPackages = (
  entries: ZipEntries,
  singlePackage: boolean,
): readonly (DeployPackage | ManifestProblem)[] => {
  const folders = [...new Set([...entries.keys()].map((path) => path.split('/')[0] ?? ''))];
  const prefixes = singlePackage
    ? ['']
    : folders.filter((folder) => !entries.has(folder)).map((folder) => `${folder}/`);
  return (prefixes.length > 0 ? prefixes : ['']).map((prefix) => readOne(entries, prefix));
};
