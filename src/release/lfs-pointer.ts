const start = 'version https://git-lfs.github.com/spec/v1\n';

/** Larger files are no pointers; Git LFS itself reads no further. */
const largest = 1024;

/** Whether Git holds a note where the content is instead of the content (Git LFS specification). */
export const isLfsPointer = (bytes: Uint8Array): boolean =>
  bytes.length <= largest &&
  bytes.length > start.length &&
  new TextDecoder().decode(bytes.subarray(0, start.length)) === start;
