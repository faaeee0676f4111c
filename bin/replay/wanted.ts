import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { startPracticeOrg, type PracticeOrg } from '../../src/practice-org/index.ts';
import { readZip } from '../../src/practice-org/zip.ts';
import { holdingsOf, type Holdings } from './judge.ts';
import type { Project } from './project.ts';

/**
 * What an org holds when it is given nothing but the working tree, all of it, as Salesforce's own library packs it: the
 * measure for an org that came there by releases and rollbacks. Throws with the org's words when it cannot be deployed.
 */
export const wantedBy = async (project: Project, kind: PracticeOrg['kind']): Promise<Holdings> => {
  const file = await project.convert();
  const seed = await readZip(await readFile(file), { files: 200_000, unzippedBytes: 2e9 });
  await rm(path.dirname(file), { recursive: true });
  await using org = await startPracticeOrg({ kind, name: 'wanted', seed });
  return holdingsOf(org.metadata);
};
