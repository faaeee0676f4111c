import type { Gateways } from '../gateways/open.ts';
import type { Manifest } from '../gateways/org/manifest.ts';
import type { Retrieved, RetrieveRequest } from '../gateways/org/retrieves.ts';
import { keyOf } from '../release/metadata/component.ts';
import { settingsOf } from '../release/metadata/project-settings.ts';
import { decoded } from '../release/metadata/component-names.ts';
import { mentionedBy } from '../release/content/mentioned.ts';
import type { SnapshotOutcome } from '../release/outcome.ts';
import { membersOf } from '../release/package/package-manifest.ts';
import { refuse } from '../release/refusal.ts';
import type { Release } from '../release/release.ts';
import { snapshotId, snapshotMessage, type SnapshotRecord } from '../release/snapshot.ts';
import { readContents } from './compare/contents.ts';
import { findEnvironment, openPinnedOrg, requireCurrent } from './environment.ts';
import { concludedInLine } from './line.ts';
import { refuseBusyOrg } from './plan/org-checks.ts';
import { refusingUnreadable } from './plan/move.ts';
import { keptName } from './snapshot/kept-snapshots.ts';
import { wholeOrg } from './snapshot/whole-org.ts';
import type { OpenGateways } from './walk.ts';

export interface SnapshotRequest {
  readonly line?: string | undefined;
  readonly environment?: string | undefined;
  readonly targetOrg?: string | undefined;
  /** Everything the org lists; else what the current release holds. */
  readonly all: boolean;
  readonly onProgress?: RetrieveRequest['onProgress'];
}

/** Keeps the org's own copy of its metadata in Git, byte for byte, pushed and read back. Changes nothing in the org. */
export const snapshot = (open: OpenGateways, request: SnapshotRequest): Promise<SnapshotOutcome> =>
  concludedInLine(open, { line: request.line, isOptional: request.all }, async (gateways) => {
    const environment = await findEnvironment(gateways, request.environment);
    const release = request.all ? undefined : requireCurrent(gateways, environment);
    const { org, identity } = await openPinnedOrg(gateways, environment, request.targetOrg);
    if (release !== undefined && release.orgId !== identity.orgId)
      refuse({ reason: 'orgMismatch', expected: release.orgId, actual: identity.orgId, where: release.name });
    await refuseBusyOrg(org);
    const manifest =
      release === undefined
        ? await wholeOrg(org, settingsOf({}, gateways.knownTypes).types)
        : await manifestOf(gateways, release);
    const retrieved = await org.retrieve({ manifest, ...(request.onProgress && { onProgress: request.onProgress }) });
    const missing = missingFrom(retrieved);
    if (release !== undefined && missing.length > 0) refuse({ reason: 'incompleteSnapshot', missing });
    const { orgId } = identity;
    return keep(gateways, { environment: environment.name, orgId, retrieved, missing, release });
  });

/** What the org lists and did not hand over: nothing is known of it, which is not the same as that it is gone. */
const missingFrom = ({ unaccounted }: Retrieved): readonly string[] =>
  unaccounted.map(({ type, fullName }) => keyOf({ type, fullName: decoded(fullName) })).sort();

/** The release's components and what its profiles speak of, without which the org leaves entries out of them. */
const manifestOf = (gateways: Gateways, { commit, name }: Release): Promise<Manifest> =>
  refusingUnreadable(async () => {
    const version = await gateways.versionAt(commit, name);
    const contents = [...(await readContents(version)).values()];
    return membersOf([...contents, ...contents.flatMap(mentionedBy)], version.settings.types);
  });

interface Taken {
  readonly environment: string;
  readonly orgId: string;
  readonly retrieved: Retrieved;
  readonly missing: readonly string[];
  readonly release: Release | undefined;
}

const keep = async (gateways: Gateways, taken: Taken): Promise<SnapshotOutcome> => {
  const { environment, orgId, retrieved, missing, release } = taken;
  const now = gateways.now();
  const id = snapshotId(now, gateways.newRunId());
  const record: SnapshotRecord = {
    summary: `snapshot of ${environment}: ${release?.name ?? 'the whole org'}`,
    environment,
    orgId,
    takenAt: now.toISOString(),
    scope: release === undefined ? 'all' : 'release',
    files: retrieved.entries.size,
    missing,
    ...(release !== undefined && { release: release.name }),
  };
  const commit = await gateways.journal(environment).keep(keptName(id), retrieved.entries, snapshotMessage(record));
  return { kind: 'snapshotTaken', snapshot: { ...record, id, commit } };
};
