import type { Entity, Field } from '../schema/entity.ts';
import { restValue } from '../soql/format.ts';
import type { Source } from '../store/store.ts';

/** A record as REST reads it: `attributes` and the fields asked for. */
export const recordJson = (
  table: { readonly entity: Entity; readonly source: Source },
  fields: readonly Field[],
  at: { readonly slot: number; readonly base: string },
): Readonly<Record<string, unknown>> => {
  const { entity, source } = table;
  const idField = entity.fields.get('id');
  const id = idField === undefined ? null : source.read(idField)(at.slot);
  return {
    attributes: { type: entity.name, url: `${at.base}/sobjects/${entity.name}/${typeof id === 'string' ? id : ''}` },
    ...Object.fromEntries(fields.map((field) => [field.name, restValue(field)(source.read(field)(at.slot))])),
  };
};

/** The fields a `fields=` list names, `Id` always with them; or the first name the object does not have. */
export const fieldsNamed = (entity: Entity, names: string | null): readonly Field[] | { readonly unknown: string } => {
  const all = [...entity.fields.values()];
  if (names === null) return all;
  const wanted = names
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const unknown = wanted.find((name) => !entity.fields.has(name.toLowerCase()));
  if (unknown !== undefined) return { unknown };
  const keys = new Set(['id', ...wanted.map((name) => name.toLowerCase())]);
  return all.filter(({ key }) => keys.has(key));
};
