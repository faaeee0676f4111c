import { json, type OrgRequest, type OrgResponse, restError, type Route } from '../../http/route.ts';
import type { Database } from '../database.ts';
import { columnMetadata } from '../soql/columns.ts';
import { executeQuery, type QueryResult } from '../soql/execute.ts';
import { type Cursors, openCursors } from './cursors.ts';
import { answering } from './errors.ts';

type Api = 'data' | 'tooling';

const [MIN_BATCH, MAX_BATCH] = [200, 2000];

/** `Sforce-Query-Options: batchSize=500`; out of range is pulled in, as the platform does (REST guide; documented). */
const batchSizeOf = (request: OrgRequest): number => {
  const header = request.headers['sforce-query-options'];
  const size = /batchSize=(\d+)/i.exec(typeof header === 'string' ? header : '')?.[1];
  return size === undefined ? MAX_BATCH : Math.min(MAX_BATCH, Math.max(MIN_BATCH, Number(size)));
};

/** `/services/data/v60.0`, with `/tooling` where the request had it: record URLs begin like the request's. */
const baseOf = (version: string, api: Api): string =>
  `/services/data/v${version}${api === 'tooling' ? '/tooling' : ''}`;

interface Page {
  readonly result: QueryResult;
  readonly from: number;
  readonly size: number;
  /** Where the next page is, given where it begins. */
  readonly next: (from: number) => string;
}

const pageOf = ({ result, from, size, next }: Page): OrgResponse => {
  const to = result.shape === 'count' ? from : Math.min(result.size, from + size);
  const records = [];
  for (let index = from; index < to; index++) records.push(result.record(index));
  const done = result.shape === 'count' || to === result.size;
  return json({
    totalSize: result.size,
    done,
    ...(done ? {} : { nextRecordsUrl: next(to) }),
    records,
  });
};

/** What `columns=true` answers instead of records; the CLI asks for it after every result. */
const columnsOf = (result: QueryResult): OrgResponse =>
  json({
    columnMetadata: columnMetadata(result.columns),
    entityName: result.entity.name,
    groupBy: result.shape === 'aggregate',
    idSelected: result.columns.some(({ path }) => path.join('.') === 'Id'),
    keyPrefix: result.entity.keyPrefix ?? null,
  });

interface Asked {
  readonly request: OrgRequest;
  readonly version: string;
  readonly api: Api;
  readonly all: boolean;
}

const ask = (database: Database, cursors: Cursors, asked: Asked): OrgResponse => {
  const soql = asked.request.query.get('q');
  if (soql === null || soql.trim() === '')
    return restError(400, 'MALFORMED_QUERY', 'A query string has to be specified');
  database.settle();
  const base = baseOf(asked.version, asked.api);
  return answering(() => {
    const result = executeQuery({
      soql,
      api: asked.api,
      all: asked.all,
      base,
      catalogue: database.tables,
      now: database.context.clock.now(),
    });
    if (asked.request.query.get('columns') === 'true') return columnsOf(result);
    const size = batchSizeOf(asked.request);
    return pageOf({
      result,
      from: 0,
      size,
      next: (from) => `${base}/query/${cursors.open({ result, batchSize: size })}-${from}`,
    });
  });
};

const more = (cursors: Cursors, locator: string, base: string): OrgResponse => {
  const [, id = '', offset = ''] = /^(\w{15,18})-(\d+)$/.exec(locator) ?? [];
  const cursor = cursors.find(id);
  const from = Number(offset);
  if (cursor === undefined || offset === '' || from > cursor.result.size)
    return restError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
  return pageOf({
    result: cursor.result,
    from,
    size: cursor.batchSize,
    next: (at) => `${base}/query/${id}-${at}`,
  });
};

const apiOf = (tooling: string | undefined): Api => (tooling === undefined ? 'data' : 'tooling');

/** `query`, `queryAll` and their next pages, data and tooling. */
export const queryRoutes = (database: Database): readonly Route[] => {
  const cursors = openCursors(database.context.identity.pod);
  database.onReset(() => {
    cursors.clear();
  });
  return [
    {
      method: 'GET',
      pattern: /^\/services\/data\/v(?<version>\d+\.0)(?<tooling>\/tooling)?\/query(?<all>All)?\/?$/,
      operation: 'query',
      handle: (request, { version = '', tooling, all }) =>
        ask(database, cursors, { request, version, api: apiOf(tooling), all: all !== undefined }),
    },
    {
      method: 'GET',
      pattern: /^\/services\/data\/v(?<version>\d+\.0)(?<tooling>\/tooling)?\/query(?:All)?\/(?<locator>[^/]+)\/?$/,
      operation: 'queryMore',
      handle: (_request, { version = '', tooling, locator = '' }) =>
        more(cursors, locator, baseOf(version, apiOf(tooling))),
    },
  ];
};
