import type { Query, WhereClause } from '@jetstreamapp/soql-parser-js';
import type { Field } from '../schema/entity.ts';
import { resolveField } from '../schema/entity.ts';
import type { Read } from '../store/store.ts';
import { operatorOf, type Test, unquote } from './comparison.ts';
import { compileLogic, type Leaf, type Logic, logicOf } from './condition.ts';
import { DATE_FUNCTIONS, momentOf } from './dates.ts';
import { literalsOf, testOf } from './leaf-test.ts';
import { resolvePath, type Scope } from './scope.ts';
import { checkSemiJoins } from './semi-join.ts';
import { errorAt, positionOf, SoqlError } from './text.ts';

/** Whether the row in a slot matches. */
export type RowTest = (slot: number) => boolean;

/** A compiled WHERE clause. */
export interface Where {
  readonly test: RowTest;
  /** Slots that can match at all, when the clause pins them down (`Id = …`, `Id IN (…)`); else every slot. */
  readonly candidates: readonly number[] | undefined;
}

/** Whether a value is among those of the one field an inner SELECT gives: for `IN (SELECT …)`. */
export type InnerSelect = (query: Query) => Test;

const refuse = (scope: Scope, name: string, error: { code: string; message: string }): SoqlError =>
  errorAt(scope.soql, positionOf(scope.soql, name, 'WHERE'), error);

/** What a type's fields cannot be asked; absent types can be asked everything but INCLUDES. */
const FORBIDDEN: Readonly<Partial<Record<Field['type'], ReadonlySet<string>>>> = {
  id: new Set(['LIKE']),
  reference: new Set(['LIKE']),
  boolean: new Set(['LIKE', '<', '<=', '>', '>=']),
  multipicklist: new Set(['LIKE', '<', '<=', '>', '>=', 'IN', 'NOT IN']),
  int: new Set(['LIKE']),
  double: new Set(['LIKE']),
  currency: new Set(['LIKE']),
  percent: new Set(['LIKE']),
  date: new Set(['LIKE']),
  datetime: new Set(['LIKE']),
};

const typeWords = (field: Field): string => (field.type === 'reference' ? 'id' : field.type);

const checkOperator = (scope: Scope, name: string, use: { field: Field; operator: string }): void => {
  const { field, operator } = use;
  const invalid = (message: string): SoqlError =>
    refuse(scope, name, { code: 'INVALID_QUERY_FILTER_OPERATOR', message });
  if (!field.filterable)
    throw refuse(scope, name, {
      code: 'INVALID_FIELD',
      message: `field '${field.name}' can not be filtered in a query call`,
    });
  if (operator.endsWith('CLUDES') && field.type !== 'multipicklist')
    throw invalid('includes or excludes operator only valid on multipicklist field');
  if (FORBIDDEN[field.type]?.has(operator) === true) throw invalid(`invalid operator on ${typeWords(field)} field`);
};

interface Subject {
  readonly name: string;
  readonly field: Field;
  readonly read: Read;
}

const dateFunction = (
  scope: Scope,
  leaf: { fn: { functionName?: string; parameters?: readonly unknown[] } },
): Subject => {
  const name = (leaf.fn.functionName ?? '').toUpperCase();
  const compute = DATE_FUNCTIONS[name];
  const parameter = leaf.fn.parameters?.[0];
  if (compute === undefined || typeof parameter !== 'string')
    throw new SoqlError('MALFORMED_QUERY', `unexpected token: '${leaf.fn.functionName ?? ''}'`);
  const column = resolvePath(scope, parameter);
  const field = resolveField({ name: parameter, type: name === 'DAY_ONLY' ? 'date' : 'int' });
  return {
    name: parameter,
    field,
    read(slot) {
      const moment = momentOf(column.read(slot));
      return moment === null ? null : compute(moment);
    },
  };
};

const subjectOf = (scope: Scope, leaf: Leaf): Subject => {
  if ('fn' in leaf) return dateFunction(scope, leaf);
  const column = resolvePath(scope, leaf.field);
  return { name: leaf.field, field: column.field, read: column.read };
};

const semiJoin = (scope: Scope, subject: Subject, isAmong: Test): Test => {
  if (subject.field.type !== 'id' && subject.field.type !== 'reference')
    throw refuse(scope, subject.name, {
      code: 'INVALID_QUERY_FILTER_OPERATOR',
      message: `semi join sub-selects can only query id fields, cannot use: '${subject.name}'`,
    });
  return isAmong;
};

const leafTest = (scope: Scope, leaf: Leaf, inner: InnerSelect): RowTest => {
  const subject = subjectOf(scope, leaf);
  const operator = operatorOf(leaf.operator);
  checkOperator(scope, subject.name, { field: subject.field, operator });
  const { read } = subject;
  const compared = { soql: scope.soql, name: subject.name, field: subject.field, now: scope.now };
  let test: Test;
  if (leaf.valueQuery === undefined) test = testOf(compared, operator, leaf);
  else {
    const joined = semiJoin(scope, subject, inner(leaf.valueQuery as Query));
    test = operator === 'IN' ? joined : (cell) => !joined(cell);
  }
  return (slot) => test(read(slot));
};

const idsIn = (scope: Scope, leaf: Leaf): readonly number[] | undefined => {
  if ('fn' in leaf || leaf.valueQuery !== undefined || !['=', 'IN'].includes(leaf.operator)) return undefined;
  if (leaf.field.toLowerCase() !== 'id') return undefined;
  const slots = literalsOf(leaf)
    .filter(({ kind }) => kind === 'STRING')
    .map(({ text }) => scope.table.source.slotOf(unquote(text)));
  return [...new Set(slots.filter((slot) => slot >= 0))].sort((left, right) => left - right);
};

const candidatesOf = (scope: Scope, logic: Logic<Leaf>): readonly number[] | undefined => {
  if (logic.kind === 'leaf') return idsIn(scope, logic.leaf);
  if (logic.kind !== 'and') return undefined;
  for (const part of logic.parts) {
    const found = candidatesOf(scope, part);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** Compiles a WHERE clause against the scope's table. Throws `SoqlError` in the platform's words. */
export const compileWhere = (scope: Scope, clause: WhereClause | undefined, inner: InnerSelect): Where => {
  if (clause === undefined) return { test: () => true, candidates: undefined };
  const logic = logicOf(clause);
  checkSemiJoins(logic, scope.table.entity.name);
  const test = compileLogic<number>(logic, (leaf) => leafTest(scope, leaf, inner));
  return { test, candidates: candidatesOf(scope, logic) };
};
