import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import type { DataConfiguration } from '../../../src/release/data/data-configuration.ts';
import type { PracticeOrgOptions } from '../../../src/practice-org/index.ts';
import { setTheStage, type Stage } from '../stage.ts';

export interface DataStage extends Stage {
  /** The private key, and the file that holds it. */
  readonly key: string;
  readonly keyFile: string;
}

type Chosen = Partial<DataConfiguration['objects'][number]> & { readonly object: string };

/** A stage whose project knows where backups go, and a key to open them with. */
export const setTheDataStage = async (
  objects: readonly Chosen[] = [],
  org: PracticeOrgOptions = {},
): Promise<DataStage> => {
  const stage = await setTheStage(org);
  const identity = await generateX25519Identity();
  const keyFile = path.join(path.dirname(stage.directory), 'key.txt');
  await writeFile(keyFile, `# created: today\n${identity}\n`);
  const configuration = { data: { recipients: [await identityToRecipient(identity)], objects } };
  await stage.commit({ 'release.yaml': `${JSON.stringify(configuration, undefined, 2)}\n` }, 'configure backups');
  return Object.assign(stage, { key: identity, keyFile });
};
