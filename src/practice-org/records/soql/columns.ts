import type { Cell, Field } from '../entity.ts';
import { isNumeric } from '../entity.ts';
import type { Read } from '../store.ts';

/** One output column: how it is called and how a record's value is read. */
export interface OutputColumn {
  /** Name parts in the answer: `['Account', 'Name']`, `['expr0']`. */
  readonly path: readonly string[];
  readonly displayName: string;
  readonly field: Field;
  readonly aggregate: boolean;
  readonly read: Read;
  /** Columns of a sub-select. */
  readonly children?: readonly OutputColumn[];
}

/** One entry of `columnMetadata`, as `?columns=true` answers it (seen by the CLI; not documented). */
export interface ColumnMetadata {
  readonly aggregate: boolean;
  readonly apexType: string | null;
  readonly booleanType: boolean;
  readonly columnName: string;
  readonly custom: boolean;
  readonly displayName: string;
  readonly foreignKeyName: string | null;
  readonly insertable: boolean;
  readonly joinColumns: readonly ColumnMetadata[];
  readonly numberType: boolean;
  readonly textType: boolean;
  readonly updatable: boolean;
}

const leaf = (column: OutputColumn, name: string): ColumnMetadata => {
  const { field } = column;
  const boolean = field.type === 'boolean';
  const number = isNumeric(field.type);
  return {
    aggregate: column.aggregate,
    apexType: column.aggregate ? null : field.type,
    booleanType: boolean,
    columnName: name,
    custom: field.custom,
    displayName: column.aggregate ? column.displayName : name,
    foreignKeyName: null,
    insertable: field.createable,
    joinColumns: (column.children ?? [])
      .map((child) => columnMetadata([child])[0])
      .filter((child) => child !== undefined),
    numberType: number,
    textType: !boolean && !number,
    updatable: field.updateable,
  };
};

const relationship = (name: string, joinColumns: readonly ColumnMetadata[]): ColumnMetadata => ({
  aggregate: false,
  apexType: null,
  booleanType: false,
  columnName: name,
  custom: name.endsWith('__r'),
  displayName: name,
  foreignKeyName: null,
  insertable: false,
  joinColumns,
  numberType: false,
  textType: false,
  updatable: false,
});

/** The columns as a tree: parents' fields are `joinColumns` of their relationship, once each. */
export const columnMetadata = (columns: readonly OutputColumn[], depth = 0): readonly ColumnMetadata[] => {
  const groups = new Map<string, OutputColumn[]>();
  for (const column of columns) {
    const name = column.path[depth] ?? '';
    groups.set(name, [...(groups.get(name) ?? []), column]);
  }
  return [...groups].map(([name, members]) => {
    const [first] = members;
    return first !== undefined && first.path.length === depth + 1
      ? leaf(first, name)
      : relationship(name, columnMetadata(members, depth + 1));
  });
};

/** Reads one record's cell through a column's own format. */
export const cellOf = (column: OutputColumn, slot: number): Cell => column.read(slot);
