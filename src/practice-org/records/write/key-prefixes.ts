const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Custom objects get `a00`, `a01` …; the first one not taken. */
export const freeKeyPrefix = (taken: ReadonlySet<string>): string => {
  for (const middle of ALPHABET)
    for (const last of ALPHABET) {
      const prefix = `a${middle}${last}`;
      if (!taken.has(prefix)) return prefix;
    }
  throw new Error('An org has room for 3,844 custom objects; every key prefix is taken.');
};
