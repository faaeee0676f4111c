/** Comments and texts. An open comment goes on to the end: a source full of them is read once, not again and again. */
const noise = /\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'/g;

/** Apex without comments and texts; everything keeps its place, so that positions still hold. */
export const silencedApex = (source: string): string => source.replace(noise, (found) => found.replace(/[^\n]/g, ' '));

/** All identifiers of Apex or JavaScript text, in small letters. */
export const identifiers = (source: string): ReadonlySet<string> =>
  new Set((source.match(/[A-Za-z_]\w*/g) ?? []).map((word) => word.toLowerCase()));

/**
 * Whether silenced Apex uses a name as a type. Apex ignores case, so a variable called like the class must not
 * count: a use is `new X`, `X.member`, `X name`, `<X>`, `(X)`, `extends X`, `X[]` and the like, and `x.member` only
 * where no variable of that name is declared.
 */
export const usesType = (silenced: string, name: string): boolean => {
  const word = name.replace(/[^\w]/g, '');
  const asType = new RegExp(
    `\\b(?:new|extends|implements|instanceof|throws?)\\s+${word}\\b` +
      `|[<,(]\\s*${word}\\s*[>,)<]` +
      `|(?<![.\\w])${word}(?:\\s*<[^<>;]*>)?(?:\\s*\\[\\s*\\])?\\s+[a-z_]\\w*\\s*[;=,(){:]` +
      `|\\b(?:extends|implements)\\b[^{;]{0,500}\\b${word}\\b`,
    'i',
  );
  if (asType.test(silenced)) return true;
  if (!new RegExp(`(?<![.\\w])${word}\\s*\\.`, 'i').test(silenced)) return false;
  return !new RegExp(`[\\w>\\]]\\s+${word}\\s*[;=,):]`, 'i').test(silenced);
};
