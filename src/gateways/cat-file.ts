/** Takes one object; undefined bytes when git does not have it. */
export type TakeObject = (id: string, bytes: Buffer | undefined) => void;

/**
 * Reads what `git cat-file --batch` writes, chunk by chunk: `<id> <type> <size>`, a line feed, the bytes, a line feed;
 * or `<id> missing`. An object is copied once, and only when it lies across chunks.
 */
export const batchReader = (take: TakeObject): ((chunk: Buffer) => void) => {
  let header = '';
  let object: { id: string; bytes: Buffer; filled: number } | undefined;
  let skip = 0;
  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      if (skip > 0) {
        at += 1;
        skip = 0;
      } else if (object !== undefined) {
        const { id, bytes, filled } = object;
        const copied = chunk.copy(bytes, filled, at);
        object.filled += copied;
        at += copied;
        if (object.filled < bytes.length) continue;
        object = undefined;
        skip = 1;
        take(id, bytes);
      } else {
        const end = chunk.indexOf(10, at);
        header += chunk.toString('latin1', at, end < 0 ? chunk.length : end);
        at = end < 0 ? chunk.length : end + 1;
        if (end < 0) continue;
        const [id = '', kind, size] = header.split(' ');
        header = '';
        if (size === undefined || kind === 'missing') take(id, undefined);
        else if (Number(size) === 0) {
          skip = 1;
          take(id, Buffer.alloc(0));
        } else object = { id, bytes: Buffer.allocUnsafe(Number(size)), filled: 0 };
      }
    }
  };
};
