import type { OpenTable, Reader } from '../schema/catalogue.ts';
import type { Cell, Entity, Field } from '../schema/entity.ts';
import { resolveField } from '../schema/entity.ts';
import type { Read } from '../store/store.ts';
import { errorAt, positionOf, SoqlError } from './text.ts';

/** What names in one SELECT refer to. */
export interface Scope {
  readonly soql: string;
  readonly reader: Reader;
  readonly table: OpenTable;
  readonly alias: string | undefined;
  /** The org's time, for TODAY and its like. */
  readonly now: Date;
}

/** A dotted path resolved: the field at its end and how to read it from a row of the scope's table. */
export interface Column {
  /** As the platform spells it: `Account.Owner.Name`. */
  readonly path: readonly string[];
  readonly field: Field;
  readonly entity: Entity;
  readonly read: Read;
}

const MAX_HOPS = 5;
const TYPE = resolveField({ name: 'Type', label: 'Type', type: 'picklist', length: 255 });

const noColumn = (scope: Scope, name: string, entity: Entity): SoqlError =>
  errorAt(scope.soql, positionOf(scope.soql, name), {
    code: 'INVALID_FIELD',
    message:
      `No such column '${name.slice(name.lastIndexOf('.') + 1)}' on entity '${entity.name}'. If you are attempting to ` +
      `use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the ` +
      'describe call for the appropriate names.',
  });

const noRelationship = (scope: Scope, name: string, full: string): SoqlError =>
  errorAt(scope.soql, positionOf(scope.soql, full), {
    code: 'INVALID_FIELD',
    message:
      `Didn't understand relationship '${name}' in field path. If you are attempting to use a custom relationship, be ` +
      `sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call ` +
      'for the appropriate names.',
  });

/** The tables a reference may lead to, those this API shows. */
const targets = (scope: Scope, reference: Field): readonly OpenTable[] =>
  (reference.referenceTo ?? []).map((name) => scope.reader.open(name)).filter((table) => table !== undefined);

const readNested = (table: OpenTable, reference: Field, path: readonly string[]): Read => {
  const read = table.source.nested?.(reference.relationshipName ?? '');
  if (read === undefined) return () => null;
  return (slot) => {
    let value: unknown = read(slot);
    for (const name of path) value = (value as Record<string, unknown> | null | undefined)?.[name];
    return (value ?? null) as Cell;
  };
};

const firstOf = (reads: readonly Read[]): Read => {
  const [only] = reads;
  if (reads.length === 1 && only !== undefined) return only;
  return (slot) => {
    for (const read of reads) {
      const value = read(slot);
      if (value !== null) return value;
    }
    return null;
  };
};

const through = (from: OpenTable, reference: Field, to: OpenTable): ((slot: number) => number) => {
  const id = from.source.read(reference);
  return (slot) => {
    const value = id(slot);
    return typeof value === 'string' ? to.source.slotOf(value) : -1;
  };
};

const hop = (from: OpenTable, reference: Field, to: { table: OpenTable; read: Read }): Read => {
  const parent = through(from, reference, to.table);
  return (slot) => {
    const at = parent(slot);
    return at < 0 ? null : to.read(at);
  };
};

interface Walk {
  readonly scope: Scope;
  readonly full: string;
  readonly path: readonly string[];
}

const typeOf = (
  from: OpenTable,
  reference: Field,
  climbed: { path: readonly string[]; parents: readonly OpenTable[] },
): Column => {
  const reads = climbed.parents.map((parent) =>
    hop(from, reference, { table: parent, read: () => parent.entity.name }),
  );
  return { path: [...climbed.path, 'Type'], field: TYPE, entity: from.entity, read: firstOf(reads) };
};

/** The rest of the path in each table the reference may lead to; tables that lack the field are left out. */
const columnsAbove = (
  walk: Walk,
  parents: readonly OpenTable[],
  rest: readonly string[],
): readonly { parent: OpenTable; column: Column }[] =>
  parents.flatMap((parent) => {
    try {
      return [{ parent, column: walkFrom(walk, parent, rest) }];
    } catch (error) {
      if (parents.length === 1 || !(error instanceof SoqlError)) throw error;
      return [];
    }
  });

const climb = (walk: Walk, table: OpenTable, names: readonly string[]): Column => {
  const [relationship = '', ...rest] = names;
  const reference = table.entity.parents.get(relationship.toLowerCase());
  if (reference === undefined) throw noRelationship(walk.scope, relationship, walk.full);
  const path = [...walk.path, reference.relationshipName ?? relationship];
  const parents = targets(walk.scope, reference);
  const polymorphic = (reference.referenceTo ?? []).length > 1;
  if (polymorphic && rest.join('.').toLowerCase() === 'type') return typeOf(table, reference, { path, parents });
  const above = columnsAbove({ ...walk, path }, parents, rest);
  const column = above[0]?.column;
  if (column === undefined) throw noRelationship(walk.scope, relationship, walk.full);
  const reads = above.map((found) => hop(table, reference, { table: found.parent, read: found.column.read }));
  if (table.source.nested !== undefined) reads.push(readNested(table, reference, column.path.slice(path.length)));
  return { ...column, read: firstOf(reads) };
};

const walkFrom = (walk: Walk, table: OpenTable, names: readonly string[]): Column => {
  if (names.length > 1) return climb(walk, table, names);
  const name = names[0] ?? '';
  const field = table.entity.fields.get(name.toLowerCase());
  if (field === undefined) throw noColumn(walk.scope, walk.full, table.entity);
  return { path: [...walk.path, field.name], field, entity: table.entity, read: table.source.read(field) };
};

/**
 * Finds the field a path such as `a.Owner.Name` means; an alias or the object's own name in front is dropped. Up to
 * five relationships, as the platform allows. Throws INVALID_FIELD.
 */
export const resolvePath = (scope: Scope, path: string): Column => {
  const names = path.split('.');
  const first = names[0]?.toLowerCase();
  const own = first === scope.alias?.toLowerCase() || first === scope.table.entity.name.toLowerCase();
  const rest = own && names.length > 1 && !scope.table.entity.parents.has(first ?? '') ? names.slice(1) : names;
  if (rest.length > MAX_HOPS + 1)
    throw new SoqlError('INVALID_FIELD', 'SOQL statements cannot query more than 5 levels of relationships');
  return walkFrom({ scope, full: path, path: [] }, scope.table, rest);
};

/** Opens the object of a FROM clause, or throws INVALID_TYPE. */
export const openObject = (reader: Reader, name: string, soql: string): OpenTable => {
  const table = reader.open(name);
  if (table?.entity.queryable === false)
    throw new SoqlError('INVALID_TYPE_FOR_OPERATION', `entity type ${table.entity.name} does not support query`);
  if (table !== undefined) return table;
  throw errorAt(soql, positionOf(soql, name, 'FROM'), {
    code: 'INVALID_TYPE',
    message:
      `sObject type '${name}' is not supported. If you are attempting to use a custom object, be sure to append the ` +
      `'__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.`,
  });
};
