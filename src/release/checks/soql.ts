/** A SOQL string literal. */
const literal = (value: string): string => `'${value.replace(/[\\']/gu, '\\$&')}'`;

/** `('a', 'b')`, for `IN`. */
export const soqlList = (values: readonly string[]): string => `(${values.map(literal).join(', ')})`;

/** What one query can name: it travels in a URL, of which the platform takes 16 kB. Names can be long, an id takes 30 bytes. */
const mostNames = 100;
export const mostIds = 400;

/** Lists that are short enough for one query each. */
export const inQueries = <Item>(items: readonly Item[], most = mostNames): readonly (readonly Item[])[] =>
  Array.from({ length: Math.ceil(items.length / most) }, (_, index) => items.slice(index * most, (index + 1) * most));
