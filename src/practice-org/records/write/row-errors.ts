import type { RowError } from '../types.ts';

/** An error about one row, in the platform's shape. */
export const rowError = (statusCode: string, message: string, fields: readonly string[] = []): RowError => ({
  statusCode,
  message,
  fields,
});

/** Whether a value is an error rather than what was asked for. */
export const isRowError = (value: unknown): value is RowError =>
  typeof value === 'object' && value !== null && 'statusCode' in value;
