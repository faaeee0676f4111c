import type { PackedBody } from '../../../gateways/data/packs.ts';
import type { NewFile } from '../../../gateways/org/file-bodies.ts';
import { hashing } from '../../../release/data/hashing.ts';
import { atOnce } from '../at-once.ts';
import type { ApplyingFiles, FilesSoFar, FileToMake } from './files-todo.ts';
import type { WantedArchive } from './readable-files.ts';

interface MakingFiles extends ApplyingFiles {
  readonly soFar: FilesSoFar;
}

/** Bodies that are sent side by side. */
const mostAtOnce = 4;

/**
 * Makes attachments and versions from the bodies of a backup, archive by archive; each archive is in the journal before
 * its first body is sent. Notes those that the org made, and those that it refused; one whose answer was lost is neither.
 * What they hold the org is asked afterwards.
 */
export const makeFiles = async (making: MakingFiles, make: ReadonlyMap<string, FileToMake>): Promise<void> => {
  const { scene, journal, soFar } = making;
  for await (const archive of scene.saved.files.archives(new Set(make.keys()))) {
    const files = archive.wanted.flatMap((fingerprint) => make.get(fingerprint) ?? []);
    const object = [...new Set(files.map((file) => file.object))].sort().join(' ');
    const facts = { files: files.length, sha256: archive.pack.plainSha256 };
    const part = await journal.intend({ object, operation: 'insert' }, facts);
    await makeFrom(making, archive, make);
    const refused = files.filter(({ savedId }) => soFar.failed.has(savedId)).length;
    await journal.finish(part, { refused });
  }
};

const makeFrom = async (
  making: MakingFiles,
  { pack, bodies }: WantedArchive,
  make: ReadonlyMap<string, FileToMake>,
): Promise<void> => {
  await using uploads = atOnce(mostAtOnce);
  for await (const body of bodies) {
    const file = make.get(body.fingerprint);
    if (file === undefined) continue;
    if (pack.rows === 1) {
      await makeOne(making, file, body); // as long as it may be
      break; // it may not have been read to its end
    }
    const { fingerprint } = body;
    const bytes = await held(body);
    await uploads.begin(() => makeOne(making, file, { fingerprint, bytes }));
  }
  await uploads.end();
};

const held = async ({ bytes }: PackedBody): Promise<Iterable<Uint8Array>> => {
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece);
  return pieces;
};

interface BodyToSend {
  readonly fingerprint: string;
  readonly bytes: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

const makeOne = async (
  { scene: { org, orgId, hashes }, soFar }: MakingFiles,
  { object, savedId, fields, size }: FileToMake,
  { fingerprint, bytes }: BodyToSend,
): Promise<void> => {
  let sent = hashing();
  const body: NewFile['body'] = () => {
    sent = hashing();
    return sent.pass(bytes);
  };
  const outcome = await org.createFile({ object, fields, size, body }, orgId);
  if (!('error' in outcome)) {
    hashes.set(fingerprint, sent.result().sha256);
    soFar.made.set(savedId, outcome.value);
  } else if (outcome.because !== 'answerLost') {
    soFar.failed.set(savedId, outcome.error.code ?? outcome.error.reason);
  }
};
