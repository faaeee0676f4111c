import type { Database } from '../../records/database.ts';
import type { RowError } from '../../records/types.ts';
import type { SchemaChange } from '../schema/org-schema.ts';
import type { EditOutcome, MetadataState, OrgContext } from '../types.ts';
import { accessTables } from './access.ts';
import { apexTables } from './apex.ts';
import { dependencyTable } from './dependencies.ts';
import { flowTables } from './flows.ts';
import { packageTables } from './packages.ts';
import { peopleTables } from './people.ts';
import { ruleTables } from './rules.ts';
import { schemaTables } from './schema.ts';
import type { MetadataTable } from './table.ts';

/** Every sObject whose rows are metadata. */
export const metadataTables: readonly MetadataTable[] = [
  ...accessTables,
  ...apexTables,
  dependencyTable,
  ...flowTables,
  ...packageTables,
  ...peopleTables,
  ...ruleTables,
  ...schemaTables,
];

/** The org as these tables read and change it. */
export interface TablesOrg {
  readonly metadata: MetadataState;
  context(): OrgContext;
  change(to: { readonly state: MetadataState; readonly schemaChanges: readonly SchemaChange[] }): void;
}

/** Carries out an edit made through a table; a refusal is the row's error. */
const carryOut = (org: TablesOrg, outcome: EditOutcome): RowError | undefined => {
  if ('errorCode' in outcome) return { statusCode: outcome.errorCode, message: outcome.message, fields: [] };
  org.change(outcome);
  return undefined;
};

/** Puts all metadata tables into a database. Their rows are read from the org anew for each query. */
export const registerMetadataTables = (database: Pick<Database, 'virtual'>, org: TablesOrg): void => {
  for (const { definition, api, rows, patch, remove } of metadataTables)
    database.virtual(definition, {
      api,
      rows: () => rows(org.metadata),
      ...(patch
        ? { patch: (id: string, fields) => carryOut(org, patch(org.metadata, { id, fields }, org.context())) }
        : {}),
      ...(remove ? { remove: (id: string) => carryOut(org, remove(org.metadata, id, org.context())) } : {}),
    });
};
