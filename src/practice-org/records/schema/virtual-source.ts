import type { Cell, Field } from './entity.ts';
import { type Read, readCompound, type Source } from '../store/store.ts';
import type { Row } from '../types.ts';

const asDatetime = (value: unknown): Cell => {
  if (value instanceof Date) return value.getTime();
  if (typeof value !== 'string') return value as Cell;
  const moment = Date.parse(value);
  return Number.isNaN(moment) ? null : moment;
};

const asDate = (value: unknown): Cell => (value instanceof Date ? value.toISOString().slice(0, 10) : (value as Cell));

const CONVERT: Partial<Record<Field['type'], (value: unknown) => Cell>> = { datetime: asDatetime, date: asDate };
const keep = (value: unknown): Cell => value as Cell;

/** Rows somebody else keeps, read once, as a query walks them. */
export const virtualSource = (rows: readonly Row[]): Source => {
  let byId: Map<string, number> | undefined;
  // Views have placeholder ids: what other rows point to is their durable id.
  const idsOf = (row: Row): readonly string[] =>
    [row['Id'], row['DurableId']].filter((id): id is string => typeof id === 'string').map((id) => id.slice(0, 15));
  const value = (name: string, convert: (value: unknown) => Cell): Read => {
    return (slot) => {
      const cell = rows[slot]?.[name];
      return cell === undefined || cell === null || cell === '' ? null : convert(cell);
    };
  };
  return {
    slots: rows.length,
    isLive: (slot) => slot < rows.length,
    isDeleted: () => false,
    read: (field) =>
      field.composedOf === undefined
        ? value(field.name, CONVERT[field.type] ?? keep)
        : readCompound(field, (name) => value(name, keep)),
    nested: (relationship) => (slot) => rows[slot]?.[relationship] as Row | undefined,
    slotOf(id) {
      byId ??= new Map(rows.flatMap((row, slot) => idsOf(row).map((id) => [id, slot] as const)));
      return byId.get(id.slice(0, 15)) ?? -1;
    },
  };
};
