import { createHash } from 'node:crypto';
import type { PackedBody } from '../../../gateways/data/packs.ts';
import type { NewFile } from '../../../gateways/org/file-bodies.ts';
import type { NotRestoredRow } from '../../../release/data/data-outcome.ts';
import { atOnce } from '../at-once.ts';
import type { ApplyingFiles } from './apply-files.ts';
import type { FileToMake } from './files-todo.ts';
import type { WantedArchive } from './readable-files.ts';

/** A file that the org did not take, by the id it had when it was saved, and the org's word for why. */
type Refused = Pick<NotRestoredRow, 'id' | 'code'>;

/** Bodies that are sent side by side. */
const mostAtOnce = 4;

/**
 * Makes attachments and versions from the bodies of a backup, archive by archive; each archive is in the journal before
 * its first body is sent. An attachment is read back and compared, of a version the org computes the checksum. Gives
 * those that the org refused; one whose answer was lost is neither: the org is asked whether it is there.
 */
export const makeFiles = async (
  applying: ApplyingFiles,
  make: ReadonlyMap<string, FileToMake>,
): Promise<readonly Refused[]> => {
  const failed: Refused[] = [];
  for await (const archive of applying.scene.saved.files.archives(new Set(make.keys()))) {
    const files = archive.wanted.flatMap((fingerprint) => make.get(fingerprint) ?? []);
    const object = [...new Set(files.map((file) => file.object))].sort().join(' ');
    const facts = { files: files.length, sha256: archive.pack.plainSha256 };
    const part = await applying.journal.intend({ object, operation: 'insert' }, facts);
    const refused = await makeFrom(applying, archive, make);
    failed.push(...refused);
    await applying.journal.finish(part, { refused: refused.length });
  }
  return failed;
};

const makeFrom = async (
  applying: ApplyingFiles,
  { pack, bodies }: WantedArchive,
  make: ReadonlyMap<string, FileToMake>,
): Promise<readonly Refused[]> => {
  const failed: Refused[] = [];
  await using uploads = atOnce(mostAtOnce);
  for await (const body of bodies) {
    const file = make.get(body.fingerprint);
    if (file === undefined) continue;
    const note = (refused: Refused | undefined): void => {
      if (refused !== undefined) failed.push(refused);
    };
    if (pack.rows === 1) {
      note(await makeOne(applying, file, body.bytes)); // as long as it may be
      break; // it may not have been read to its end
    }
    const bytes = await held(body);
    await uploads.begin(async () => {
      note(await makeOne(applying, file, bytes));
    });
  }
  await uploads.end();
  return failed;
};

const held = async ({ bytes }: PackedBody): Promise<Iterable<Uint8Array>> => {
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece);
  return pieces;
};

type Bytes = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

const makeOne = async (
  { scene: { org, orgId } }: ApplyingFiles,
  { object, savedId, fields, size }: FileToMake,
  bytes: Bytes,
): Promise<Refused | undefined> => {
  const sent = hashing();
  const body: NewFile['body'] = () => sent.pass(bytes);
  const outcome = await org.createFile({ object, fields, size, body }, orgId);
  if ('error' in outcome) {
    const { code = outcome.error.reason } = outcome.error;
    return outcome.because === 'answerLost' ? undefined : { id: savedId, code };
  }
  if (object === 'ContentVersion') return undefined;
  const read = hashing();
  await org.readBody({ object, id: outcome.value }, async (back) => {
    read.begin();
    for await (const _ of read.pass(back));
  });
  return read.digest() === sent.digest() ? undefined : { id: savedId, code: 'NOT_AS_SAVED' };
};

/** What a body hashes to that passes by, in memory of one piece. */
const hashing = () => {
  let hash = createHash('sha256');
  return {
    /** A body that is asked for again begins anew. */
    begin: (): void => {
      hash = createHash('sha256');
    },
    pass: async function* (bytes: Bytes): AsyncGenerator<Uint8Array> {
      for await (const piece of bytes) {
        hash.update(piece);
        yield piece;
      }
    },
    digest: (): string => hash.copy().digest('hex'),
  };
};
