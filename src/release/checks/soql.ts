/** A SOQL string literal. */
const literal = (value: string): string => `'${value.replace(/[\\']/gu, '\\$&')}'`;

/** `('a', 'b')`, for `IN`. */
export const soqlList = (values: readonly string[]): string => `(${values.map(literal).join(', ')})`;

/** Names in one query: a query travels in a URL, of which the platform takes 16 kB. */
const most = 100;

/** Lists that are short enough for one query each. */
export const inQueries = <Item>(items: readonly Item[]): readonly (readonly Item[])[] =>
  Array.from({ length: Math.ceil(items.length / most) }, (_, index) => items.slice(index * most, (index + 1) * most));
