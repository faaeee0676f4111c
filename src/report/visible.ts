/** Controls of a terminal, and characters that turn the direction of text or hide it (Unicode TR36; "Trojan Source"). */
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

/**
 * Text from a repository or an org as it can be shown: what would move the cursor, hide or reorder text is told by its
 * code point. Line feeds and tabs stay.
 */
export const visible = (text: string): string =>
  text.replace(
    unseen,
    (character) => `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`,
  );

/** The same on one line and no longer than `most` characters. */
export const clipped = (text: string, most: number): string => {
  const line = visible(text).replace(/\s+/gu, ' ').trim();
  const characters = Array.from(line);
  return characters.length <= most ? line : `${characters.slice(0, Math.max(0, most - 1)).join('')}…`;
};
