import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const CHECKSUM = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/**
 * The 18-character form of a 15-character id: three characters, each saying which of five letters are capitals
 * (Salesforce Object Reference, "ID Field Type"; documented).
 */
export const to18 = (id: string): string => {
  let check = '';
  for (let start = 0; start < 15; start += 5) {
    let bits = 0;
    for (let bit = 0; bit < 5; bit += 1) {
      const code = id.charCodeAt(start + bit);
      if (code >= 65 && code <= 90) bits |= 1 << bit; // A to Z
    }
    check += CHECKSUM.charAt(bits);
  }
  return id + check;
};

/** The id as this org stores it, or undefined when it has neither 15 nor 18 letters and digits. */
export const canonicalId = (id: string): string | undefined =>
  /^\w{15}(\w{3})?$/.test(id) ? to18(id.slice(0, 15)) : undefined;

const base62 = (value: number, digits: number): string => {
  let text = '';
  for (let rest = value; text.length < digits; rest = Math.floor(rest / 62)) text = (ALPHABET[rest % 62] ?? '0') + text;
  return text;
};

/** Six letters that are this org's own inside every id, so that ids of two orgs never meet. */
export const randomPod = (): string => [...randomBytes(6)].map((byte) => ALPHABET[byte % 62]).join('');

/** Fresh ids: key prefix, the org's pod, a counter. */
export interface IdSequence {
  next(prefix: string): string;
  /** How many ids were given; a restored org continues from here. */
  readonly used: number;
}

export const idSequence = (pod: string, start = 0): IdSequence => {
  let used = start;
  return {
    next: (prefix) => to18(prefix + pod + base62(++used, 6)),
    get used() {
      return used;
    },
  };
};
