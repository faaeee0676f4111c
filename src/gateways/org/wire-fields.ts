import { z } from 'zod';
import { redacted } from '../redacted.ts';

/*
 * Fields as the org writes them: REST as JSON with `null` for what is absent, SOAP as text, with nothing for an empty
 * list and no list around a single item.
 */

export const flag = z
  .union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')])
  .nullish()
  .transform((value) => value ?? false);

/** 0 when absent; anything but a number is no answer. */
export const count = z.preprocess((value) => value ?? 0, z.coerce.number().int().nonnegative());

/** Undefined for `null`, for nothing and for an empty element. */
export const text = z
  .string()
  .nullish()
  .transform((value) => (value === null || value === '' ? undefined : value));

/** What the org or somebody's Apex says in words of its own: without secrets. */
export const words = text.transform((value) => value && redacted(value));

/** REST writes `+0000`, SOAP `Z`; neither is trusted to be a date. */
export const instant = text.transform((value) => {
  if (value === undefined) return undefined;
  const date = new Date(value.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(date.getTime()) ? undefined : date;
});

const listOf = (value: unknown): unknown => {
  if (value === undefined || value === null || value === '') return [];
  return Array.isArray(value) ? (value as unknown) : [value];
};

export const many = <T extends z.ZodType>(item: T) => z.preprocess(listOf, z.array(item));

type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The same fields without those that are undefined. */
export const present = <T extends object>(fields: T): Present<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>;
