import type { Gateways } from '../../gateways/open.ts';
import type { Org } from '../../gateways/org/org.ts';
import type { Retrieved } from '../../gateways/org/retrieves.ts';
import { compareContents } from '../../release/delta/compare-contents.ts';
import { compareComponents, keyOf, parseKey, type ComponentKey } from '../../release/metadata/component.ts';
import { isManaged } from '../../release/metadata/component-names.ts';
import type { ComparedVersion, Comparison, OnlyInOrg } from '../../release/delta/comparison.ts';
import type { ComponentContent } from '../../release/content/content.ts';
import type { ComponentChange, Unreadable } from '../../release/delta/delta.ts';
import { diffMembers } from '../../release/delta/diff-members.ts';
import { isMerged } from '../../release/delta/drift.ts';
import { mentionedBy } from '../../release/content/mentioned.ts';
import { membersOf } from '../../release/package/package-manifest.ts';
import { parentTypes } from '../../release/metadata/parents.ts';
import { refuse } from '../../release/refusal.ts';
import { plainRoot } from '../../release/xml/reserialisation.ts';
import { contentsOfMetadataFormat } from '../../release/content/retrieved.ts';
import { selector, type SelectionGlobs } from '../../release/plan/selector.ts';
import type { Version } from '../../release/metadata/version.ts';
import type { End } from './diff-ends.ts';
import { heldBy, type Held } from './held.ts';
import { lastModifiedOf, onlyThere } from './org-listing.ts';

/** What a person may want of a comparison with an org. */
export interface OrgComparison {
  /** Whether to ask the org for components that only it holds. */
  readonly includeOrgOnly: boolean;
  readonly onProgress?: ((progress: { readonly chunk: number; readonly chunks: number }) => void) | undefined;
}

export interface OrgDiffRequest extends SelectionGlobs, OrgComparison {
  readonly alias: string;
  /** The org is where the comparison starts. */
  readonly reverse: boolean;
  readonly withContents: boolean;
  readonly withMembers: boolean;
}

/** Everything that one comparison with an org needs. */
interface Scene {
  readonly version: Version;
  readonly held: Held;
  readonly retrieved: Retrieved;
  readonly live: ReadonlyMap<ComponentKey, ComponentContent>;
  readonly apiVersion: string;
  /** Namespaces of managed packages, not the project's own. */
  readonly namespaces: readonly string[];
  readonly request: OrgDiffRequest;
}

/**
 * Compares a version with what an org holds: exactly the components of the version are retrieved, and compared as
 * canonical XML without what the org merely words differently. A release is compared with the org it went to, and with
 * no other.
 */
export const compareWithOrg = async (gateways: Gateways, end: End, request: OrgDiffRequest): Promise<Comparison> => {
  const org = await gateways.openOrg(request.alias);
  const { orgId, apiVersion } = await org.identity();
  const { release } = end;
  if (release !== undefined && release.orgId !== orgId)
    refuse({ reason: 'orgMismatch', expected: release.orgId, actual: orgId, where: release.name });
  const there: ComparedVersion = { kind: 'org', name: request.alias, orgId };
  return compareWithHolder({ gateways, org, there, apiVersion }, end, request);
};

/** The same with whatever gives metadata as an org does: a snapshot that was kept. */
export const compareWithHolder = async (holder: Holder, end: End, request: OrgDiffRequest): Promise<Comparison> => {
  const { org, there } = holder;
  const version = await end.open();
  const scene = await readScene({ ...holder, version }, request);
  const found = differencesIn(scene);
  const onlyInOrg = await onlyThere(org, { ...scene, entries: found.onlyInOrg });
  const [from, to] = request.reverse ? [there, end.compared] : [end.compared, there];
  const { changes, managed } = found;
  const delta = { changes, unclaimed: [], unreadable: unaccounted(scene), formattingOnly: [], moved: [] };
  return {
    from,
    to,
    delta,
    leftOut: scene.held.leftOut,
    parents: parentTypes(version.settings.types),
    ...(request.withMembers && { members: diffMembers(delta, version.settings.types) }),
    apiVersion: scene.apiVersion,
    ...(request.withContents && { contents: contentsFor(scene) }),
    live: {
      lastModified: await lastModifiedOf(org, changes, scene.retrieved.files),
      onlyInOrg: request.includeOrgOnly ? onlyInOrg : [],
      unlisted: request.includeOrgOnly ? 0 : onlyInOrg.length,
      managed,
    },
  };
};

/** An org, or what is left of how it was. */
export interface Holder {
  readonly gateways: Gateways;
  readonly org: Pick<Org, 'retrieve' | 'listMetadata'>;
  readonly there: ComparedVersion;
  /** How it writes components when nobody asks for another form. */
  readonly apiVersion: string;
}

interface Outside extends Holder {
  readonly version: Version;
}

const readScene = async (outside: Outside, request: OrgDiffRequest): Promise<Scene> => {
  const { gateways, org, version } = outside;
  const { settings } = version;
  const held = await heldBy(version, selector(request));
  const apiVersion = settings.sourceApiVersion ?? outside.apiVersion;
  const spoken = [...held.contents.values()].flatMap(mentionedBy);
  const retrieved = await org.retrieve({
    manifest: membersOf([...held.contents.values(), ...spoken], settings.types),
    apiVersion,
    ...(request.onProgress && { onProgress: request.onProgress }),
  });
  const namespaces = new Set(retrieved.files.flatMap(({ namespacePrefix }) => namespacePrefix ?? []));
  namespaces.delete(settings.namespace ?? '');
  return {
    version,
    held,
    retrieved,
    live: contentsOfMetadataFormat(retrieved.entries, { name: request.alias, known: gateways.knownTypes }),
    apiVersion,
    namespaces: [...namespaces],
    request,
  };
};

interface Found {
  readonly changes: readonly ComponentChange[];
  readonly onlyInOrg: readonly OnlyInOrg[];
  readonly managed: number;
}

const differencesIn = (scene: Scene): Found => {
  const unknown = new Set(unaccounted(scene).map(({ path }) => path));
  const own = [...scene.held.contents].filter(([key]) => !unknown.has(key));
  const compared = own.filter(([key]) => !isManaged(parseKey(key), scene.namespaces));
  const pairs = compared.flatMap(([key, content]) => changeOf(scene, content, scene.live.get(key)));
  return {
    changes: pairs.flatMap(({ change }) => change ?? []).sort(compareComponents),
    onlyInOrg: pairs.flatMap(({ onlyInOrg }) => onlyInOrg),
    managed: own.length - compared.length,
  };
};

/** One component; entries that only the org has and that no deploy of the version would take away are kept apart. */
const changeOf = (
  { request, held, apiVersion }: Scene,
  content: ComponentContent,
  live: ComponentContent | undefined,
): { readonly change?: ComponentChange; readonly onlyInOrg: readonly OnlyInOrg[] }[] => {
  const [one, other] = [plain(content), live && plain(live)];
  const change = request.reverse ? compareContents(other, one) : compareContents(one, other);
  if (change === undefined) return [];
  const paths = held.pathsOf(keyOf(content));
  const placed = { ...change, paths: request.reverse ? { from: [], to: paths } : { from: paths, to: [] } };
  if (change.kind !== 'changed' || !isMerged(content.type, apiVersion)) return [{ change: placed, onlyInOrg: [] }];
  const kindOfOrgOnly = request.reverse ? 'removed' : 'added';
  const entries = change.entries.filter(({ kind }) => kind !== kindOfOrgOnly);
  const onlyInOrg = change.entries
    .filter(({ kind }) => kind === kindOfOrgOnly)
    .map(({ section, key }) => ({
      type: content.type,
      fullName: content.fullName,
      entry: { section, ...(key !== undefined && { key }) },
    }));
  return entries.length + change.files.length === 0 ? [{ onlyInOrg }] : [{ change: { ...placed, entries }, onlyInOrg }];
};

const plain = (content: ComponentContent): ComponentContent =>
  content.xml === undefined ? content : { ...content, xml: plainRoot(content.xml, content.type) };

/** Neither handed over nor proven to be absent: nothing is known of them, so they are not "removed". */
const unaccounted = ({ held, live, retrieved, request }: Scene): readonly Unreadable[] => {
  const absent = new Set(retrieved.absent.map(keyOf));
  return [...held.contents.keys()]
    .filter((key) => !live.has(key) && !absent.has(key))
    .map((key) => ({
      version: request.alias,
      path: key,
      because: 'missingContent',
      detail: 'the org neither handed it over nor said that it has none',
    }));
};

const contentsFor = ({ held, live, request }: Scene): NonNullable<Comparison['contents']> =>
  request.reverse ? { from: live, to: held.contents } : { from: held.contents, to: live };
