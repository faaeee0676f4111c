import { createHash } from 'node:crypto';
import type { Org } from '../../../gateways/org/org.ts';
import type { FileBody } from '../../../release/data/files/file-rows.ts';
import type { UnreadableBody } from '../../../release/data/manifest.ts';
import type { Saving } from '../saving.ts';

/** Why a body is not in a backup: its file was deleted or replaced since it was listed, or the org did not give it. */
export type LeftOut = 'overtaken' | UnreadableBody;

/** How often a body is fetched that does not come as the org listed it. */
const mostTries = 3;

/**
 * What `take` made of a body, or why there is none. The org is asked for the file itself when its body does not come:
 * where it answers that, only this body is in trouble. Throws `OrgError` for whatever concerns more than one, and what
 * `take` throws.
 */
export const fetchBody = async <Taken>(
  { org, signal }: Saving,
  body: FileBody,
  take: (bytes: AsyncIterable<Uint8Array>) => Promise<Taken>,
): Promise<{ readonly taken: Taken } | { readonly leftOut: LeftOut }> => {
  for (let tries = 1; ; tries += 1) {
    let fetched: { readonly taken: Taken } | undefined;
    try {
      await org.readBody(
        body,
        async (bytes) => {
          fetched = { taken: await take(asListed(body, bytes)) };
        },
        signal === undefined ? {} : { signal },
      );
      if (fetched === undefined) throw new NotAsListed('nothing arrived');
      return fetched;
    } catch (error) {
      const code = codeOf(error);
      if (code === undefined) throw error;
      if (await isOvertaken(org, body)) return { leftOut: 'overtaken' };
      if (code !== notAsListed || tries >= mostTries) return { leftOut: unreadable(body, code) };
    }
  }
};

const unreadable = ({ object, id }: FileBody, code: string): UnreadableBody => ({ object, id, code });

/** What came is not what the org said it would be. */
class NotAsListed extends Error {}

/** Passes a body on, and throws at its end when length or checksum are others. */
async function* asListed({ size, md5 }: FileBody, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const hash = createHash('md5');
  let length = 0;
  for await (const piece of bytes) {
    hash.update(piece);
    length += piece.length;
    if (length > size) break;
    yield piece;
  }
  if (length !== size) throw new NotAsListed(`the org said ${size} bytes, ${length > size ? 'more' : length} arrived`);
  if (md5 !== undefined && hash.digest('hex') !== md5)
    throw new NotAsListed('its bytes have not the checksum the org said');
}

const notAsListed = 'NOT_AS_LISTED';

/** Answers, good or bad, about one body; a connection, a session or a limit is about all of them. */
const ofOneBody: ReadonlySet<unknown> = new Set(['refusedByOrg', 'noPermission', 'garbledAnswer']);

/** The org's word for why it does not give a body; undefined for an error that is not about this one alone. */
const codeOf = (error: unknown): string | undefined => {
  if (error instanceof NotAsListed) return notAsListed;
  if (!(error instanceof Error) || !('reason' in error) || !ofOneBody.has(error.reason)) return undefined;
  const { code, status } = error as { readonly code?: string; readonly status?: number };
  return code ?? `HTTP_${status ?? 0}`;
};

const isOvertaken = async (org: Org, { object, id, md5, stamp }: FileBody): Promise<boolean> => {
  const asItWas =
    object === 'ContentVersion' && md5 !== undefined ? `Checksum = '${md5}'` : `SystemModstamp = ${stamp}`;
  return (await org.count(`SELECT COUNT() FROM ${object} WHERE Id = '${id}' AND ${asItWas}`)) === 0;
};
