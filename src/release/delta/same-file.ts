/** How many bytes decide whether a file is text: Git's own measure. */
const probe = 8000;

/** Whether bytes are text to people. */
export const isText = (bytes: Uint8Array): boolean => !bytes.subarray(0, probe).includes(0);

/**
 * Whether two files say the same: their bytes are equal, or both are text and differ only in a byte order mark or in
 * line endings, which Git and editors change on their own.
 */
export const isSameFile = (one: Uint8Array, other: Uint8Array): boolean => {
  if (equal(one, other)) return true;
  if (!isText(one) || !isText(other)) return false;
  return equal(plain(one), plain(other));
};

/** A text without its byte order mark and without the carriage returns before line feeds; anything else as it is. */
export const plainFile = (bytes: Uint8Array): Uint8Array => (isText(bytes) ? plain(bytes) : bytes);

const carriageReturn = 13;
const lineFeed = 10;

const plain = (bytes: Uint8Array): Uint8Array => {
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  if (start === 0 && !bytes.includes(carriageReturn)) return bytes;
  const kept = new Uint8Array(bytes.length - start);
  let length = 0;
  for (let at = start; at < bytes.length; at += 1) {
    if (bytes[at] === carriageReturn && bytes[at + 1] === lineFeed) continue;
    kept[length] = bytes[at] ?? 0;
    length += 1;
  }
  return kept.subarray(0, length);
};

const equal = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && Buffer.compare(one, other) === 0;
