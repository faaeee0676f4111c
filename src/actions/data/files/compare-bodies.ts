import type { BodyObject } from '../../../gateways/org/file-bodies.ts';
import type { Org } from '../../../gateways/org/org.ts';
import type { FileBody } from '../../../release/data/files/file-rows.ts';
import { drained, hashing } from '../../../release/data/hashing.ts';
import { atOnce } from '../at-once.ts';
import type { RestoreScene } from '../restore-scene.ts';
import { requireRequests } from './require-requests.ts';

/** A body that was saved, and one of the same length that the org holds and that may be the same. */
export interface BodyPair {
  readonly saved: FileBody;
  /** Of an attachment or version, as the saved one is. */
  readonly id: string;
}

/** Bodies that are read side by side. */
const mostAtOnce = 4;

/**
 * Compares bodies by SHA-256: those that the org holds are read from it, each once in a restore and by one request; those
 * that were saved, from their archives. One that either side does not hold is not the same as any. Refuses with
 * `tooFewRequests`.
 */
export const compareBodies = async (
  scene: RestoreScene,
  pairs: readonly BodyPair[],
): Promise<(saved: FileBody, id: string) => boolean> => {
  const { org, hashes } = scene;
  const unread = new Map(pairs.flatMap(({ saved, id }) => (hashes.has(id) ? [] : [[id, saved.object] as const])));
  await requireRequests(org, unread.size);
  await hashSaved(scene, new Set(pairs.map(({ saved }) => saved.fingerprint).filter((one) => !hashes.has(one))));
  await using reading = atOnce(mostAtOnce);
  for (const [id, object] of unread)
    await reading.begin(async () => {
      const hash = await hashOf(org, { object, id }).catch(unlessGone);
      if (hash !== undefined) hashes.set(id, hash);
    });
  await reading.end();
  return ({ fingerprint }, id) => hashes.has(id) && hashes.get(id) === hashes.get(fingerprint);
};

const hashSaved = async (
  { saved: { files }, hashes }: RestoreScene,
  fingerprints: ReadonlySet<string>,
): Promise<void> => {
  if (fingerprints.size === 0) return;
  for await (const { bodies } of files.archives(fingerprints))
    for await (const { fingerprint, bytes } of bodies) {
      if (!fingerprints.has(fingerprint)) continue;
      const read = hashing();
      await drained(read.pass(bytes));
      hashes.set(fingerprint, read.result().sha256);
    }
};

/** SHA-256 of a body that the org holds. Throws `OrgError`. */
export const hashOf = async (org: Org, of: { readonly object: BodyObject; readonly id: string }): Promise<string> => {
  let hash = '';
  await org.readBody(of, async (bytes) => {
    const read = hashing(); // a body that is asked for again begins anew
    await drained(read.pass(bytes));
    hash = read.result().sha256;
  });
  return hash;
};

/** Somebody deleted it since it was found. */
const unlessGone = (error: unknown): undefined => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code !== 'NOT_FOUND' && code !== 'ENTITY_IS_DELETED') throw error;
};
