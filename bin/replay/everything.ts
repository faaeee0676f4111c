import type { Gateways } from '../../src/gateways/open.ts';
import type { Org } from '../../src/gateways/org/org.ts';
import { readContents } from '../../src/actions/contents.ts';
import type { ComponentKey } from '../../src/release/component.ts';
import type { ComponentContent } from '../../src/release/content.ts';
import { retrievedVersion } from '../../src/release/retrieved-version.ts';

const inFolders: Readonly<Record<string, string>> = {
  Report: 'ReportFolder',
  Dashboard: 'DashboardFolder',
  Document: 'DocumentFolder',
  EmailTemplate: 'EmailFolder',
};

/** All that the org lists, read back: the judge knows nothing of plans and deltas. */
export const everythingIn = async (org: Org, gateways: Gateways): Promise<Map<ComponentKey, ComponentContent>> => {
  const types = await org.describeMetadata();
  const plain = types.filter(({ type }) => !(type in inFolders)).map(({ type }) => ({ type }));
  const folders = await org.listMetadata(Object.values(inFolders).map((type) => ({ type })));
  const folderOf = (type: string): string =>
    Object.entries(inFolders).find(([, folder]) => folder === type)?.[0] ?? type;
  const inside = folders.map(({ type, fullName }) => ({ type: folderOf(type), folder: fullName }));
  const listed = [...(await org.listMetadata(plain)), ...(await org.listMetadata(inside))];
  const manifest = new Map<string, string[]>();
  for (const { type, fullName } of [
    ...listed,
    ...folders.map((folder) => ({ ...folder, type: folderOf(folder.type) })),
  ])
    manifest.set(type, [...(manifest.get(type) ?? []), fullName]);
  const { entries } = await org.retrieve({ manifest });
  return readContents(retrievedVersion('everything in the org', entries, gateways.knownTypes));
};
