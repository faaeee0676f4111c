import type { Query } from '@jetstreamapp/soql-parser-js';
import type { Catalogue, OpenTable, Table } from '../schema/catalogue.ts';
import type { Entity, Field } from '../schema/entity.ts';
import { resolveField } from '../schema/entity.ts';
import type { Read } from '../store/store.ts';
import type { OutputColumn } from './columns.ts';
import { orderItems, sorted, sortKey } from './order.ts';
import { type ChildSelect, compileColumns, recordBuilder } from './project.ts';
import { resolvePath, type Scope } from './scope.ts';
import { errorAt, positionOf } from './text.ts';
import { compileWhere, type InnerSelect } from './where.ts';

/** A way down from an object to the rows that refer to it. */
export interface ChildRelationship {
  readonly name: string | undefined;
  readonly child: Entity;
  readonly field: Field;
}

/** All references to an object, named ones and nameless ones. */
export const childRelationships = (tables: Iterable<Table>, parent: string): readonly ChildRelationship[] =>
  [...tables].flatMap(({ entity }) =>
    [...entity.fields.values()]
      .filter(({ type, referenceTo }) => type === 'reference' && (referenceTo ?? []).includes(parent))
      .map((field) => ({ name: field.childRelationshipName, child: entity, field })),
  );

const findChild = (scope: Scope, catalogue: Catalogue, name: string): { table: OpenTable; field: Field } => {
  const found = childRelationships(catalogue.all(), scope.table.entity.name).find(
    (relationship) => relationship.name?.toLowerCase() === name.toLowerCase(),
  );
  const table = found === undefined ? undefined : scope.reader.open(found.child.name);
  if (found !== undefined && table !== undefined) return { table, field: found.field };
  throw errorAt(scope.soql, positionOf(scope.soql, name, 'FROM'), {
    code: 'INVALID_TYPE',
    message:
      `Didn't understand relationship '${name}' in FROM part of query call. If you are attempting to use a custom ` +
      `relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or ` +
      'the describe call for the appropriate names.',
  });
};

type SubQuery = Omit<Query, 'sObject'> & { readonly relationshipName: string };

const orderedSlots = (scope: Scope, query: SubQuery, inner: InnerSelect): readonly number[] => {
  const { test } = compileWhere(scope, query.where, inner);
  const { source } = scope.table;
  const slots: number[] = [];
  for (let slot = 0; slot < source.slots; slot++) if (source.isLive(slot) && test(slot)) slots.push(slot);
  const keys = orderItems(query.orderBy).map((clause) =>
    sortKey<number>(clause, resolvePath(scope, 'fn' in clause ? (clause.fn.rawValue ?? '') : clause.field).read),
  );
  return sorted(slots, keys);
};

const byParent = (slots: readonly number[], parent: Read): ReadonlyMap<unknown, number[]> => {
  const groups = new Map<unknown, number[]>();
  for (const slot of slots) {
    const id = parent(slot);
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [slot]);
    else group.push(slot);
  }
  return groups;
};

/** Compiles `(SELECT … FROM Contacts)`: children are looked up once for the whole query, then handed out by parent. */
export const childColumn =
  (request: { catalogue: Catalogue; base: string }, inner: InnerSelect): ChildSelect =>
  (scope, subquery) => {
    const query = subquery as SubQuery;
    const { table, field } = findChild(scope, request.catalogue, query.relationshipName);
    const child: Scope = { ...scope, table, alias: query.sObjectAlias };
    const columns = compileColumns(child, query, childColumn(request, inner));
    const build = recordBuilder(child, columns, request.base);
    let groups: ReadonlyMap<unknown, number[]> | undefined;
    const idField = scope.table.entity.fields.get('id');
    const id: Read = idField === undefined ? () => null : scope.table.source.read(idField);
    const offset = query.offset ?? 0;
    return {
      path: [field.childRelationshipName ?? query.relationshipName],
      displayName: query.relationshipName,
      field: resolveField({ name: query.relationshipName, type: 'complexvalue', createable: false, updateable: false }),
      aggregate: true,
      children: columns satisfies readonly OutputColumn[],
      read(slot) {
        groups ??= byParent(orderedSlots(child, query, inner), table.source.read(field));
        const slots = (groups.get(id(slot)) ?? []).slice(offset, offset + (query.limit ?? Infinity));
        return slots.length === 0 ? null : { totalSize: slots.length, done: true, records: slots.map(build) };
      },
    };
  };
