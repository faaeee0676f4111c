import type { SchemaChange } from '../metadata/org-schema.ts';
import { fieldsOf, tableOf } from './from-schema.ts';
import type { Tables } from './tables.ts';
import type { DatabaseContext } from './types.ts';

/** Makes the tables follow what a committed deploy changed. Custom metadata types have no rows of their own here. */
const applyOne = (tables: Tables, context: DatabaseContext, change: SchemaChange): void => {
  switch (change.kind) {
    case 'objectCreated':
    case 'objectChanged': {
      const table = tableOf(change.object);
      if (change.object.kind !== 'customMetadata') tables.define(table);
      else tables.virtual(table, { api: 'both', rows: () => context.customMetadata?.(change.object.name) ?? [] });
      break;
    }
    case 'objectDeleted':
      tables.drop(change.object);
      break;
    case 'fieldCreated':
      defineFields(tables, context, change);
      break;
    case 'fieldChanged':
      if (change.losesValues) tables.clearField(change.object, change.from.name);
      defineFields(tables, context, change);
      break;
    case 'fieldDeleted':
      tables.dropField(change.object, change.field.name, change.keptAs);
      break;
  }
};

const defineFields = (
  tables: Tables,
  context: DatabaseContext,
  change: Extract<SchemaChange, { kind: 'fieldCreated' | 'fieldChanged' }>,
): void => {
  const known = tables.definition(change.object);
  if (known === undefined) throw new Error(`A field of ${change.object} changed, but the org has no such object.`);
  if (change.object.endsWith('__mdt')) {
    const kept = known.fields.filter(({ name }) => name !== change.field.name);
    tables.virtual(
      { ...known, fields: [...kept, ...fieldsOf(change.field)] },
      { api: 'both', rows: () => context.customMetadata?.(change.object) ?? [] },
    );
    return;
  }
  tables.define({
    ...known,
    fields: fieldsOf(change.field),
    ...(change.field.type === 'MasterDetail' ? { owned: false } : {}),
  });
};

export const applySchemaChanges = (
  tables: Tables,
  context: DatabaseContext,
  changes: readonly SchemaChange[],
): void => {
  for (const change of changes) applyOne(tables, context, change);
};
