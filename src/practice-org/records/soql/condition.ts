import type { Condition, HavingClause, WhereClause } from '@jetstreamapp/soql-parser-js';
import { SoqlError } from './text.ts';

/** A condition as a tree; the parser gives a flat list with counts of parentheses. */
export type Logic<Leaf> =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Logic<Leaf>[] }
  | { readonly kind: 'not'; readonly part: Logic<Leaf> }
  | { readonly kind: 'leaf'; readonly leaf: Leaf };

export type Leaf = Exclude<Condition, { openParen: number; field?: never }> & { readonly valueQuery?: unknown };

type Sign = '(' | ')' | 'NOT' | 'AND' | 'OR' | { readonly leaf: object };

const repeat = (sign: Sign, times = 0): Sign[] => new Array<Sign>(times).fill(sign);

interface Clause {
  readonly left: ({ readonly openParen?: number; readonly closeParen?: number } & object) | null;
  readonly operator?: string;
  readonly right?: Clause;
}

const signsOf = (clause: Clause): Sign[] => {
  const signs: Sign[] = [];
  for (let at: Clause | undefined = clause; at !== undefined; at = at.right) {
    signs.push(...repeat('(', at.left?.openParen));
    if (at.operator === 'NOT') {
      signs.push('NOT');
    } else {
      if (at.left !== null) signs.push({ leaf: at.left });
      signs.push(...repeat(')', at.left?.closeParen));
      if (at.operator === 'AND' || at.operator === 'OR') signs.push(at.operator);
    }
  }
  return signs;
};

const MAX_DEPTH = 500;

/** Recursive descent over the signs. AND and OR side by side need parentheses, as on the platform. */
const treeOf = (signs: readonly Sign[]): Logic<object> => {
  let at = 0;
  const expression = (depth: number): Logic<object> => {
    if (depth > MAX_DEPTH)
      throw new SoqlError(
        'QUERY_TOO_COMPLICATED',
        'Query is either selecting too many fields or the filter conditions are too complicated.',
      );
    const parts = [factor(depth)];
    const joint = signs[at];
    if (joint !== 'AND' && joint !== 'OR') return parts[0] as Logic<object>;
    while (signs[at] === joint) {
      at++;
      parts.push(factor(depth));
    }
    const other = signs[at];
    if (other === 'AND' || other === 'OR') throw new SoqlError('MALFORMED_QUERY', `unexpected token: '${other}'`);
    return { kind: joint === 'AND' ? 'and' : 'or', parts };
  };
  const factor = (depth: number): Logic<object> => {
    const sign = signs[at++];
    if (sign === 'NOT') return { kind: 'not', part: factor(depth + 1) };
    if (sign === '(') {
      const inner = expression(depth + 1);
      if (signs[at++] !== ')') throw new SoqlError('MALFORMED_QUERY', "expecting a right parentheses, found '<EOF>'");
      return inner;
    }
    if (typeof sign !== 'object') throw new SoqlError('MALFORMED_QUERY', `unexpected token: '${sign ?? '<EOF>'}'`);
    return { kind: 'leaf', leaf: sign.leaf };
  };
  const tree = expression(0);
  if (at < signs.length) throw new SoqlError('MALFORMED_QUERY', "unexpected token: ')'");
  return tree;
};

/** The tree of a WHERE or HAVING clause. */
export const logicOf = (clause: WhereClause | HavingClause): Logic<Leaf> => treeOf(signsOf(clause)) as Logic<Leaf>;

/** Turns a tree into one test, given the test of a leaf. */
export const compileLogic = <Subject>(
  logic: Logic<Leaf>,
  compileLeaf: (leaf: Leaf) => (subject: Subject) => boolean,
): ((subject: Subject) => boolean) => {
  if (logic.kind === 'leaf') return compileLeaf(logic.leaf);
  if (logic.kind === 'not') {
    const inner = compileLogic(logic.part, compileLeaf);
    return (subject) => !inner(subject);
  }
  const tests = logic.parts.map((part) => compileLogic(part, compileLeaf));
  return logic.kind === 'and'
    ? (subject) => tests.every((test) => test(subject))
    : (subject) => tests.some((test) => test(subject));
};
