import type { Org, Row } from '../../gateways/org/org.ts';
import { inQueries, soqlList } from '../../release/checks/soql.ts';
import { keyOf, type ComponentKey } from '../../release/metadata/component.ts';
import { decoded } from '../../release/metadata/source-path.ts';
import type { Revocation } from '../../release/plan/plan.ts';

/**
 * Where the org shows an entry of a profile or permission set (Object Reference; documented): by the name itself, or by
 * the id of what is named. Entries that are not here are told by a retrieve alone.
 */
const shownIn: Readonly<
  Record<string, { readonly table: string; readonly column: string; readonly ids?: { readonly object: string } }>
> = {
  fieldPermissions: { table: 'FieldPermissions', column: 'Field' },
  objectPermissions: { table: 'ObjectPermissions', column: 'SobjectType' },
  classAccesses: { table: 'SetupEntityAccess', column: 'SetupEntityId', ids: { object: 'ApexClass' } },
  pageAccesses: { table: 'SetupEntityAccess', column: 'SetupEntityId', ids: { object: 'ApexPage' } },
};

/** Revoked entries that the org still shows: `Profile:Clerk fieldPermissions Thing__c.Risk__c`. */
export const grantedStill = async (org: Org, revokes: readonly Revocation[]): Promise<readonly string[]> => {
  const asked = revokes.filter(({ section }) => section in shownIn);
  if (asked.length === 0) return [];
  const owners = await ownersOf(org, asked);
  const still: string[] = [];
  for (const [section, entries] of Map.groupBy(asked, (one) => one.section)) {
    const granted = await grantsIn(org, section, entries);
    for (const entry of entries) {
      const owner = owners.get(keyOf(entry));
      if (owner !== undefined && granted.has(`${owner} ${entry.key.toLowerCase()}`))
        still.push(`${keyOf(entry)} ${section} ${entry.key}`);
    }
  }
  return still.sort();
};

/** Ids, their first 15 characters, by component key; a profile or permission set that is gone grants nothing. */
const ownersOf = async (org: Org, revokes: readonly Revocation[]): Promise<ReadonlyMap<ComponentKey, string>> => {
  const types = [...new Set(revokes.map(({ type }) => type))];
  const files = await org.listMetadata(types.map((type) => ({ type })));
  return new Map(
    files.flatMap(({ type, fullName, id }) =>
      id === undefined ? [] : [[keyOf({ type, fullName: decoded(fullName) }), id.slice(0, 15)] as const],
    ),
  );
};

/** `<owner's id> <name in lower case>` of everything granted among the names of some entries. */
const grantsIn = async (org: Org, section: string, entries: readonly Revocation[]): Promise<ReadonlySet<string>> => {
  const place = shownIn[section];
  const granted = new Set<string>();
  if (place === undefined) return granted;
  for (const some of inQueries([...new Set(entries.map(({ key }) => key))])) {
    const names = place.ids === undefined ? undefined : await namesById(org, place.ids.object, some);
    const values = names === undefined ? some : [...names.keys()];
    if (values.length === 0) continue;
    const rows = await org.query(
      `SELECT ${place.column}, ParentId, Parent.ProfileId FROM ${place.table} WHERE ${place.column} IN ${soqlList(values)}`,
    );
    for (const row of rows) {
      const value = String(row[place.column]);
      granted.add(`${ownerIn(row)} ${(names?.get(value) ?? value).toLowerCase()}`);
    }
  }
  return granted;
};

/** The profile where there is one: its own permission set is a detail of the platform. */
const ownerIn = ({ ParentId: parent, Parent: of }: Row): string => {
  const profile = (of as { ProfileId?: unknown } | null)?.ProfileId;
  return String(typeof profile === 'string' ? profile : parent).slice(0, 15);
};

const namesById = async (org: Org, object: string, names: readonly string[]): Promise<ReadonlyMap<string, string>> => {
  const rows = await org.query(`SELECT Id, Name FROM ${object} WHERE Name IN ${soqlList(names)}`);
  return new Map(rows.map(({ Id: id, Name: name }) => [String(id), String(name)]));
};
