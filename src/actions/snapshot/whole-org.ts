import type { Manifest } from '../../gateways/org/manifest.ts';
import type { FileProperties, ListQuery } from '../../gateways/org/metadata-lists.ts';
import type { Org } from '../../gateways/org/org.ts';
import type { MetadataTypes } from '../../release/metadata/metadata-types.ts';
import { membersOf } from '../../release/package/package-manifest.ts';

/**
 * Everything an org lists, by type: what managed packages installed is theirs and left out, standard value sets are in
 * no list. Children come with their parents.
 */
export const wholeOrg = async (org: Org, types: MetadataTypes): Promise<Manifest> => {
  const described = await org.describeMetadata();
  const inFolders = described.filter(({ inFolder }) => inFolder).map(({ type }) => type);
  const plain = described.map(({ type }) => type).filter((type) => !inFolders.includes(type));
  const folders = await Promise.all(inFolders.map((type) => foldersOf(org, types, type)));
  const listed = await org.listMetadata([
    ...plain.map((type): ListQuery => ({ type })),
    ...folders.flat().map(({ of, fullName }): ListQuery => ({ type: of, folder: fullName })),
  ]);
  const own = listed.filter(isOwn).map(({ type, fullName }) => ({ type, fullName }));
  return membersOf([...own, ...folders.flat()], types);
};

const isOwn = ({ manageableState, namespacePrefix }: FileProperties): boolean =>
  manageableState !== 'installed' && namespacePrefix === undefined;

/** Folders of a type, nested ones by their whole path; what they hold is listed folder by folder. */
const foldersOf = async (org: Org, types: MetadataTypes, of: string) => {
  const known = types.typeOf(of.toLowerCase())?.folderType;
  const type = (known === undefined ? undefined : types.typeOf(known)?.name) ?? `${of}Folder`;
  const folders = await org.listMetadata([{ type: listedAs(type) }]);
  return folders.filter(isOwn).map(({ fullName }) => ({ type, fullName, of }));
};

/** The org lists the folders of e-mail templates under another name than it gives them elsewhere. */
const listedAs = (type: string): string => (type === 'EmailTemplateFolder' ? 'EmailFolder' : type);
