/** A pointer is at most this long (Git LFS specification). */
const longestPointer = 1024;

const firstLine = Buffer.from('version https://git-lfs.github.com/spec/v1');

/** Whether a file is only the pointer that Git LFS keeps in the repository in its stead. */
export const isLfsPointer = (bytes: Buffer): boolean =>
  bytes.length < longestPointer && bytes.subarray(0, firstLine.length).equals(firstLine);
