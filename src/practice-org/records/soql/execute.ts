import type { Query } from '@jetstreamapp/soql-parser-js';
import { type Catalogue, openReader, type OpenTable, type Reader } from '../schema/catalogue.ts';
import type { Cell, Entity } from '../schema/entity.ts';
import { isAggregate } from './aggregate.ts';
import { childColumn } from './children.ts';
import type { OutputColumn } from './columns.ts';
import { restValue } from './format.ts';
import { type Grouped, runGrouped } from './group.ts';
import { orderItems, sorted, sortKey } from './order.ts';
import { parseSoql } from './parse.ts';
import { compileColumns, recordBuilder } from './project.ts';
import { openObject, resolvePath, type Scope } from './scope.ts';
import { errorAt, positionOf, SoqlError } from './text.ts';
import { checkLinkFilter } from './link-filter.ts';
import { compileWhere, type InnerSelect } from './where.ts';

/** A query and the circumstances it is run in. */
export interface QueryRequest {
  readonly soql: string;
  readonly catalogue: Catalogue;
  readonly api: 'data' | 'tooling';
  readonly now: Date;
  /** queryAll: rows in the Recycle Bin too. */
  readonly all: boolean;
  /** Where record URLs begin, `/services/data/v67.0`. */
  readonly base: string;
}

/** An answer: records are made one by one as they are asked for. */
export interface QueryResult {
  readonly entity: Entity;
  readonly shape: 'rows' | 'aggregate' | 'count';
  /** Records there are; for COUNT() the number counted. */
  readonly size: number;
  readonly columns: readonly OutputColumn[];
  record(index: number): Record<string, unknown>;
}

/** A query of rows, not yet turned into records: for exports that need cells only. */
export interface RowResult {
  readonly scope: Scope;
  readonly columns: readonly OutputColumn[];
  readonly slots: readonly number[];
}

const MAX_OFFSET = 2000;
const MAX_GROUPS = 2000;

const checkRange = (query: Query): void => {
  if ((query.offset ?? 0) > MAX_OFFSET)
    throw new SoqlError('NUMBER_OUTSIDE_VALID_RANGE', `Maximum SOQL offset allowed is ${MAX_OFFSET}`);
};

interface Run {
  readonly request: QueryRequest;
  readonly reader: Reader;
}

const scopeOf = (run: Run, table: OpenTable, alias: string | undefined): Scope => ({
  soql: run.request.soql,
  reader: run.reader,
  table,
  alias,
  now: run.request.now,
});

/** Whether an inner SELECT of a semi-join gives a value: it is run when it is first asked, so never for no rows. */
const innerSelect =
  (run: Run): InnerSelect =>
  (query) => {
    const table = openObject(run.reader, query.sObject ?? '', run.request.soql);
    const scope = scopeOf(run, table, query.sObjectAlias);
    const columns = compileColumns(scope, query, childColumn(run.request, innerSelect(run)));
    const [column] = columns;
    if (column === undefined || columns.length > 1)
      throw new SoqlError('MALFORMED_QUERY', 'sub-select must select exactly one field');
    if (column.field.type !== 'id' && column.field.type !== 'reference')
      throw new SoqlError(
        'INVALID_FIELD',
        `Cannot query non-id field in a semi join sub-select: ${column.path.join('.')}`,
      );
    let values: ReadonlySet<Cell> | undefined;
    return (cell) => {
      values ??= new Set(matching(scope, query, run).map((slot) => column.read(slot)));
      return cell !== null && values.has(cell);
    };
  };

/** Slots that match WHERE, in no particular order but the table's. */
const matching = (
  scope: Scope,
  query: Pick<Query, 'where'>,
  run: Run & { readonly limit?: number },
): readonly number[] => {
  const { limit = Infinity } = run;
  checkLinkFilter(scope.table.entity.name, query.where);
  const { test, candidates } = compileWhere(scope, query.where, innerSelect(run));
  const { source } = scope.table;
  const there = run.request.all
    ? (slot: number): boolean => source.isLive(slot) || source.isDeleted(slot)
    : (slot: number): boolean => source.isLive(slot);
  const found: number[] = [];
  const visit = (slot: number): void => {
    if (there(slot) && test(slot)) found.push(slot);
  };
  if (candidates !== undefined) candidates.forEach(visit);
  else for (let slot = 0; slot < source.slots && found.length < limit; slot++) visit(slot);
  return found;
};

const orderKeys = (scope: Scope, query: Query): readonly ReturnType<typeof sortKey<number>>[] =>
  orderItems(query.orderBy).map((clause) => {
    if ('fn' in clause) throw new SoqlError('MALFORMED_QUERY', 'Ordered field must be grouped or aggregated');
    const column = resolvePath(scope, clause.field);
    if (!column.field.sortable)
      throw errorAt(scope.soql, positionOf(scope.soql, clause.field, 'ORDER'), {
        code: 'INVALID_FIELD',
        message: `field '${column.field.name}' can not be sorted in a query call`,
      });
    return sortKey<number>(clause, column.read, column.field.type === 'id');
  });

const cut = <Item>(items: readonly Item[], query: Query): readonly Item[] => {
  const offset = query.offset ?? 0;
  return query.limit === undefined && offset === 0 ? items : items.slice(offset, offset + (query.limit ?? Infinity));
};

const rows = (run: Run, scope: Scope, query: Query): RowResult => {
  const columns = compileColumns(scope, query, childColumn(run.request, innerSelect(run)));
  const keys = orderKeys(scope, query);
  const enough = keys.length > 0 || query.limit === undefined ? Infinity : query.limit + (query.offset ?? 0);
  const slots = cut(sorted(matching(scope, query, { ...run, limit: enough }), keys), query);
  return { scope, columns, slots };
};

const countAll = (query: Query): boolean => {
  const [only] = query.fields ?? [];
  return (
    query.fields?.length === 1 &&
    only?.type === 'FieldFunctionExpression' &&
    only.functionName.toUpperCase() === 'COUNT' &&
    only.parameters.length === 0
  );
};

const isGrouped = (query: Query): boolean =>
  query.groupBy !== undefined ||
  (query.fields ?? []).some((field) => field.type === 'FieldFunctionExpression' && isAggregate(field));

const groupedResult = (entity: Entity, query: Query, { outputs, groups }: Grouped): QueryResult => {
  const shown = cut(groups, query);
  if (shown.length > MAX_GROUPS)
    throw new SoqlError(
      'EXCEEDED_ID_LIMIT',
      'Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch',
    );
  const columns = outputs.map(({ name, displayName, field, aggregate }, at) => ({
    name,
    path: [name],
    displayName,
    field,
    aggregate,
    read: (index: number) => shown[index]?.cells[at] ?? null,
  }));
  return {
    entity,
    shape: 'aggregate',
    size: shown.length,
    columns,
    record: (index) => ({
      attributes: { type: 'AggregateResult' },
      ...Object.fromEntries(columns.map(({ name, field, read }) => [name, restValue(field)(read(index))])),
    }),
  };
};

const openQuery = (request: QueryRequest, query: Query): { run: Run; scope: Scope } => {
  checkRange(query);
  const run = { request, reader: openReader(request.catalogue, request.api) };
  const table = openObject(run.reader, query.sObject ?? '', request.soql);
  return { run, scope: scopeOf(run, table, query.sObjectAlias) };
};

/** Runs a query for an export: rows only. */
export const executeRows = (request: QueryRequest, query: Query): RowResult => {
  const { run, scope } = openQuery(request, query);
  return rows(run, scope, query);
};

/** What Tooling API makes one component at a time ("Query this field only if …", Tooling API guide; documented). */
const ONE_AT_A_TIME = new Set(['Metadata', 'FullName']);

const refuseManyMetadata = ({ api }: QueryRequest, { columns, slots }: RowResult): void => {
  if (api !== 'tooling' || slots.length <= 1) return;
  if (columns.some(({ path: [name = '', ...more] }) => more.length === 0 && ONE_AT_A_TIME.has(name)))
    throw new SoqlError(
      'MALFORMED_QUERY',
      'When retrieving results with Metadata or FullName fields, the query qualifications must specify no more than ' +
        `one row for retrieval. Result size: ${slots.length}`,
    );
};

/** Runs SOQL. Throws `SoqlError` with the platform's code and words; never answers less than was asked. */
export const executeQuery = (request: QueryRequest): QueryResult => {
  const query = parseSoql(request.soql);
  const { run, scope } = openQuery(request, query);
  const { entity } = scope.table;
  if (countAll(query)) {
    const size = cut(matching(scope, query, run), query).length;
    return { entity, shape: 'count', size, columns: [], record: () => ({}) };
  }
  if (isGrouped(query)) return groupedResult(entity, query, runGrouped(scope, query, matching(scope, query, run)));
  const result = rows(run, scope, query);
  refuseManyMetadata(request, result);
  const { columns, slots } = result;
  const build = recordBuilder(scope, columns, request.base);
  return { entity, shape: 'rows', size: slots.length, columns, record: (index) => build(slots[index] ?? -1) };
};
