import { json, type OrgRequest, type OrgResponse, restError, type Route } from '../../http/route.ts';
import type { Table } from '../schema/catalogue.ts';
import type { Database } from '../database.ts';
import { rowError } from '../write/row-errors.ts';
import { childRelationships } from '../soql/children.ts';
import type { Row, RowError } from '../types.ts';
import { rollBack, writeRows } from '../write/write.ts';
import { isObject, readJson } from './errors.ts';

/** Limits of one tree (REST API guide, "sObject Tree"; documented). */
const MAX_RECORDS = 200;
const MAX_DEPTH = 5;

/** A record of the tree, before it is written. */
interface Node {
  readonly referenceId: string;
  readonly object: string;
  readonly row: Row;
  /** The field that points to the parent, and the parent. */
  readonly parent: { readonly field: string; readonly node: Node } | undefined;
}

interface Failure {
  readonly referenceId: string;
  readonly errors: readonly RowError[];
}

class TreeError extends Error {
  readonly failure: Failure;

  constructor(referenceId: string, message: string) {
    super(message);
    this.failure = { referenceId, errors: [rowError('INVALID_INPUT', message)] };
  }
}

interface Level {
  readonly database: Database;
  readonly object: string;
  readonly depth: number;
  readonly parent: Node['parent'];
}

const attributesOf = (record: Row, level: Level): { type: string; referenceId: string } => {
  const attributes = record['attributes'];
  const { type = level.object, referenceId } = isObject(attributes) ? attributes : {};
  if (typeof referenceId !== 'string' || referenceId === '')
    throw new TreeError('', 'Include a reference ID for each record in the request.');
  return { type: typeof type === 'string' ? type : level.object, referenceId };
};

const isChildren = (value: unknown): value is { readonly records: readonly unknown[] } =>
  isObject(value) && Array.isArray(value['records']);

const childLevel = (level: Level, node: Node, name: string): Level => {
  const relationship = childRelationships(level.database.tables.all(), node.object).find(
    (candidate) => candidate.name?.toLowerCase() === name.toLowerCase(),
  );
  if (relationship === undefined)
    throw new TreeError(node.referenceId, `Unknown relationship ${name} on ${node.object}.`);
  const parent = { field: relationship.field.name, node };
  return { ...level, object: relationship.child.name, depth: level.depth + 1, parent };
};

/** Parents before their children, in the order of the request. */
const flatten = (level: Level, records: readonly unknown[]): readonly Node[] =>
  records.flatMap((record) => {
    if (!isObject(record)) throw new TreeError('', 'A record is not a JSON object.');
    const { type, referenceId } = attributesOf(record, level);
    if (level.depth > MAX_DEPTH) throw new TreeError(referenceId, `The tree is deeper than ${MAX_DEPTH} levels.`);
    if (type.toLowerCase() !== level.object.toLowerCase())
      throw new TreeError(referenceId, `The type ${type} does not match ${level.object}, the type of its place.`);
    const own = Object.entries(record).filter(([name, value]) => name !== 'attributes' && !isChildren(value));
    const node = { referenceId, object: level.object, row: Object.fromEntries(own), parent: level.parent };
    const children = Object.entries(record).flatMap(([name, value]) =>
      isChildren(value) ? flatten(childLevel(level, node, name), value.records) : [],
    );
    return [node, ...children];
  });

const checkNodes = (nodes: readonly Node[]): void => {
  const seen = new Set<string>();
  for (const { referenceId } of nodes) {
    if (seen.has(referenceId))
      throw new TreeError(referenceId, `Duplicate ReferenceId provided in the request: ${referenceId}.`);
    seen.add(referenceId);
  }
  const [first] = nodes;
  if (nodes.length > MAX_RECORDS)
    throw new TreeError(first?.referenceId ?? '', `The request has more than ${MAX_RECORDS} records.`);
};

const failed = (failures: readonly Failure[]): OrgResponse => json({ hasErrors: true, results: failures }, 400);

/** Writes all records or none. */
const writeTree = (database: Database, nodes: readonly Node[]): OrgResponse => {
  const ids = new Map<Node, string>();
  const undo: (() => void)[] = [];
  const failures: Failure[] = [];
  for (const node of nodes) {
    const parentId = node.parent === undefined ? undefined : ids.get(node.parent.node);
    if (node.parent !== undefined && parentId === undefined) continue;
    const row = node.parent === undefined ? node.row : { ...node.row, [node.parent.field]: parentId };
    const [result] = writeRows(database, { object: node.object, kind: 'insert', rows: [row] }, undo);
    if (result?.success === true) ids.set(node, result.id);
    else failures.push({ referenceId: node.referenceId, errors: result?.errors ?? [] });
  }
  if (failures.length === 0)
    return json(
      { hasErrors: false, results: nodes.map((node) => ({ referenceId: node.referenceId, id: ids.get(node) })) },
      201,
    );
  rollBack(undo);
  return failed(failures);
};

const createTree = (database: Database, table: Table, request: OrgRequest): OrgResponse => {
  const parsed = readJson(request.body);
  if ('error' in parsed) return parsed.error;
  const records = isObject(parsed.value) ? parsed.value['records'] : undefined;
  if (!Array.isArray(records)) return restError(400, 'JSON_PARSER_ERROR', 'The request has no list of records.');
  try {
    const top: Level = { database, object: table.entity.name, depth: 1, parent: undefined };
    const nodes = flatten(top, records as readonly unknown[]);
    checkNodes(nodes);
    return writeTree(database, nodes);
  } catch (error) {
    if (error instanceof TreeError) return failed([error.failure]);
    throw error;
  }
};

/** `composite/tree/<object>`: nested records, written together (`sf data import tree`). */
export const treeRoutes = (database: Database): readonly Route[] => [
  {
    method: 'POST',
    pattern: /^\/services\/data\/v\d+\.0\/composite\/tree\/(?<object>\w+)\/?$/,
    operation: 'compositeTree',
    handle(request, { object = '' }) {
      const table = database.tables.find(object);
      return table === undefined
        ? restError(404, 'NOT_FOUND', 'The requested resource does not exist')
        : createTree(database, table, request);
    },
  },
];
