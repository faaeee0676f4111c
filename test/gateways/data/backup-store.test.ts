import { appendFile, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { BackupError } from '../../../src/gateways/data/backup-error.ts';
import type { BackupWriting } from '../../../src/gateways/data/backup-store.ts';
import type { Manifest, SavedPack } from '../../../src/release/data/manifest.ts';
import { brokenLinks, rowsIn } from '../../../src/release/data/manifest.ts';
import { aDraft, makeStore, newKeys, pieces, savedThing, textOf, type StoreBed } from './store-bed.ts';

const csv = '"Id","Name"\n"a00000000000001AAA","one\ntwo"\n"a00000000000002AAA","say ""hi"""\n';

/** A whole backup of one file. */
const written = async (
  { store }: StoreBed,
  recipients: readonly string[],
  given: { readonly text?: string; readonly id?: string } = {},
): Promise<Manifest> => {
  const draft = aDraft(recipients, given.id);
  const writing = await store.write(draft);
  const { part, check } = await writing.write('Thing__c-0001.csv.gz.age', pieces(given.text ?? csv));
  await check();
  const objects = [savedThing({ parts: [part], rows: part.rows })];
  return writing.complete({ ...draft, body: { ...draft.body, objects } }, '2026-11-21T10:01:00.000Z');
};

const packed = async (writing: BackupWriting, file: string): Promise<SavedPack> => {
  const bytes = [Buffer.from(file)];
  const { pack, check } = await writing.writePack(file, [{ fingerprint: 'a'.repeat(64), size: file.length, bytes }]);
  await check();
  return pack;
};

const onlyPart = ({ objects }: Manifest) => objects[0]!.parts[0]!;

const reasonOf = async (doing: Promise<unknown>): Promise<string> => {
  try {
    await doing;
    return 'none';
  } catch (error) {
    if (error instanceof BackupError) return error.reason;
    throw error;
  }
};

/** Of each of the two files; BACKUP_FLIPS=1000 makes it 2,000 (docs/RELIABILITY.md). */
const flips = Number(process.env['BACKUP_FLIPS'] ?? 60);

describe('the store of backups', () => {
  it('gives back the bytes it was given, to whoever holds a key', async () => {
    await using bed = await makeStore();
    const [one, other] = [await newKeys(), await newKeys()];
    const backup = await written(bed, [one.recipient, other.recipient]);
    for (const { identity } of [one, other])
      expect(await textOf(bed.store.read(backup, onlyPart(backup), [identity]))).to.equal(csv);
    expect(rowsIn(backup))
      .to.equal(0 + onlyPart(backup).rows)
      .and.equal(2);
  });

  it('stores nothing that can be read without a key', async () => {
    await using bed = await makeStore();
    const { recipient } = await newKeys();
    const backup = await written(bed, [recipient]);
    const folder = path.join(bed.store.folder, backup.id);
    for (const file of await readdir(folder))
      expect(await readFile(path.join(folder, file), 'latin1')).not.to.contain('say ');
    expect((await readFile(path.join(folder, onlyPart(backup).file))).subarray(0, 21).toString()).to.equal(
      'age-encryption.org/v1',
    );
  });

  it('refuses without a key, and with the key of somebody else', async () => {
    await using bed = await makeStore();
    const backup = await written(bed, [(await newKeys()).recipient]);
    const part = onlyPart(backup);
    expect(await reasonOf(textOf(bed.store.read(backup, part, [])))).to.equal('identityMissing');
    const { identity } = await newKeys();
    expect(await reasonOf(textOf(bed.store.read(backup, part, [identity])))).to.equal('identityWrong');
  });

  it('names the file whose rows have not the cells of its columns', async () => {
    await using bed = await makeStore();
    const { recipient, identity } = await newKeys();
    const backup = await written(bed, [recipient], { text: '"Id","Name"\n"a00000000000001AAA"\n' });
    const reading = Array.fromAsync(bed.store.rows(backup, 'Thing__c', [identity]));
    expect(await reading.catch((error: unknown) => error))
      .to.include({ reason: 'damagedBackup' })
      .and.have.property('message')
      .that.contains(onlyPart(backup).file);
  });

  it('keeps Git from ever seeing a value', async () => {
    await using bed = await makeStore();
    await written(bed, [(await newKeys()).recipient]);
    expect(await readFile(path.join(bed.root, '.gitignore'), 'utf8')).to.equal('*\n');
  });

  it('leaves no file with its name behind when the bytes break off', async () => {
    await using bed = await makeStore();
    const writing = await bed.store.write(aDraft([]));
    const broken = async function* () {
      yield await Promise.resolve(Buffer.from(csv));
      throw new Error('broken off');
    };
    let message = '';
    await writing.write('Thing__c-0001.csv.gz', broken()).catch((error: unknown) => {
      message = (error as Error).message;
    });
    expect(message).to.equal('broken off');
    expect(await readdir(path.join(bed.store.folder, aDraft([]).body.id))).to.deep.equal(['progress.json']);
  });

  it('lists a backup as unfinished from its first moment, and removes what there is of it', async () => {
    await using bed = await makeStore();
    const draft = aDraft([]);
    await bed.store.write(draft);
    expect((await bed.store.list()).unfinished).to.deep.equal([draft]);
    await bed.store.discard(draft);
    expect(await readdir(bed.store.folder)).to.deep.equal([]);
  });

  it('knows the archives of a backup that broke off, although its draft is not written for each, and not one that was cut off', async () => {
    await using bed = await makeStore();
    const { body, jobs } = aDraft([]);
    const draft = { body: { ...body, files: { lists: [], packs: [], overtaken: 0 } }, jobs };
    const packsOf = async (): Promise<readonly string[]> =>
      (await bed.store.list()).unfinished.flatMap((each) => each.body.files?.packs.map(({ file }) => file) ?? []);
    const writing = await bed.store.write(draft);
    const [one, two] = [await packed(writing, 'files-0001.tar.gz'), await packed(writing, 'files-0002.tar.gz')];
    for (const pack of [one, two]) await writing.recordPack(pack);
    expect(await packsOf()).to.deep.equal(['files-0001.tar.gz', 'files-0002.tar.gz']);
    await appendFile(path.join(bed.store.folder, body.id, 'packs.jsonl'), '{"file":"files-0003');
    const [left] = (await bed.store.list()).unfinished;
    const again = await bed.store.write(left!);
    const three = await packed(again, 'files-0003.tar.gz');
    await again.recordPack(three);
    expect(await packsOf()).to.deep.equal(['files-0001.tar.gz', 'files-0002.tar.gz', 'files-0003.tar.gz']);
    const whole = { ...left!.body, files: { lists: [], packs: [one, two, three], overtaken: 0 } };
    await again.complete({ ...left!, body: whole }, '2026-11-21T10:01:00.000Z');
    expect(await readdir(path.join(bed.store.folder, body.id))).not.to.include('packs.jsonl');
  });

  it('says so when text ends in the middle of a value', async () => {
    await using bed = await makeStore();
    const writing = await bed.store.write(aDraft([]));
    expect(await reasonOf(writing.write('x.csv.gz', pieces(csv.slice(0, -2))))).to.equal('damagedBackup');
  });

  it('finds every flipped bit, with and without a key, and every cut', async () => {
    await using bed = await makeStore();
    const { identity, recipient } = await newKeys();
    for (const recipients of [[recipient], []]) {
      const backup = await written(bed, recipients, {
        id: `20261121T100000000Z-0000000${recipients.length}`,
        text: csv + '"a00000000000003AAA","much"\n'.repeat(40),
      });
      const part = onlyPart(backup);
      const file = path.join(bed.store.folder, backup.id, part.file);
      const bytes = await readFile(file);
      for (let flip = 0; flip < flips; flip += 1) {
        const damaged = Buffer.from(bytes);
        const at = Math.floor((flip * bytes.length) / flips);
        damaged[at] = damaged[at]! ^ (1 << (flip % 8));
        await writeFile(file, damaged);
        expect(await reasonOf(bed.store.check(backup, part)), `bit ${flip % 8} of byte ${at}`).to.equal(
          'damagedBackup',
        );
        const read = await textOf(bed.store.read(backup, part, [identity])).catch((error: unknown) => error);
        const isHarmless = read === csv + '"a00000000000003AAA","much"\n'.repeat(40); // a byte of the container that says nothing
        expect(isHarmless || read instanceof BackupError, `read, byte ${at}`).to.equal(true);
      }
      await writeFile(file, bytes);
      await truncate(file, bytes.length - 1);
      expect(await reasonOf(bed.store.check(backup, part))).to.equal('damagedBackup');
      expect(await reasonOf(textOf(bed.store.read(backup, part, [identity])))).to.equal('damagedBackup');
      await rm(file);
      expect(await reasonOf(bed.store.check(backup, part))).to.equal('damagedBackup');
    }
  });

  it('notices an edited manifest, and one that was changed and sealed anew', async () => {
    await using bed = await makeStore();
    const first = await written(bed, []);
    const second = await written(bed, [], { id: '20261121T110000000Z-00000002' });
    expect(second.parent).to.deep.equal({ id: first.id, sha256: first.sha256 });
    const file = path.join(bed.store.folder, first.id, 'manifest.json');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('"rows": 2', '"rows": 1'));
    const { unreadable, complete } = await bed.store.list();
    expect(unreadable.map(({ id }) => id)).to.deep.equal([first.id]);
    expect(brokenLinks(complete).map(({ because }) => because)).to.deep.equal(['missing']);
  });

  it('keeps the manifest of what is pruned, so that the chain still holds', async () => {
    await using bed = await makeStore();
    const first = await written(bed, []);
    await written(bed, [], { id: '20261121T110000000Z-00000002' });
    await bed.store.prune(first);
    const { complete, pruned } = await bed.store.list();
    expect(pruned.map(({ id }) => id)).to.deep.equal([first.id]);
    expect(brokenLinks([...pruned, ...complete])).to.deep.equal([]);
    expect(await readdir(path.join(bed.store.folder, first.id))).to.deep.equal(['pruned.json']);
  });

  it('is empty where nothing was ever written', async () => {
    await using bed = await makeStore();
    expect(await bed.store.list()).to.deep.equal({ complete: [], pruned: [], unfinished: [], unreadable: [] });
  });
});
