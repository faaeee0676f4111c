import type { Comparison } from '../../release/delta/comparison.ts';
import { writeManifest } from '../../release/package/package-manifest.ts';

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** The manifest of what a comparison adds or changes. */
export const packageXml = ({ members, apiVersion }: Comparison): string =>
  text(writeManifest(needed(members).toDeploy, apiVersion));

/** The manifest of what a comparison removes. */
export const destructiveChanges = ({ members, apiVersion }: Comparison): string =>
  text(writeManifest(needed(members).toDelete, apiVersion));

const needed = (members: Comparison['members']): NonNullable<Comparison['members']> => {
  if (members === undefined) throw new RangeError('a manifest needs the members of the comparison');
  return members;
};
