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
 * The parser names the token it stumbled over but not where it stands. Cut after the culprit or later, the query fails
 * with the same complaint; cut before, it does not: so the place is found by halving.
 */
const culprit = (soql: string, message: string): Token | undefined => {
  const candidates = tokensOf(soql).filter(({ text }) => blames(message, text));
  let [low, high] = [0, candidates.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    const { text, start } = candidates[middle] as Token;
    const failure = failureOf(soql.slice(0, start + text.length));
    if (failure !== undefined && blames(failure, text)) high = middle;
    else low = middle + 1;
  }
  return candidates[low];
};

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

/** SOQL and SOSL limits, "SOQL statement length"; documented. */
const MAX_LENGTH = 100_000;

/**
 * Parses SOQL. REST refuses `ALL ROWS` (queryAll is the way there); everything the grammar does not know is a
 * MALFORMED_QUERY that points at the token.
 */
export const parseSoql = (soql: string): Query => {
  if (soql.length > MAX_LENGTH)
    throw new SoqlError('MALFORMED_QUERY', `SOQL statements cannot be longer than ${MAX_LENGTH} characters.`);
  if (soql.trim() === '') throw new SoqlError('MALFORMED_QUERY', "unexpected token: '<EOF>'");
  const [before, last] = tokensOf(soql).slice(-2);
  if (before?.text.toUpperCase() === 'ALL' && last?.text.toUpperCase() === 'ROWS')
    throw new SoqlError('MALFORMED_QUERY', 'ALL ROWS not allowed in this context');
  try {
    return parseQuery(soql);
  } catch (error) {
    throw unexpected(soql, error instanceof Error ? error.message : String(error));
  }
};
