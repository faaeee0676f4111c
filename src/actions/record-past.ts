import type { Gateways } from '../gateways/open.ts';
import type { Org } from '../gateways/org/org.ts';
import { catalogueOf } from '../release/catalogue.ts';
import type { Notice } from '../release/ending.ts';
import { releaseName, type Scope } from '../release/release-name.ts';
import { tagMessage } from '../release/release-tag.ts';
import type { ReleaseRecord } from '../release/release.ts';
import type { PastRelease } from '../release/adoption.ts';
import { activeFlowsOf, inventoryAt } from './run/flows.ts';
import { surroundingsOf } from './run/record-release.ts';

/** What is written down of a release that another tool made, some time ago. */
export interface PastRecord {
  readonly scope: Scope;
  readonly orgId: string;
  readonly past: PastRelease;
  /** The org that holds the release now, and was compared with its commit; absent when nobody can compare any more. */
  readonly provenIn?: Org | undefined;
  readonly summary?: string | undefined;
}

/** Makes the tag of a release of the past. What only the org of that time could have told is left out. */
export const recordPast = async (
  gateways: Gateways,
  { scope, orgId, past, provenIn, summary }: PastRecord,
): Promise<{ readonly release: ReleaseRecord; readonly notices: readonly Notice[] }> => {
  const { version, org: deploy, git } = past;
  const name = releaseName(scope, version);
  const deployedAt = deploy?.at ?? git.at;
  const { releases } = catalogueOf(scope, await gateways.repository.releases());
  const previous = releases.findLast((earlier) => earlier.deployedAt < deployedAt)?.name;
  const release: ReleaseRecord = {
    ...{ name, ...scope, version, orgId, deployedAt, commit: git.commit },
    ...(deploy && { deployId: deploy.id }),
    inventory: (await inventoryAt(gateways, git.commit)).sha256,
    ...(provenIn === undefined
      ? { activeFlowVersions: {}, unverified: true }
      : {
          activeFlowVersions: await activeFlowsOf({ gateways, org: provenIn, commit: git.commit }),
          ...(await surroundingsOf(provenIn, { level: 'NoTestRun', classes: [] })),
        }),
    ...(previous && { previous }),
    summary:
      summary ??
      `Record ${deploy === undefined ? `the tag ${git.tag ?? git.commit}` : `deploy ${deploy.id}`} as ${name}`,
  };
  await gateways.repository.createTag(name, git.commit, tagMessage(release));
  return { release, notices: await pushTag(gateways, name) };
};

/** A tag that cannot be pushed is a notice: the release is recorded here. */
export const pushTag = async ({ repository }: Gateways, name: string): Promise<readonly Notice[]> => {
  try {
    await repository.pushTag(name);
    return [];
  } catch (error) {
    return [{ notice: 'tagNotPushed', detail: error instanceof Error ? error.message : String(error) }];
  }
};
