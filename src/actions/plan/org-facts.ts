import type { FileProperties } from '../../gateways/org/metadata-lists.ts';
import type { Org } from '../../gateways/org/org.ts';
import type { Row } from '../../gateways/org/queries.ts';
import { compareText, keyOf, type ComponentId, type ComponentKey } from '../../release/metadata/component.ts';
import type { ComponentContent } from '../../release/content/content.ts';
import { findMentions, isDistinctive } from '../../release/content/source-mentions.ts';
import { inQueries, soqlList } from '../../release/checks/soql.ts';
import type { DependencyFact, FlowFacts, LastModified, OrgFacts, RowFacts } from '../../release/plan/plan-input.ts';
import { atRiskQueries, type RiskQuery } from '../../release/undo/rows-at-risk.ts';
import { foldCase } from '../../release/content/spelling.ts';
import { countIfAllowed } from './allowed.ts';
import { holderFacts } from './holder-facts.ts';
import type { Move } from './move.ts';
import type { LiveAnswer } from '../run/scene.ts';

export interface FactRequest {
  readonly org: Org;
  readonly move: Move;
  readonly live: LiveAnswer;
  readonly apiVersion: string;
  /** Active flow versions that the tag of `to` recorded. */
  readonly recorded: Readonly<Record<string, number>>;
  /** Components of `to` that may name what goes (`namersIn` of `namedTargets`). */
  readonly namers: readonly ComponentContent[];
}

/** What has to be looked for in the source of `to`: what goes, and lists of values that fields share. */
export const namedTargets = ({ delta }: Move): readonly ComponentId[] =>
  delta.changes.filter(
    (change) =>
      (change.kind === 'removed' && isDistinctive(change)) ||
      (change.kind === 'changed' && change.type === 'GlobalValueSet'),
  );

/**
 * Asks the org what a plan needs to know beside the metadata itself, and what of the source names what goes. What the org
 * cannot say stays unknown.
 */
export const orgFacts = async (request: FactRequest): Promise<OrgFacts> => {
  const { org, move, live, apiVersion, recorded, namers } = request;
  const going = move.delta.changes.filter((change) => change.kind === 'removed' && isDistinctive(change));
  return {
    apiVersion,
    flows: await flowFacts(org, flowsOf(move)),
    recordedFlowVersions: new Map(Object.entries(recorded)),
    rows: await rowFacts(request),
    holders: await holderFacts(org, move, live),
    dependencies: [...(await dependencyFacts(org, move, live.files)), ...findMentions(going, namers)],
    lastModified: lastModified(live.files),
    namespaces: [...new Set(live.files.flatMap(({ namespacePrefix }) => namespacePrefix ?? []))],
  };
};

const flowsOf = ({ delta }: Move): readonly string[] =>
  delta.changes.filter(({ type }) => type === 'Flow').map(({ fullName }) => fullName);

/** All versions that each flow still has; `Definition.DeveloperName` as the Tooling API guide has it (documented). */
export const flowFacts = async (org: Org, names: readonly string[]): Promise<ReadonlyMap<string, FlowFacts>> => {
  const facts = new Map<string, FlowFacts>(names.map((name) => [name, { activeVersion: 0, versions: [] }]));
  const rows: Row[] = [];
  for (const some of inQueries(names))
    rows.push(
      ...(await org.toolingQuery(
        `SELECT VersionNumber, Status, Definition.DeveloperName FROM Flow WHERE Definition.DeveloperName IN ${soqlList(some)} ORDER BY VersionNumber`,
      )),
    );
  const asked = new Map(names.map((name) => [foldCase(name), name]));
  for (const { VersionNumber: version, Status: status, Definition: definition } of rows) {
    const given = (definition as { DeveloperName?: unknown } | null)?.DeveloperName;
    if (typeof given !== 'string' || typeof version !== 'number') continue;
    const name = asked.get(foldCase(given)) ?? given;
    const known = facts.get(name) ?? { activeVersion: 0, versions: [] };
    const activeVersion = status === 'Active' ? version : known.activeVersion;
    facts.set(name, { activeVersion, versions: [...known.versions, version] });
  }
  return facts;
};

/** Rows that a deletion would take along. A count the org refuses stays out of the map: unknown, never none. */
const rowFacts = async ({ org, move, live, namers }: FactRequest): Promise<ReadonlyMap<string, RowFacts>> => {
  const contents = { ...move.contents, live: live.contents };
  return rowsOfQueries(
    org,
    move.delta.changes.flatMap((change) => atRiskQueries(change, contents, namers)),
  );
};

/** Rows by the key of the questions; a count the org refuses stays out of the map. */
export const rowsOfQueries = async (
  org: Org,
  queries: readonly RiskQuery[],
): Promise<ReadonlyMap<string, RowFacts>> => {
  const facts = new Map<string, RowFacts>();
  for (const [key, about] of Map.groupBy(queries, (query) => query.key)) {
    const answers: RowFacts[] = [];
    for (const query of about) answers.push(...(await rowsOf(org, query)));
    if (answers.length === about.length) facts.set(key, sumOfRows(answers));
  }
  return facts;
};

/** The answer, if the org gives one. */
const rowsOf = async (org: Org, { count, newest, all }: RiskQuery): Promise<readonly RowFacts[]> => {
  const rows = await countIfAllowed(org, count);
  if (rows === undefined) return all !== undefined && (await countIfAllowed(org, all)) === 0 ? [{ rows: 0 }] : [];
  const [last] = rows === 0 ? [] : await org.query(newest);
  const stamp = last?.['SystemModstamp'];
  return [{ rows, ...(typeof stamp === 'string' ? { newest: stamp } : {}) }];
};

const sumOfRows = (answers: readonly RowFacts[]): RowFacts => {
  const newest = answers.flatMap((answer) => answer.newest ?? []).sort(compareText);
  const last = newest.at(-1);
  return {
    rows: answers.reduce((sum, { rows }) => sum + rows, 0),
    ...(last !== undefined && { newest: last }),
  };
};

/** The org's own table of references. It names a field without its object, so components are told by their id. */
const dependencyFacts = async (
  org: Org,
  { delta }: Move,
  files: readonly FileProperties[],
): Promise<readonly DependencyFact[]> => {
  const removed = new Set(delta.changes.filter(({ kind }) => kind === 'removed').map(keyOf));
  const known = files.flatMap(({ id, ...file }) => (id === undefined ? [] : [{ id, component: componentOf(file) }]));
  const byId = new Map(known.map(({ id, component }) => [shortId(id), component]));
  const asked = known.filter(({ component }) => removed.has(keyOf(component)));
  const facts: DependencyFact[] = [];
  for (const ids of inQueries(asked.map(({ id }) => id)))
    for (const row of await dependenciesOn(org, ids)) {
      const { MetadataComponentId: by, MetadataComponentName: fullName, MetadataComponentType: type } = row;
      const of = byId.get(shortId(String(row['RefMetadataComponentId'])));
      if (of !== undefined && typeof fullName === 'string' && typeof type === 'string')
        facts.push({ of, by: byId.get(shortId(String(by))) ?? { type, fullName }, foundIn: 'org' });
    }
  return facts;
};

/** An id has 15 characters, and three that say which of them are capitals. */
const shortId = (id: string): string => id.slice(0, 15);

/** Beta: no query gives more rows than these, and none says that there are more (Tooling API guide; documented). */
const mostDependencies = 2000;

/** What refers to some components; to one after the other where one answer does not hold all. */
const dependenciesOn = async (org: Org, ids: readonly string[]): Promise<readonly Row[]> => {
  const rows = await org.toolingQuery(
    `SELECT MetadataComponentId, MetadataComponentName, MetadataComponentType, RefMetadataComponentId FROM MetadataComponentDependency WHERE RefMetadataComponentId IN ${soqlList(ids)}`,
  );
  if (rows.length < mostDependencies || ids.length === 1) return rows;
  const each: Row[] = [];
  for (const id of ids) each.push(...(await dependenciesOn(org, [id])));
  return each;
};

const componentOf = ({ type, fullName }: ComponentId): ComponentId => ({ type, fullName });

const lastModified = (files: readonly FileProperties[]): ReadonlyMap<ComponentKey, LastModified> =>
  new Map(
    files.flatMap((file) => {
      const { lastModifiedByName: by, lastModifiedDate: at } = file;
      return by === undefined || at === undefined ? [] : [[keyOf(file), { by, at: at.toISOString() }] as const];
    }),
  );
