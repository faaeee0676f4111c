import type { SchemaChange } from '../../metadata/schema/org-schema.ts';
import { fieldsOf, tableOf } from './from-schema.ts';
import type { Tables } from './tables.ts';
import type { DatabaseContext, TableDefinition } from '../types.ts';

/** A custom metadata type: its records are metadata, so they are asked for whenever somebody queries them. */
export const defineMetadataType = (tables: Tables, context: DatabaseContext, definition: TableDefinition): void => {
  tables.virtual(definition, { api: 'both', rows: () => context.customMetadata?.(definition.name) ?? [] });
};

/** Makes the tables follow what a committed deploy changed. Custom metadata types have no rows of their own here. */
const applyOne = (tables: Tables, context: DatabaseContext, change: SchemaChange): void => {
  switch (change.kind) {
    case 'objectCreated':
    case 'objectChanged': {
      const table = tableOf(change.object);
      if (change.object.kind !== 'customMetadata') tables.define(table);
      else defineMetadataType(tables, context, table);
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
    defineMetadataType(tables, context, { ...known, fields: [...kept, ...fieldsOf(change.field)] });
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
