import type { FileProperties, ListQuery } from '../../gateways/org/metadata-lists.ts';
import type { Org } from '../../gateways/org/org.ts';
import {
  compareComponents,
  compareText,
  keyOf,
  type ComponentId,
  type ComponentKey,
} from '../../release/metadata/component.ts';
import { isManaged, isStandard } from '../../release/metadata/component-names.ts';
import type { OnlyInOrg } from '../../release/delta/comparison.ts';
import type { ComponentContent } from '../../release/content/content.ts';
import type { ComponentChange } from '../../release/delta/delta.ts';
import { parentTypes } from '../../release/metadata/parents.ts';
import type { LastModified } from '../../release/plan/plan-input.ts';
import { selector, type SelectionGlobs } from '../../release/plan/selector.ts';
import { decoded } from '../../release/metadata/component-names.ts';
import type { Version } from '../../release/metadata/version.ts';
import type { Held } from './held.ts';

type Lists = Pick<Org, 'listMetadata'>;

interface OnlyThereRequest {
  readonly version: Version;
  readonly held: Held;
  readonly live: ReadonlyMap<ComponentKey, ComponentContent>;
  readonly namespaces: readonly string[];
  /** Entries that only the org has, found on the way. */
  readonly entries: readonly OnlyInOrg[];
  readonly request: SelectionGlobs & { readonly includeOrgOnly: boolean };
}

/**
 * What only the org holds: children of components that were compared, which come along with them, and when it was asked
 * for all other components of the version's types. What the platform or a managed package brought is left out.
 */
export const onlyThere = async (org: Lists, asked: OnlyThereRequest): Promise<readonly OnlyInOrg[]> => {
  const { held, namespaces, entries, request } = asked;
  const takes = selector(request);
  const listed = request.includeOrgOnly ? await listAll(org, asked) : [];
  const found = new Map([...childrenOnlyThere(asked), ...listed].map((id) => [keyOf(id), id]));
  const components = [...found.values()].filter(
    (id) =>
      !held.contents.has(keyOf(id)) &&
      !isStandard(id) &&
      !isManaged(id, namespaces) &&
      takes({ ...id, paths: { from: [], to: [] } }),
  );
  return [...components, ...entries].sort(
    (one, other) => compareComponents(one, other) || compareText(entryText(one), entryText(other)),
  );
};

const entryText = ({ entry }: OnlyInOrg): string => `${entry?.section ?? ''} ${entry?.key ?? ''}`;

const childrenOnlyThere = ({ version, held, live }: OnlyThereRequest): ComponentId[] => {
  const parents = parentTypes(version.settings.types);
  return [...live.values()].flatMap(({ type, fullName }) => {
    const parent = parents.get(type);
    if (parent === undefined) return [];
    const name = fullName.slice(0, fullName.indexOf('.'));
    return held.contents.has(keyOf({ type: parent, fullName: name })) ? [{ type, fullName }] : [];
  });
};

/** Every component of the types that the version has, contents of folders included. */
const listAll = async (org: Lists, { version, held }: OnlyThereRequest): Promise<readonly ComponentId[]> => {
  const names = [...new Set([...held.contents.values()].map(({ type }) => type))];
  const inFolders = names.filter((name) => version.settings.types.typeOf(name.toLowerCase())?.inFolder === true);
  const plain = names.filter((name) => !inFolders.includes(name) && !name.endsWith('Folder'));
  const listed = await org.listMetadata([
    ...plain.map((type): ListQuery => ({ type })),
    ...(await foldersOf(org, version, inFolders)),
  ]);
  return listed.filter((file) => file.manageableState !== 'installed').map(idOf);
};

const foldersOf = async (org: Lists, version: Version, types: readonly string[]): Promise<ListQuery[]> => {
  const queries: ListQuery[] = [];
  for (const type of types) {
    const folderType = version.settings.types.typeOf(
      version.settings.types.typeOf(type.toLowerCase())?.folderType ?? '',
    )?.name;
    if (folderType === undefined) continue;
    const folders = await org.listMetadata([{ type: folderType }]);
    queries.push(...folders.map(({ fullName }) => ({ type, folder: fullName })));
  }
  return queries;
};

const idOf = ({ type, fullName }: FileProperties): ComponentId => ({ type, fullName: decoded(fullName) });

/** Before any Salesforce org: what orgs say of components that nobody ever changed. */
const beforeTime = new Date('1999-01-01');

/** Who changed what differs last. Children are not in a retrieve's answer; the org is asked for them by type. */
export const lastModifiedOf = async (
  org: Lists,
  changes: readonly ComponentChange[],
  retrieved: readonly FileProperties[],
): Promise<ReadonlyMap<ComponentKey, LastModified>> => {
  const known = new Map(retrieved.map((file) => [keyOf(idOf(file)), file]));
  const lacking = new Set(changes.filter((change) => !known.has(keyOf(change))).map(({ type }) => type));
  const listed = lacking.size === 0 ? [] : await org.listMetadata([...lacking].sort().map((type) => ({ type })));
  for (const file of listed) known.set(keyOf(idOf(file)), file);
  return new Map(
    changes.flatMap((change) => {
      const { lastModifiedByName: by, lastModifiedDate: at } = known.get(keyOf(change)) ?? {};
      if (by === undefined || at === undefined || at < beforeTime) return [];
      return [[keyOf(change), { by, at: at.toISOString() }] as const];
    }),
  );
};
