import type { Field } from '../schema/entity.ts';
import { isNumeric } from '../schema/entity.ts';
import type { Read } from '../store/store.ts';

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

const APEX_TYPES: Readonly<Partial<Record<Field['type'], string>>> = {
  id: 'Id',
  reference: 'Id',
  boolean: 'Boolean',
  int: 'Integer',
  double: 'Double',
  currency: 'Double',
  percent: 'Double',
  date: 'Date',
  datetime: 'Datetime',
  time: 'Time',
  base64: 'Blob',
  address: 'Address',
  location: 'Location',
  complexvalue: 'complexvalue',
};

/** `COUNT(Id)` is shown as `count(Id)`, as recorded in the CLI's own fixtures (plugin-data, seen). */
const shownName = (column: OutputColumn, name: string): string =>
  column.aggregate ? column.displayName.replace(/^\w+(?=\()/, (call) => call.toLowerCase()) : name;

const leaf = (column: OutputColumn, name: string): ColumnMetadata => {
  const { field } = column;
  const apexType = APEX_TYPES[field.type] ?? 'String';
  return {
    aggregate: column.aggregate,
    apexType: column.aggregate ? null : apexType,
    booleanType: field.type === 'boolean',
    columnName: name,
    custom: field.custom,
    displayName: shownName(column, name),
    foreignKeyName: null,
    insertable: !column.aggregate && field.createable,
    joinColumns: columnMetadata(column.children ?? []),
    numberType: isNumeric(field.type),
    textType: apexType === 'String',
    updatable: !column.aggregate && field.updateable,
  };
};

const relationship = (name: string, joinColumns: readonly ColumnMetadata[]): ColumnMetadata => ({
  aggregate: false,
  apexType: null,
  booleanType: false,
  columnName: name,
  custom: name.endsWith('__r'),
  displayName: name,
  foreignKeyName: name.endsWith('__r') ? name.replace(/__r$/, '__c') : `${name}Id`,
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
