import type { FieldType as Selected, Query } from '@jetstreamapp/soql-parser-js';
import type { Entity } from '../schema/entity.ts';
import type { Read } from '../store/store.ts';
import { compileExpression } from './aggregate.ts';
import type { OutputColumn } from './columns.ts';
import { restValue } from './format.ts';
import { resolvePath, type Scope } from './scope.ts';
import { SoqlError } from './text.ts';

/** Runs a sub-select for one column. */
export type ChildSelect = (
  scope: Scope,
  subquery: Extract<Selected, { type: 'FieldSubquery' }>['subquery'],
) => OutputColumn;

/** Where record URLs begin: `/services/data/v67.0` or `/services/data/v67.0/tooling`. */
export type BaseUrl = string;

const MAX_FIELDS_ROWS = 200;

const fieldsFunction = (
  scope: Scope,
  { parameters: [which] }: { readonly parameters: readonly unknown[] },
  limit: number | undefined,
): readonly OutputColumn[] => {
  const kind = typeof which === 'string' ? which.toUpperCase() : '';
  if (kind !== 'ALL' && kind !== 'STANDARD' && kind !== 'CUSTOM')
    throw new SoqlError('MALFORMED_QUERY', `unexpected token: '${kind}'`);
  if (kind !== 'STANDARD' && (limit === undefined || limit > MAX_FIELDS_ROWS))
    throw new SoqlError('MALFORMED_QUERY', 'The SOQL FIELDS function must have a LIMIT of at most 200');
  return [...scope.table.entity.fields.values()]
    .filter(({ custom }) => kind === 'ALL' || custom === (kind === 'CUSTOM'))
    .map((field) => pathColumn(scope, field.name));
};

const pathColumn = (scope: Scope, path: string): OutputColumn => {
  const column = resolvePath(scope, path);
  return {
    path: column.path,
    displayName: column.path.join('.'),
    field: column.field,
    aggregate: false,
    read: column.read,
  };
};

const functionColumn = (scope: Scope, field: Extract<Selected, { type: 'FieldFunctionExpression' }>): OutputColumn => {
  const expression = compileExpression(scope, field);
  const name = field.alias ?? expression.name;
  return {
    path: name === '' ? ['expr0'] : name.split('.'),
    displayName: field.rawValue ?? name,
    field: expression.field,
    aggregate: false,
    read: expression.read,
  };
};

const typeofColumns = (scope: Scope, field: Extract<Selected, { type: 'FieldTypeof' }>): readonly OutputColumn[] => {
  const type = resolvePath(scope, `${field.field}.Type`);
  return field.conditions.flatMap(({ type: kind, objectType, fieldList }) => {
    const others = new Set<unknown>(field.conditions.map((condition) => condition.objectType));
    const applies = (slot: number): boolean =>
      kind === 'WHEN' ? type.read(slot) === objectType : !others.has(type.read(slot));
    return fieldList.map((name) => {
      const column = pathColumn(scope, `${field.field}.${name}`);
      return { ...column, read: (slot: number) => (applies(slot) ? column.read(slot) : null) };
    });
  });
};

/** Compiles the SELECT list into columns. Throws on a field selected twice, as the platform does. */
export const compileColumns = (
  scope: Scope,
  query: Pick<Query, 'fields' | 'limit'>,
  childSelect: ChildSelect,
): readonly OutputColumn[] => {
  const columns = (query.fields ?? []).flatMap((field): readonly OutputColumn[] => {
    if (field.type !== 'FieldFunctionExpression' && 'alias' in field)
      throw new SoqlError('MALFORMED_QUERY', 'only aggregate expressions use field aliasing');
    switch (field.type) {
      case 'Field':
        return [pathColumn(scope, field.field)];
      case 'FieldRelationship':
        return [pathColumn(scope, field.rawValue ?? [...field.relationships, field.field].join('.'))];
      case 'FieldSubquery':
        return [childSelect(scope, field.subquery)];
      case 'FieldTypeof':
        return typeofColumns(scope, field);
      case 'FieldFunctionExpression':
        return field.functionName.toUpperCase() === 'FIELDS'
          ? fieldsFunction(scope, field, query.limit)
          : [functionColumn(scope, field)];
    }
  });
  const seen = new Set<string>();
  for (const { path } of columns) {
    const key = path.join('.').toLowerCase();
    if (seen.has(key)) throw new SoqlError('INVALID_FIELD', `duplicate field selected: ${path.join('.')}`);
    seen.add(key);
  }
  return columns;
};

interface Parent {
  readonly path: readonly string[];
  readonly id: Read;
  readonly entity: Entity;
  readonly type: Read | undefined;
}

const parentsOf = (scope: Scope, columns: readonly OutputColumn[]): readonly Parent[] => {
  const parents = new Map<string, Parent>();
  for (const { path } of columns)
    for (let depth = 1; depth < path.length; depth++) {
      const prefix = path.slice(0, depth);
      const key = prefix.join('.');
      if (parents.has(key)) continue;
      const id = resolvePath(scope, `${key}.Id`);
      parents.set(key, { path: prefix, id: id.read, entity: id.entity, type: typeRead(scope, key) });
    }
  return [...parents.values()];
};

const typeRead = (scope: Scope, path: string): Read | undefined => {
  const names = path.split('.');
  const last = names.pop()?.toLowerCase() ?? '';
  const holder = names.length === 0 ? scope.table.entity : resolvePath(scope, `${names.join('.')}.Id`).entity;
  const polymorphic = (holder.parents.get(last)?.referenceTo?.length ?? 0) > 1;
  return polymorphic ? resolvePath(scope, `${path}.Type`).read : undefined;
};

const attributes = (base: BaseUrl, type: string, id: unknown): Record<string, string> => ({
  type,
  ...(typeof id === 'string' ? { url: `${base}/sobjects/${type}/${id}` } : {}),
});

/** A record under construction; parents are objects or null inside it. */
interface Json {
  [name: string]: unknown;
}

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null;

/** The object a path leads to inside a record; undefined where a parent is missing. */
const nest = (record: Json, path: readonly string[]): Json | undefined => {
  let at: unknown = record;
  for (const name of path) at = isJson(at) ? at[name] : undefined;
  return isJson(at) ? at : undefined;
};

const parentJson = (
  parent: Parent,
  columns: readonly OutputColumn[],
  at: { slot: number; base: BaseUrl },
): Json | null => {
  const id = parent.id(at.slot);
  const key = `${parent.path.join('.')}.`;
  const inside = columns.some(({ path, read }) => path.join('.').startsWith(key) && read(at.slot) !== null);
  if (id === null && !inside) return null;
  const type = parent.type?.(at.slot);
  return { attributes: attributes(at.base, typeof type === 'string' ? type : parent.entity.name, id) };
};

/** Makes the JSON of one record: `attributes`, fields, parents as nested objects or null. */
export const recordBuilder = (
  scope: Scope,
  columns: readonly OutputColumn[],
  base: BaseUrl,
): ((slot: number) => Json) => {
  const parents = new Map(parentsOf(scope, columns).map((parent) => [parent.path.join('.'), parent]));
  const { entity, source } = scope.table;
  const idField = entity.fields.get('id');
  const id: Read = idField === undefined ? () => null : source.read(idField);
  const cells = columns.map((column) => ({
    holders: column.path.slice(0, -1).map((_, depth) => column.path.slice(0, depth + 1)),
    name: column.path.at(-1) ?? '',
    read: column.read,
    show: column.children === undefined ? restValue(column.field) : (cell: unknown) => cell,
  }));
  const holderOf = (record: Json, holders: readonly (readonly string[])[], slot: number): Json | undefined => {
    let target: Json | undefined = record;
    for (const path of holders) {
      const name = path.at(-1) ?? '';
      const parent = parents.get(path.join('.'));
      if (target !== undefined && parent !== undefined && !(name in target))
        target[name] = parentJson(parent, columns, { slot, base });
      target = nest(record, path);
    }
    return target;
  };
  return (slot) => {
    const record: Json = { attributes: attributes(base, entity.name, id(slot)) };
    for (const { holders, name, read, show } of cells) {
      const target = holderOf(record, holders, slot);
      if (target !== undefined) target[name] = show(read(slot));
    }
    return record;
  };
};
