import type { Org } from '../../gateways/org/org.ts';
import type { Row } from '../../gateways/org/queries.ts';
import { inQueries, soqlList } from '../../release/checks/soql.ts';
import { keyOf, type ComponentKey } from '../../release/metadata/component.ts';
import { decoded } from '../../release/metadata/component-names.ts';
import type { Revocation } from '../../release/plan/plan.ts';

/**
 * Where the org shows an entry of a profile or permission set (Object Reference; documented): by the name itself, or by
 * the id of what is named, a component of that type. Entries that are not here are told by a retrieve alone.
 */
const shownIn: Readonly<Record<string, { readonly table: string; readonly column: string; readonly type?: string }>> = {
  fieldPermissions: { table: 'FieldPermissions', column: 'Field' },
  objectPermissions: { table: 'ObjectPermissions', column: 'SobjectType' },
  classAccesses: { table: 'SetupEntityAccess', column: 'SetupEntityId', type: 'ApexClass' },
  pageAccesses: { table: 'SetupEntityAccess', column: 'SetupEntityId', type: 'ApexPage' },
  customPermissions: { table: 'SetupEntityAccess', column: 'SetupEntityId', type: 'CustomPermission' },
  applicationVisibilities: { table: 'SetupEntityAccess', column: 'SetupEntityId', type: 'CustomApplication' },
};

/** Ids as the org gives them, by component key. */
type Ids = ReadonlyMap<ComponentKey, string>;

/** Revoked entries that the org still shows: `Profile:Clerk fieldPermissions Thing__c.Risk__c`. */
export const grantedStill = async (org: Org, revokes: readonly Revocation[]): Promise<readonly string[]> => {
  const asked = revokes.filter(({ section }) => section in shownIn);
  if (asked.length === 0) return [];
  const ids = await idsOf(org, asked);
  const still: string[] = [];
  for (const [section, entries] of Map.groupBy(asked, (one) => one.section)) {
    const granted = await grantsIn(org, { section, entries, ids });
    for (const entry of entries) {
      const owner = ids.get(keyOf(entry));
      const shown = shownAs(entry, ids);
      // a profile or permission set that is gone grants nothing, and nothing grants what is gone
      if (owner !== undefined && shown !== undefined && granted.has(grantOf(entry, owner, shown)))
        still.push(`${keyOf(entry)} ${section} ${entry.key}`);
    }
  }
  return still.sort();
};

/** Of the profiles and permission sets, and of what their entries name by id. */
const idsOf = async (org: Org, revokes: readonly Revocation[]): Promise<Ids> => {
  const types = new Set(revokes.flatMap(({ type, section }) => [type, shownIn[section]?.type ?? type]));
  const files = await org.listMetadata([...types].map((type) => ({ type })));
  return new Map(
    files.flatMap(({ type, fullName, id }) =>
      id === undefined ? [] : [[keyOf({ type, fullName: decoded(fullName) }), id] as const],
    ),
  );
};

/** How the org's table names what an entry gives access to; `undefined` when there is no such thing. */
const shownAs = ({ section, key }: Revocation, ids: Ids): string | undefined => {
  const type = shownIn[section]?.type;
  return type === undefined ? key : ids.get(keyOf({ type, fullName: key }));
};

interface Asked {
  readonly section: string;
  readonly entries: readonly Revocation[];
  readonly ids: Ids;
}

/** An id counts by its first 15 characters; names are not told apart by upper and lower case. */
const grantOf = ({ section }: { readonly section: string }, owner: string, shown: string): string =>
  `${owner.slice(0, 15)} ${shownIn[section]?.type === undefined ? shown.toLowerCase() : shown.slice(0, 15)}`;

/** Everything granted among what some entries name (`grantOf`). */
const grantsIn = async (org: Org, { section, entries, ids }: Asked): Promise<ReadonlySet<string>> => {
  const place = shownIn[section];
  const granted = new Set<string>();
  if (place === undefined) return granted;
  const values = [...new Set(entries.flatMap((entry) => shownAs(entry, ids) ?? []))];
  for (const some of inQueries(values)) {
    const rows = await org.query(
      `SELECT ${place.column}, ParentId, Parent.ProfileId FROM ${place.table} WHERE ${place.column} IN ${soqlList(some)}`,
    );
    for (const row of rows) granted.add(grantOf({ section }, ownerIn(row), String(row[place.column])));
  }
  return granted;
};

/** The profile where there is one: its own permission set is a detail of the platform. */
const ownerIn = ({ ParentId: parent, Parent: of }: Row): string => {
  const profile = (of as { ProfileId?: unknown } | null)?.ProfileId;
  return String(typeof profile === 'string' ? profile : parent);
};
