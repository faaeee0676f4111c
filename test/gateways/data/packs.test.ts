import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import type { BodyToPack } from '../../../src/gateways/data/packs.ts';
import type { Manifest, SavedPack } from '../../../src/release/data/manifest.ts';
import { aDraft, makeStore, newKeys, type Keys, type StoreBed } from './store-bed.ts';

const bodyOf = (bytes: Buffer, at: number): BodyToPack => ({
  fingerprint: at.toString(16).padStart(64, '0'),
  size: bytes.length,
  bytes: [bytes],
});

/** A backup that holds nothing but an archive of these bodies. */
const packed = async (
  { store }: StoreBed,
  keys: Keys | undefined,
  bodies: readonly Buffer[],
): Promise<{ readonly manifest: Manifest; readonly pack: SavedPack }> => {
  const draft = aDraft(keys === undefined ? [] : [keys.recipient]);
  const writing = await store.write(draft);
  const { pack, check } = await writing.writePack('files-0001.tar.gz.age', bodies.map(bodyOf));
  await check();
  const files = { lists: [], packs: [pack], overtaken: 0 };
  const manifest = await writing.complete({ ...draft, body: { ...draft.body, files } }, '2026-11-21T11:00:00.000Z');
  return { manifest, pack };
};

const unpacked = async (
  { store }: StoreBed,
  { manifest, pack }: Awaited<ReturnType<typeof packed>>,
  identities: readonly string[],
): Promise<readonly Buffer[]> => {
  const found: Buffer[] = [];
  for await (const { bytes } of store.bodies(manifest, pack, identities)) {
    const pieces: Uint8Array[] = [];
    for await (const piece of bytes) pieces.push(piece);
    found.push(Buffer.concat(pieces));
  }
  return found;
};

describe('bodies of files in a backup', () => {
  it('come back byte for byte, with a key and not without, and are known by their fingerprints without one', async () => {
    await using bed = await makeStore();
    const keys = await newKeys();
    const bodies = [Buffer.alloc(0), Buffer.from('a'), randomBytes(200_000), Buffer.from('"\n"')];
    const one = await packed(bed, keys, bodies);
    expect((await unpacked(bed, one, [keys.identity])).map((body, at) => body.equals(bodies[at]!))).to.deep.equal(
      bodies.map(() => true),
    );
    const error = await unpacked(bed, one, [(await newKeys()).identity]).catch((caught: unknown) => caught);
    expect(error).to.include({ reason: 'identityWrong' });
    expect(await bed.store.fingerprints(one.manifest, one.pack)).to.deep.equal(
      bodies.map((body, at) => bodyOf(body, at).fingerprint),
    );
    const names = await readdir(path.join(bed.store.folder, one.manifest.id));
    expect(names.sort()).to.deep.equal(['files-0001.index', 'files-0001.tar.gz.age', 'manifest.json']);
    await bed.store.prune(one.manifest);
    expect(await readdir(path.join(bed.store.folder, one.manifest.id))).to.deep.equal(['pruned.json']);
  });

  for (const isEncrypted of [true, false])
    it(`are never read as something else when a bit was flipped, ${isEncrypted ? 'encrypted' : 'in clear'}`, async () => {
      await using bed = await makeStore();
      const keys = isEncrypted ? await newKeys() : undefined;
      const one = await packed(bed, keys, [Buffer.from('some bytes'), randomBytes(3000)]);
      for (const name of [one.pack.file, one.pack.index.file]) {
        const file = path.join(bed.store.folder, one.manifest.id, name);
        const whole = await readFile(file);
        for (let at = 0; at < whole.length; at += Math.ceil(whole.length / 25)) {
          const flipped = Buffer.from(whole);
          flipped[at] = flipped[at]! ^ (1 << (at % 8));
          await writeFile(file, flipped);
          const error = await bed.store.check(one.manifest, one.pack).catch((caught: unknown) => caught);
          expect(error, `${name} at ${at}`).to.include({ reason: 'damagedBackup' });
          if (name === one.pack.file) {
            const read = await unpacked(bed, one, keys === undefined ? [] : [keys.identity]).catch(
              (caught: unknown) => caught,
            );
            expect(read, `${name} at ${at}`).to.be.instanceOf(Error);
          }
        }
        await writeFile(file, whole);
      }
      await bed.store.check(one.manifest, one.pack, keys === undefined ? [] : [keys.identity]);
    });

  it('are not there at all when one of them breaks off or is not as long as was said', async () => {
    await using bed = await makeStore();
    const draft = aDraft([]);
    const writing = await bed.store.write(draft);
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(Buffer.from('begin'));
      throw new Error('the connection broke');
    }
    const cases: readonly BodyToPack[] = [
      { fingerprint: 'a', size: 10, bytes: broken() },
      { fingerprint: 'a', size: 10, bytes: [Buffer.from('short')] },
      { fingerprint: 'a', size: 2, bytes: [Buffer.from('long')] },
    ];
    for (const body of cases) {
      const error = await writing.writePack('files-0001.tar.gz', [body]).catch((caught: unknown) => caught);
      expect(error).to.be.instanceOf(Error);
    }
    expect(await readdir(path.join(bed.store.folder, draft.body.id))).to.deep.equal(['progress.json']);
  });
});
