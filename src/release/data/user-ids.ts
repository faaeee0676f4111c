/** The ids of users that rows name: who owns, made or wrote them last, and who their lookups mean. */
export interface UserIds {
  /** Hands the CSV on as it comes, and looks at it meanwhile. */
  pass(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array>;
  /** In the order in which they came. */
  found(): readonly string[];
}

/** What a value begins with that is the id of a user (key prefix 005), and how long it is with its quotes. */
const beginning = '"005';
const valueLength = 20;
const isUserId = /^"005[A-Za-z0-9]{15}"$/u;

/** Bulk API 2.0 quotes every value (documented). A text that looks like an id is one that no user has. */
export const userIds = (known: readonly string[] = []): UserIds => {
  const ids = new Set(known);
  let last = '';
  const look = (text: string): void => {
    for (let at = text.indexOf(beginning); at !== -1; at = text.indexOf(beginning, at + 1)) {
      if (last !== '' && text.startsWith(last, at)) continue; // row after row the same
      const value = text.slice(at, at + valueLength);
      if (!isUserId.test(value)) continue;
      last = value;
      ids.add(value.slice(1, -1));
    }
  };
  return {
    pass: async function* (bytes) {
      let rest = '';
      for await (const piece of bytes) {
        const text = rest + Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength).toString('latin1');
        look(text);
        rest = text.slice(1 - valueLength);
        yield piece;
      }
    },
    found: () => [...ids],
  };
};
