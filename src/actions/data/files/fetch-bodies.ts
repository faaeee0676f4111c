import type { Draft } from '../../../gateways/data/drafts.ts';
import type { BodyToPack, WrittenPack } from '../../../gateways/data/packs.ts';
import type { FileBody } from '../../../release/data/files/file-rows.ts';
import type { SavedFiles, SavedPack } from '../../../release/data/manifest.ts';
import { refuse } from '../../../release/refusal.ts';
import { atOnce } from '../at-once.ts';
import type { Saving } from '../saving.ts';
import { fetchBody, type LeftOut } from './fetch-body.ts';

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
 * it counts, and from then on its bodies are not fetched again. What was deleted or replaced meanwhile is left out and
 * counted; what the org does not give is left out and named. Throws what concerns more than one body.
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
      const fetched = await fetchBody(saving, body, inMemory);
      if ('leftOut' in fetched) {
        archives.leaveOut(fetched.leftOut);
        return;
      }
      held.push({ body, bytes: fetched.taken });
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

/**
 * Numbers archives, and keeps the draft: what several downloads have to say at once is recorded in turn. What was left
 * out is not: who goes on asks for it again.
 */
const archiving = (saving: Saving, begun: Draft, all: number) => {
  const { writing, onBodies } = saving;
  let draft = begun;
  let number = lastNumber(filesIn(begun).packs);
  let done = 0;
  let recorded: Promise<void> = Promise.resolve();
  const nextName = (): string => archiveName((number += 1), begun.body.recipients.length > 0);
  const change = (bodies: number, what: (files: SavedFiles) => SavedFiles): void => {
    draft = { ...draft, body: { ...draft.body, files: what(filesIn(draft)) } };
    done += bodies;
    onBodies?.(done, all);
  };
  const keep = async ({ pack, check }: WrittenPack): Promise<void> => {
    await check();
    recorded = recorded.then(() => writing.recordPack(pack));
    await recorded;
    change(pack.rows, (files) => ({ ...files, packs: [...files.packs, pack] }));
  };
  const leaveOut = (why: LeftOut): void => {
    change(1, (files) => without(files, why));
  };
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
      const fetched = await fetchBody(saving, body, (bytes) => writing.writePack(name, [toPack(body, bytes)]));
      if ('leftOut' in fetched) leaveOut(fetched.leftOut);
      else await keep(fetched.taken);
    },
    leaveOut,
    draft: () => draft,
  };
};

const without = (files: SavedFiles, why: LeftOut): SavedFiles =>
  why === 'overtaken'
    ? { ...files, overtaken: files.overtaken + 1 }
    : { ...files, unreadable: [...(files.unreadable ?? []), why] };

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
