import { parseQuery, type Query } from '@jetstreamapp/soql-parser-js';
import { errorAt, SoqlError, type Token, tokensOf } from './text.ts';

const failureOf = (soql: string): string | undefined => {
  try {
    parseQuery(soql);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

const blames = (message: string, token: string): boolean => {
  const last = message.slice(-token.length - 40);
  return (
    last.includes(`found: '${token}'`) || last.includes(`found --> '${token}'`) || last.includes(`found: ${token}`)
  );
};

/**
 * The parser names the token it stumbled over but not where it stands, so the query is cut after each candidate: the
 * first cut that stumbles over its last token is the place.
 */
const culprit = (soql: string, message: string): Token | undefined =>
  tokensOf(soql).find(({ text, start }) => {
    if (!blames(message, text)) return false;
    const cut = failureOf(soql.slice(0, start + text.length));
    return cut !== undefined && blames(cut, text);
  });

const unexpected = (soql: string, message: string): SoqlError => {
  const offset = /at offset: (\d+)/.exec(message)?.[1];
  if (offset !== undefined) {
    const found = soql.charAt(Number(offset));
    return errorAt(soql, Number(offset), {
      code: 'MALFORMED_QUERY',
      message:
        found === "'" ? "line 1:1 no viable alternative at character '<EOF>'" : `unexpected character: '${found}'`,
    });
  }
  const token = culprit(soql, message);
  return token === undefined
    ? new SoqlError('MALFORMED_QUERY', "unexpected token: '<EOF>'")
    : errorAt(soql, token.start, { code: 'MALFORMED_QUERY', message: `unexpected token: '${token.text}'` });
};

/**
 * Parses SOQL. REST refuses `ALL ROWS` (queryAll is the way there); everything the grammar does not know is a
 * MALFORMED_QUERY that points at the token.
 */
export const parseSoql = (soql: string): Query => {
  const text = soql.trim();
  if (text === '') throw new SoqlError('MALFORMED_QUERY', "unexpected token: '<EOF>'");
  const [before, last] = tokensOf(text).slice(-2);
  if (before?.text.toUpperCase() === 'ALL' && last?.text.toUpperCase() === 'ROWS')
    throw new SoqlError('MALFORMED_QUERY', 'ALL ROWS not allowed in this context');
  try {
    return parseQuery(text);
  } catch (error) {
    throw unexpected(soql, error instanceof Error ? error.message : String(error));
  }
};
