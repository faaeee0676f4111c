import type { ClaimedFile } from './claim.ts';
import { layoutOf, type RegistryType } from './metadata-types.ts';
import { FileError } from './unreadable.ts';

/** Types of which a component is content and a `-meta.xml`, and neither without the other. */
export const isOfTwoHalves = (type: RegistryType): boolean =>
  layoutOf(type) === 'matching' || type.name === 'StaticResource' || type.name === 'Document';

/** What is wrong with a component of two halves that has only these files; undefined when nothing is. */
export const missingHalf = (files: readonly ClaimedFile[]): FileError | undefined => {
  const type = files[0]?.place.type;
  if (type === undefined || !isOfTwoHalves(type)) return undefined;
  const isMeta = ({ place }: ClaimedFile): boolean => place.role === 'xml';
  if (files.every(isMeta)) return new FileError('missingContent', 'the content that belongs to it is not there');
  if (files.some(isMeta) || !files.some(isInDirectoryOfType)) return undefined;
  return new FileError('missingMeta', `the -meta.xml that belongs to it is not there`);
};

/** A file that only its suffix makes look like metadata is none without a `-meta.xml`. */
const isInDirectoryOfType = ({ file, place }: ClaimedFile): boolean =>
  file.path.split('/').includes(place.type.directoryName);
