/** 1 for the bytes of letters, digits and the underscore: what names are made of. */
const inWord = Uint8Array.from({ length: 256 }, (_, code) => (/\w/u.test(String.fromCharCode(code)) ? 1 : 0));

const buckets = 1 << 16;

/** One step of a polynomial hash that is kept to 32 bits. */
const hashed = (hash: number, code: number): number => (Math.imul(hash, 31) + code) | 0;

/**
 * Says whether text has one of some words in it, as a whole word of letters, digits and underscores. Text is read as
 * bytes, once, whatever the number of words: a repository of 100,000 files is searched for each plan.
 */
export const wordFinder = (words: ReadonlySet<string>): ((text: Uint8Array) => boolean) => {
  const known = new Uint8Array(buckets);
  for (const word of words) {
    let hash = 0;
    for (const letter of word) hash = hashed(hash, letter.charCodeAt(0));
    known[hash & (buckets - 1)] = 1;
  }
  const isKnown = (text: Uint8Array, begin: number, end: number): boolean =>
    words.has(String.fromCharCode(...text.subarray(begin, end)));
  return (text) => {
    let hash = 0;
    let begin = 0;
    for (let at = 0; at <= text.length; at += 1) {
      const code = text[at] ?? 0;
      if (inWord[code] === 1) hash = hashed(hash, code);
      else {
        if (at > begin && known[hash & (buckets - 1)] === 1 && isKnown(text, begin, at)) return true;
        begin = at + 1;
        hash = 0;
      }
    }
    return false;
  };
};
