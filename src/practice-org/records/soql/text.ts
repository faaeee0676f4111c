/** A query the org refuses, with the platform's error code and words. */
export class SoqlError extends Error {
  readonly errorCode: string;

  constructor(errorCode: string, message: string) {
    super(message);
    this.name = 'SoqlError';
    this.errorCode = errorCode;
  }
}

/** A word, literal or sign of a query and where it starts. */
export interface Token {
  readonly text: string;
  readonly start: number;
}

const TOKEN = /'(?:\\.|[^'\\])*'|[A-Za-z_][\w.]*(?::\d+)?|\d[\w:.+-]*|[<>!]=|<>|\S/g;
const CONTEXT = 45;

/** Splits a query into tokens; strings stay whole. */
export const tokensOf = (soql: string): readonly Token[] =>
  [...soql.matchAll(TOKEN)].map((match) => ({ text: match[0], start: match.index }));

const pointer = (soql: string, start: number): string => {
  const lineStart = start === 0 ? 0 : soql.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = soql.indexOf('\n', start);
  const from = Math.max(lineStart, start - CONTEXT);
  const snippet = soql.slice(from, Math.min(lineEnd < 0 ? soql.length : lineEnd, start + CONTEXT));
  const row = soql.slice(0, start).split('\n').length;
  return `\n${snippet}\n${' '.repeat(start - from)}^\nERROR at Row:${row}:Column:${start - lineStart + 1}\n`;
};

/**
 * An error that points into the query, as the platform does: the line, a caret, `ERROR at Row:1:Column:8`, the
 * sentence. How much of a long line Salesforce shows is not documented; here it is 45 characters either side.
 */
export const errorAt = (soql: string, start: number, error: { code: string; message: string }): SoqlError =>
  new SoqlError(error.code, pointer(soql, start) + error.message);

/** Where a name first stands in the query outside of strings, after the given keyword; 0 when it does not. */
export const positionOf = (soql: string, name: string, after?: string): number => {
  const tokens = tokensOf(soql);
  const lower = name.toLowerCase();
  const begin = after === undefined ? 0 : tokens.findIndex(({ text }) => text.toUpperCase() === after);
  const found = tokens.slice(Math.max(begin, 0)).find(({ text }) => text.toLowerCase() === lower);
  return (found ?? tokens.find(({ text }) => text.toLowerCase() === lower))?.start ?? 0;
};
