import type { GroupByClause, HavingClause, Query } from '@jetstreamapp/soql-parser-js';
import type { Cell, Field } from '../schema/entity.ts';
import { resolveField } from '../schema/entity.ts';
import {
  type Accumulator,
  type Aggregate,
  type Call,
  compileAggregate,
  compileExpression,
  type Expression,
  isAggregate,
} from './aggregate.ts';
import { operatorOf } from './comparison.ts';
import { compileLogic, type Leaf, logicOf } from './condition.ts';
import { testOf } from './leaf-test.ts';
import { orderItems, sorted, sortKey } from './order.ts';
import type { Scope } from './scope.ts';
import { SoqlError } from './text.ts';

/** One row of an aggregate query: values by output name. */
export interface Group {
  readonly cells: readonly Cell[];
}

/** An aggregate query's answer. */
export interface Grouped {
  readonly outputs: readonly {
    readonly name: string;
    readonly displayName: string;
    readonly field: Field;
    readonly aggregate: boolean;
  }[];
  readonly groups: readonly Group[];
}

interface Bucket {
  readonly keys: readonly Cell[];
  /** Which expressions take part; the others are rolled up. */
  readonly grouped: readonly boolean[];
  readonly totals: readonly Accumulator[];
}

/** A value of a bucket: one of the grouping expressions or one of the aggregates. */
type Picker = { readonly field: Field; readonly pick: (bucket: Bucket) => Cell };

interface Plan {
  readonly scope: Scope;
  readonly expressions: readonly Expression[];
  readonly sets: readonly (readonly boolean[])[];
  readonly aggregates: Aggregate[];
}

const MAX_SETS = 3;

const clauses = (groupBy: Query['groupBy']): readonly GroupByClause[] =>
  groupBy === undefined ? [] : Array.isArray(groupBy) ? groupBy : [groupBy];

const setsOf = (kind: string, size: number): readonly (readonly boolean[])[] => {
  const every = (test: (at: number) => boolean): boolean[] => Array.from({ length: size }, (_, at) => test(at));
  if (kind === 'ROLLUP') return Array.from({ length: size + 1 }, (_, drop) => every((at) => at < size - drop));
  if (kind === 'CUBE') return Array.from({ length: 2 ** size }, (_, mask) => every((at) => (mask & (1 << at)) === 0));
  return [every(() => true)];
};

const planOf = (scope: Scope, groupBy: readonly GroupByClause[]): Plan => {
  const sources = groupBy.flatMap((clause): (string | Call)[] => {
    if (!('fn' in clause)) return [clause.field];
    return /^(ROLLUP|CUBE)$/i.test(clause.fn.functionName ?? '') ? (clause.fn.parameters ?? []) : [clause.fn];
  });
  const [first] = groupBy;
  const kind = first !== undefined && 'fn' in first ? (first.fn.functionName ?? '').toUpperCase() : '';
  if (/ROLLUP|CUBE/.test(kind) && sources.length > MAX_SETS)
    throw new SoqlError('MALFORMED_QUERY', `GROUP BY ${kind} supports at most ${MAX_SETS} fields`);
  const expressions = sources.map((source) => compileExpression(scope, source));
  for (const { field, name } of expressions)
    if (!field.groupable) throw new SoqlError('INVALID_FIELD', `field '${name}' can not be grouped in a query call`);
  return { scope, expressions, sets: setsOf(kind, expressions.length), aggregates: [] };
};

const grouping = (plan: Plan, call: Call): Picker => {
  const parameter = call.parameters?.[0];
  const key = compileExpression(plan.scope, typeof parameter === 'string' ? parameter : '').key;
  const at = plan.expressions.findIndex((expression) => expression.key === key);
  return {
    field: resolveField({ name: 'grouping', type: 'int' }),
    pick: (bucket) => (bucket.grouped[at] === true ? 0 : 1),
  };
};

const picker = (plan: Plan, source: string | Call): Picker => {
  if (typeof source !== 'string') {
    if (isAggregate(source)) {
      const aggregate = compileAggregate(plan.scope, source);
      const at = plan.aggregates.push(aggregate) - 1;
      return { field: aggregate.field, pick: (bucket) => bucket.totals[at]?.value() ?? null };
    }
    if (source.functionName?.toUpperCase() === 'GROUPING') return grouping(plan, source);
  }
  const expression = compileExpression(plan.scope, source);
  const at = plan.expressions.findIndex(({ key }) => key === expression.key);
  if (at < 0) throw new SoqlError('MALFORMED_QUERY', `Field must be grouped or aggregated: ${expression.name}`);
  return { field: expression.field, pick: (bucket) => bucket.keys[at] ?? null };
};

const bucketsOf = (plan: Plan, slots: Iterable<number>): readonly Bucket[] => {
  const buckets = new Map<string, Bucket>();
  const start = (keys: readonly Cell[], grouped: readonly boolean[]): Bucket => ({
    keys,
    grouped,
    totals: plan.aggregates.map((aggregate) => aggregate.start()),
  });
  if (plan.expressions.length === 0) buckets.set('', start([], []));
  for (const slot of slots) {
    const cells = plan.expressions.map((expression) => expression.read(slot));
    for (const set of plan.sets) {
      const keys = cells.map((cell, at) => (set[at] === true ? cell : null));
      const key =
        plan.expressions.length === 0
          ? ''
          : JSON.stringify([set, keys.map((cell) => (typeof cell === 'string' ? cell.toLowerCase() : cell))]);
      let bucket = buckets.get(key);
      if (bucket === undefined) buckets.set(key, (bucket = start(keys, set)));
      for (const total of bucket.totals) total.add(slot);
    }
  }
  return [...buckets.values()];
};

const havingTest = (plan: Plan, having: HavingClause): ((bucket: Bucket) => boolean) =>
  compileLogic<Bucket>(logicOf(having), (leaf: Leaf) => {
    const name = 'fn' in leaf ? (leaf.fn.rawValue ?? '') : leaf.field;
    const { field, pick } = picker(plan, 'fn' in leaf ? leaf.fn : leaf.field);
    const compared = { soql: plan.scope.soql, name, field, now: plan.scope.now };
    const test = testOf(compared, operatorOf(leaf.operator), leaf);
    return (bucket) => test(pick(bucket));
  });

const outputName = (
  source: Exclude<NonNullable<Query['fields']>[number], undefined>,
  unnamed: () => string,
): string => {
  const alias: unknown = 'alias' in source ? source.alias : undefined;
  if (typeof alias === 'string') return alias;
  if (source.type === 'Field') return source.field;
  if (source.type === 'FieldRelationship') return source.field;
  return unnamed();
};

const sourceOf = (field: NonNullable<Query['fields']>[number]): string | Call => {
  switch (field.type) {
    case 'Field':
      return field.field;
    case 'FieldRelationship':
      return [...field.relationships, field.field].join('.');
    case 'FieldFunctionExpression':
      return field;
    default:
      throw new SoqlError('MALFORMED_QUERY', 'Grouped query cannot have a sub-select or TYPEOF');
  }
};

/** Runs GROUP BY, HAVING and ORDER BY of an aggregate query over the rows that match. */
export const runGrouped = (scope: Scope, query: Query, slots: Iterable<number>): Grouped => {
  const plan = planOf(scope, clauses(query.groupBy));
  let unnamed = 0;
  const outputs = (query.fields ?? []).map((field) => {
    const source = sourceOf(field);
    const { pick, field: type } = picker(plan, source);
    const name = outputName(field, () => `expr${unnamed++}`);
    return {
      name,
      displayName: typeof source === 'string' ? name : (source.rawValue ?? name),
      field: type,
      aggregate: typeof source !== 'string',
      pick,
    };
  });
  const having = query.having === undefined ? (): boolean => true : havingTest(plan, query.having);
  const order = orderItems(query.orderBy).map((clause) => {
    const { pick } = picker(plan, 'fn' in clause ? clause.fn : clause.field);
    return sortKey<Bucket>(clause, pick);
  });
  const buckets = sorted(bucketsOf(plan, slots).filter(having), order);
  return {
    outputs,
    groups: buckets.map((bucket) => ({ cells: outputs.map(({ pick }) => pick(bucket)) })),
  };
};
