import { createHash } from 'node:crypto';

/** What bytes that pass by hash to, in memory of one piece. */
export interface Hashing {
  readonly pass: (bytes: Iterable<Uint8Array> | AsyncIterable<Uint8Array>) => AsyncGenerator<Uint8Array>;
  /** Of all that has passed; to be asked once. */
  readonly result: () => { readonly bytes: number; readonly sha256: string };
}

export const hashing = (): Hashing => {
  const hash = createHash('sha256');
  let length = 0;
  return {
    pass: async function* (bytes) {
      for await (const piece of bytes) {
        hash.update(piece);
        length += piece.length;
        yield piece;
      }
    },
    result: () => ({ bytes: length, sha256: hash.digest('hex') }),
  };
};

/** A reading that only wants to know what all of it is. */
export const drained = async (bytes: AsyncIterable<Uint8Array>): Promise<void> => {
  for await (const _ of bytes);
};
