import { createHash, randomBytes } from 'node:crypto';
import { fetchBodies } from '../../../../src/actions/data/files/fetch-bodies.ts';
import { openBackupStore } from '../../../../src/gateways/data/backup-store.ts';
import type { Org } from '../../../../src/gateways/org/org.ts';
import type { FileBody } from '../../../../src/release/data/files/file-rows.ts';
import { aDraft, newKeys } from '../../../gateways/data/store-bed.ts';

/*
 * Saves a body of so many pieces of 64 KB from an org that makes them as they are asked for, reads it back out of the
 * backup, and says what memory that took at most.
 */

const [, , folder = '', pieces = '1'] = process.argv;
const piece = randomBytes(64 * 1024);
const count = Number(pieces);

async function* body(): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < count; at += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    yield Buffer.from(piece);
  }
}

const hash = createHash('md5');
for await (const bytes of body()) hash.update(bytes);
const md5 = hash.digest('hex');
const wanted: FileBody = {
  ...{ object: 'ContentVersion', id: '068000000000001AAA', size: count * piece.length, md5 },
  ...{ stamp: '2026-11-21T10:00:00.000Z', fingerprint: 'f'.repeat(64) },
};
const org = {
  readBody: (_: unknown, take: (bytes: AsyncIterable<Uint8Array>) => Promise<void>) => take(body()),
} as unknown as Org;

const keys = await newKeys();
const store = openBackupStore(folder, 'production');
const draft = aDraft([keys.recipient]);
const writing = await store.write(draft);
const saving = { org, writing, now: () => new Date() };
const manifest = await writing.complete(await fetchBodies(saving, draft, [wanted]), '2026-11-21T11:00:00.000Z');

const readBack = createHash('md5');
for (const pack of manifest.files?.packs ?? [])
  for await (const { bytes } of store.bodies(manifest, pack, [keys.identity]))
    for await (const some of bytes) readBack.update(some);

const isEqual = readBack.digest('hex') === md5;
process.stdout.write(JSON.stringify({ isEqual, maximum: process.resourceUsage().maxRSS * 1024 }));
