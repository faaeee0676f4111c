import { isCustomName, objectOf } from '../names.ts';
import type { FieldSchema, ObjectSchema, SchemaChange } from './org-schema.ts';
import { schemaOfObjects } from './schema-of.ts';
import type { StoredComponent } from '../types.ts';

type Components = ReadonlyMap<string, StoredComponent>;

const types = new Set(['CustomObject', 'CustomField', 'RecordType']);

/** Objects of which anything that tables show differs between two states of the org. */
const touchedObjects = (from: Components, to: Components): ReadonlySet<string> => {
  const touched = new Set<string>();
  for (const [key, component] of to)
    if (types.has(component.type) && from.get(key) !== component) touched.add(objectOf(component.fullName));
  for (const [key, component] of from)
    if (types.has(component.type) && !to.has(key)) touched.add(objectOf(component.fullName));
  addUsersOfValueSets(from, to, touched);
  return touched;
};

/** A global value set that changed changes every picklist that shows it. */
const addUsersOfValueSets = (from: Components, to: Components, touched: Set<string>): void => {
  const changed = [...to.values()].filter(
    ({ type, fullName }) =>
      type === 'GlobalValueSet' && from.get(`${type}:${fullName}`) !== to.get(`${type}:${fullName}`),
  );
  if (changed.length === 0) return;
  const names = changed.map(({ fullName }) => `<valueSetName>${fullName}<`);
  for (const { type, fullName, xml } of to.values())
    if (type === 'CustomField' && names.some((name) => xml?.includes(name))) touched.add(objectOf(fullName));
};

/** Types whose values become null when they change to anything else, and the other way round (CDC field conversion; documented). */
const lossy = new Set(['Date', 'DateTime', 'Checkbox', 'MultiselectPicklist']);

const losesValues = (from: FieldSchema, to: FieldSchema): boolean =>
  from.type !== to.type && (lossy.has(from.type) || lossy.has(to.type));

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const properties = ({ fields: _fields, ...rest }: ObjectSchema): unknown => rest;

/** What happened to the fields of one object that was there before and still is. */
const fieldChanges = (from: ObjectSchema | undefined, to: ObjectSchema): readonly SchemaChange[] =>
  [...to.fields.values()].flatMap((field): SchemaChange[] => {
    const before = from?.fields.get(field.name);
    if (!before) return [{ kind: 'fieldCreated', object: to.name, field }];
    if (same(before, field)) return [];
    return [{ kind: 'fieldChanged', object: to.name, from: before, field, losesValues: losesValues(before, field) }];
  });

const objectChanges = (from: ObjectSchema | undefined, to: ObjectSchema): readonly SchemaChange[] => {
  if (!from) return [{ kind: 'objectCreated', object: to }];
  const changed: SchemaChange[] = same(properties(from), properties(to)) ? [] : [{ kind: 'objectChanged', object: to }];
  return [...changed, ...fieldChanges(from, to)];
};

/** The object or field an event says is gone: what comes back under its name later is a new and empty one. */
const isGone = (dropped: readonly SchemaChange[], object: string, field?: string): boolean =>
  dropped.some(
    (change) =>
      (change.kind === 'objectDeleted' && change.object === object && isCustomName(object)) ||
      (change.kind === 'fieldDeleted' && change.object === object && change.field.name === field),
  );

const withoutGone = (schema: ObjectSchema | undefined, dropped: readonly SchemaChange[]): ObjectSchema | undefined => {
  if (!schema || isGone(dropped, schema.name)) return undefined;
  const fields = [...schema.fields].filter(([name]) => !isGone(dropped, schema.name, name));
  return { ...schema, fields: new Map(fields) };
};

/** The events of one transaction: first what was deleted in it, then what is there now and was not, or was otherwise. */
export const schemaChanges = (
  from: Components,
  to: Components,
  dropped: readonly SchemaChange[],
): readonly SchemaChange[] => {
  const touched = touchedObjects(from, to);
  if (touched.size === 0) return dropped;
  const wanted = (object: string): boolean => touched.has(object);
  const before = schemaOfObjects(from, wanted);
  const after = schemaOfObjects(to, wanted);
  return [
    ...dropped,
    ...[...after.values()].flatMap((object) => objectChanges(withoutGone(before.get(object.name), dropped), object)),
  ];
};
