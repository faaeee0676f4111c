import type { Org } from '../../gateways/org/org.ts';
import { inQueries, soqlList } from '../../release/checks/soql.ts';
import { keyOf, type ComponentId } from '../../release/metadata/component.ts';

/** Where the schema shows a component by its name (Tooling API; documented). Other types are told by a retrieve alone. */
const shownIn: Readonly<Record<string, { readonly object: string; readonly field: string }>> = {
  CustomObject: { object: 'EntityDefinition', field: 'QualifiedApiName' },
  ApexClass: { object: 'ApexClass', field: 'Name' },
  ApexTrigger: { object: 'ApexTrigger', field: 'Name' },
  ApexPage: { object: 'ApexPage', field: 'Name' },
};

/** Keys of components that a query of the schema still shows. */
export const definedStill = async (org: Org, deleted: readonly ComponentId[]): Promise<readonly string[]> => {
  const still: string[] = [];
  for (const [type, { object, field }] of Object.entries(shownIn)) {
    const names = deleted.filter((one) => one.type === type).map(({ fullName }) => fullName);
    for (const some of inQueries(names)) {
      const rows = await org.toolingQuery(`SELECT ${field} FROM ${object} WHERE ${field} IN ${soqlList(some)}`);
      for (const row of rows) still.push(`${type}:${String(row[field])}`);
    }
  }
  return [...still, ...(await fieldsStill(org, deleted))].sort();
};

/** Fields are asked for by object: the platform wants exactly one in a query (FieldDefinition; documented). */
const fieldsStill = async (org: Org, deleted: readonly ComponentId[]): Promise<readonly string[]> => {
  const gone = new Set(deleted.map(keyOf));
  const fields = deleted
    .filter(({ type }) => type === 'CustomField')
    .map(({ fullName }) => {
      const dot = fullName.indexOf('.');
      return { object: fullName.slice(0, dot), field: fullName.slice(dot + 1) };
    })
    .filter(({ object }) => !gone.has(`CustomObject:${object}`));
  const still: string[] = [];
  for (const [object, list] of Map.groupBy(fields, (one) => one.object))
    for (const some of inQueries(list.map(({ field }) => field))) {
      const rows = await org.toolingQuery(
        `SELECT QualifiedApiName FROM FieldDefinition WHERE EntityDefinition.QualifiedApiName IN ${soqlList([object])} AND QualifiedApiName IN ${soqlList(some)}`,
      );
      for (const row of rows) still.push(`CustomField:${object}.${String(row['QualifiedApiName'])}`);
    }
  return still;
};
