import { createHash } from 'node:crypto';
import type { Draft } from '../../../gateways/data/drafts.ts';
import type { BodyToPack, WrittenPack } from '../../../gateways/data/packs.ts';
import type { Org } from '../../../gateways/org/org.ts';
import type { FileBody } from '../../../release/data/files/file-rows.ts';
import type { SavedFiles, SavedPack } from '../../../release/data/manifest.ts';
import { refuse } from '../../../release/refusal.ts';
import { atOnce } from '../at-once.ts';
import type { Saving } from '../save.ts';

/** Bodies that are fetched side by side. */
const mostAtOnce = 4;
/** Bytes of a body that is held and shares an archive with others; a longer one is streamed into its own. */
const mostHeld = 2_000_000;
/** Bytes, and bodies, of an archive of several. */
const packBytes = 8_000_000;
const packBodies = 1000;

interface HeldBody {
  readonly body: FileBody;
  readonly bytes: readonly Uint8Array[];
}

/**
 * Fetches bodies, four at a time, and stores them in archives. Each archive is read back, decrypted and compared before
 * it counts, and from then on its bodies are not fetched again. A body that is not as the org listed it is fetched
 * again; one that was deleted or replaced meanwhile is left out and counted. Refuses with `dataNotSaved`.
 */
export const fetchBodies = async (saving: Saving, begun: Draft, wanted: readonly FileBody[]): Promise<Draft> => {
  const archives = archiving(saving, begun, wanted.length);
  saving.onBodies?.(0, wanted.length);
  let held: HeldBody[] = [];
  let size = 0;
  const storeHeld = async (): Promise<void> => {
    const bodies = held;
    [held, size] = [[], 0];
    if (bodies.length > 0) await archives.add(bodies);
  };
  await using downloads = atOnce(mostAtOnce);
  for (const body of wanted) {
    if (saving.signal?.aborted === true) refuse({ reason: 'interrupted' });
    await downloads.begin(async () => {
      if (body.size > mostHeld) return archives.addAlone(body);
      const bytes = await fetched(saving, body, inMemory);
      if (bytes === undefined) return archives.leaveOut();
      held.push({ body, bytes });
      size += body.size;
      if (size >= packBytes || held.length >= packBodies) await storeHeld();
    });
  }
  await downloads.end();
  await storeHeld();
  return archives.draft();
};

const inMemory = async (bytes: AsyncIterable<Uint8Array>): Promise<readonly Uint8Array[]> => {
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece);
  return pieces;
};

/** Numbers archives, and keeps the draft: what several downloads have to say at once is recorded in turn. */
const archiving = (saving: Saving, begun: Draft, all: number) => {
  const { writing, onBodies } = saving;
  let draft = begun;
  let number = lastNumber(filesIn(begun).packs);
  let done = 0;
  let recorded: Promise<void> = Promise.resolve();
  const nextName = (): string => archiveName((number += 1), begun.body.recipients.length > 0);
  const change = (bodies: number, what: (files: SavedFiles) => SavedFiles): Promise<void> => {
    draft = { ...draft, body: { ...draft.body, files: what(filesIn(draft)) } };
    const now = draft;
    done += bodies;
    onBodies?.(done, all);
    recorded = recorded.then(() => writing.record(now));
    return recorded;
  };
  const keep = async ({ pack, check }: WrittenPack): Promise<void> => {
    await check();
    await change(pack.rows, (files) => ({ ...files, packs: [...files.packs, pack] }));
  };
  const leaveOut = (): Promise<void> => change(1, (files) => ({ ...files, overtaken: files.overtaken + 1 }));
  return {
    add: async (held: readonly HeldBody[]): Promise<void> =>
      keep(
        await writing.writePack(
          nextName(),
          held.map(({ body, bytes }) => toPack(body, bytes)),
        ),
      ),
    addAlone: async (body: FileBody): Promise<void> => {
      const name = nextName();
      const written = await fetched(saving, body, (bytes) => writing.writePack(name, [toPack(body, bytes)]));
      await (written === undefined ? leaveOut() : keep(written));
    },
    leaveOut,
    draft: () => draft,
  };
};

const toPack = ({ fingerprint, size }: FileBody, bytes: BodyToPack['bytes']): BodyToPack => ({
  fingerprint,
  size,
  bytes,
});

const archiveName = (number: number, isEncrypted: boolean): string =>
  `files-${String(number).padStart(4, '0')}.tar.gz${isEncrypted ? '.age' : ''}`;

const filesIn = ({ body: { files } }: Draft): SavedFiles => files ?? { lists: [], packs: [], overtaken: 0 };

/** Archives are recorded in any order, so the last one is not the highest. */
const lastNumber = (packs: readonly SavedPack[]): number =>
  packs.reduce((highest, { file }) => Math.max(highest, Number(/\d+/u.exec(file)?.[0])), 0);

/** How often a body is fetched that does not come as the org listed it. */
const mostTries = 3;

/** What `take` made of a body; undefined when the file was deleted or replaced since it was listed. */
const fetched = async <Taken>(
  { org, signal }: Saving,
  body: FileBody,
  take: (bytes: AsyncIterable<Uint8Array>) => Promise<Taken>,
): Promise<Taken | undefined> => {
  for (let tries = 1; ; tries += 1) {
    let taken: Taken | undefined;
    try {
      await org.readBody(
        body,
        async (bytes) => {
          taken = await take(asListed(body, bytes));
        },
        signal === undefined ? {} : { signal },
      );
      return taken;
    } catch (error) {
      if (!isDoubtful(error)) throw error;
      if (await isOvertaken(org, body)) return undefined;
      if (tries >= mostTries)
        return refuse({ reason: 'dataNotSaved', what: `${body.object} ${body.id}`, detail: error.message }, error);
    }
  }
};

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

const isDoubtful = (error: unknown): error is Error =>
  error instanceof NotAsListed ||
  (error instanceof Error && 'code' in error && (error.code === 'NOT_FOUND' || error.code === 'ENTITY_IS_DELETED'));

const isOvertaken = async (org: Org, { object, id, md5, stamp }: FileBody): Promise<boolean> => {
  const asItWas =
    object === 'ContentVersion' && md5 !== undefined ? `Checksum = '${md5}'` : `SystemModstamp = ${stamp}`;
  return (await org.count(`SELECT COUNT() FROM ${object} WHERE Id = '${id}' AND ${asItWas}`)) === 0;
};
