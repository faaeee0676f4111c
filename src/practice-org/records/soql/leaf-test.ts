import type { Cell } from '../schema/entity.ts';
import { compare, type Compared, like, type Literal, matchKey, operandOf, type Test, unquote } from './comparison.ts';
import type { Leaf } from './condition.ts';
import { SoqlError } from './text.ts';

/** The literals a leaf compares with, one or a list. */
export const literalsOf = (leaf: Leaf): readonly Literal[] => {
  const values = Array.isArray(leaf.value) ? leaf.value : [leaf.value];
  const kinds = Array.isArray(leaf.literalType) ? leaf.literalType : values.map(() => leaf.literalType as string);
  return values.map((text, at) => ({ text, kind: kinds[at] ?? 'STRING' }));
};

const selected = (cell: Cell): ReadonlySet<string> => new Set(typeof cell === 'string' ? cell.split(';') : []);

/** INCLUDES ('A;B', 'C'): A and B both, or C. */
const includes = (literals: readonly Literal[]): Test => {
  const groups = literals.map(({ text }) => unquote(text).split(';'));
  return (cell) => {
    const values = selected(cell);
    return groups.some((group) => group.every((value) => values.has(value)));
  };
};

const isOneOf = (compared: Compared, literals: readonly Literal[]): Test => {
  const operands = literals.map((literal) => operandOf(compared, literal));
  const key = matchKey(compared.field);
  const values = new Set(operands.flatMap((operand) => ('value' in operand ? [key(operand.value)] : [])));
  const spans = operands.filter((operand) => 'span' in operand).map((span) => compare(compared.field, '=', span));
  return (cell) => values.has(key(cell)) || spans.some((test) => test(cell));
};

const negate =
  (test: Test): Test =>
  (cell) =>
    !test(cell);

/** The test of one cell that `field <operator> literals` stands for. */
export const testOf = (compared: Compared, operator: string, leaf: Leaf): Test => {
  const literals = literalsOf(leaf);
  switch (operator) {
    case 'IN':
      return isOneOf(compared, literals);
    case 'NOT IN':
      return negate(isOneOf(compared, literals));
    case 'INCLUDES':
      return includes(literals);
    case 'EXCLUDES':
      return negate(includes(literals));
  }
  const [literal] = literals;
  if (literal === undefined || literals.length > 1) throw new SoqlError('MALFORMED_QUERY', `unexpected token: '('`);
  if (operator !== 'LIKE') return compare(compared.field, operator, operandOf(compared, literal));
  if (literal.kind !== 'STRING') operandOf(compared, literal);
  return like(unquote(literal.text));
};
