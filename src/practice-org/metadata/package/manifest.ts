import { childrenNamed, childText, parseXml } from '../xml/xml.ts';
import type { PackageTypeMembers } from '../types.ts';

export interface Manifest {
  readonly types: readonly PackageTypeMembers[];
  /** `62.0`; undefined when the manifest names none. */
  readonly version?: string;
}

/** Reads package.xml or a destructive manifest. Throws `XmlProblem`. */
export const parseManifest = (source: Buffer): Manifest => {
  const root = parseXml(source);
  const version = childText(root, 'version')?.trim();
  const types = childrenNamed(root, 'types').map((type) => ({
    name: childText(type, 'name')?.trim() ?? '',
    members: childrenNamed(type, 'members').map((member) => member.text.trim()),
  }));
  return version === undefined ? { types } : { types, version };
};
