import type { Cell, Field } from '../schema/entity.ts';

/** `2026-01-31T10:00:00.000+0000`, as REST and Bulk write date-times. */
export const datetimeText = (moment: number): string => new Date(moment).toISOString().replace('Z', '+0000');

/** A cell as REST JSON shows it. */
export const restValue = (field: Field): ((cell: Cell) => Cell) =>
  field.type === 'datetime' ? (cell) => (typeof cell === 'number' ? datetimeText(cell) : cell) : (cell) => cell;
