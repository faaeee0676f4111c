import type { Gateways } from '../../gateways/open.ts';
import type { Org } from '../../gateways/org/org.ts';
import type { Retrieved, RetrieveRequest } from '../../gateways/org/retrieves.ts';
import { keyOf, type ComponentId } from '../../release/metadata/component.ts';
import { decoded } from '../../release/metadata/component-names.ts';
import { contentsOfMetadataFormat } from '../../release/content/retrieved.ts';
import type { Comparison } from '../../release/delta/comparison.ts';
import type { Snapshot } from '../../release/snapshot.ts';
import type { End } from '../compare/diff-ends.ts';
import { compareWithHolder, type OrgDiffRequest } from '../compare/diff-org.ts';

interface Ends {
  readonly first: End;
  readonly second: End;
}

/**
 * A version of the project beside a snapshot of its org: compared as with the org itself, for an org words metadata
 * otherwise than a project does, and holds more.
 */
export const compareWithSnapshot = async (
  gateways: Gateways,
  { first, second }: Ends,
  request: Omit<OrgDiffRequest, 'alias'>,
): Promise<Comparison> => {
  const [version, there, reverse] = first.snapshot === undefined ? [first, second, false] : [second, first, true];
  const { snapshot } = there;
  if (snapshot === undefined) throw new RangeError(`${there.compared.name} is no snapshot`);
  const asked = { ...request, alias: there.compared.name, includeOrgOnly: false, reverse: request.reverse !== reverse };
  const org = await orgOf(gateways, { snapshot, there, release: version.release?.name });
  return compareWithHolder({ gateways, org, there: there.compared, apiVersion: '' }, version, asked);
};

interface Kept {
  readonly snapshot: Snapshot;
  readonly there: End;
  /** What it is compared with, when that is a release. */
  readonly release: string | undefined;
}

/** Answers from the snapshot as its org would have answered then. */
const orgOf = async (
  gateways: Gateways,
  { snapshot, there, release }: Kept,
): Promise<Pick<Org, 'retrieve' | 'listMetadata'>> => {
  const version = await there.open();
  const entries = new Map<string, Buffer>();
  await version.read(await version.files(), {
    bytes: ({ path }, bytes) => entries.set(path, bytes),
    missing: ({ path }, reason) => {
      throw new Error(`${there.compared.name} cannot be read: ${path}: ${reason}`);
    },
  });
  const held = contentsOfMetadataFormat(entries, { name: there.compared.name, known: gateways.knownTypes });
  const isAskedFor = snapshot.scope === 'all' || (release !== undefined && release === snapshot.release);
  const unknown = new Set(snapshot.missing);
  const isAbsent = (id: ComponentId): boolean => isAskedFor && !unknown.has(keyOf(id));
  return {
    listMetadata: () => Promise.resolve([]),
    retrieve: ({ manifest }: RetrieveRequest): Promise<Retrieved> => {
      const asked = [...manifest].flatMap(([type, names]) => names.map((name) => ({ type, fullName: decoded(name) })));
      const lacking = asked.filter((id) => !held.has(keyOf(id)));
      const absent = lacking.filter(isAbsent);
      const unaccounted = lacking.filter((id) => !isAbsent(id));
      return Promise.resolve({ entries, files: [], absent, unaccounted, messages: [] });
    },
  };
};
