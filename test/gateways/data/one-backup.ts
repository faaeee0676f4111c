import { save } from '../../../src/actions/data/save.ts';
import type { BackupStore } from '../../../src/gateways/data/backup-store.ts';
import type { Draft } from '../../../src/gateways/data/drafts.ts';
import type { Org } from '../../../src/gateways/org/org.ts';
import type { Manifest } from '../../../src/release/data/manifest.ts';
import { aDraft } from './store-bed.ts';

const pages = 5;
const rowsOfPage = 200;

/** The rows of a backup, told by their number alone: whoever reads them back knows what they have to be. */
export const pageText = (page: number): string =>
  [
    '"Id","Name"',
    ...Array.from({ length: rowsOfPage }, (_, at) => {
      const number = String(page * rowsOfPage + at).padStart(12, '0');
      return `"a00${number}AAA","row ${number},\n""quoted"""`;
    }),
    '',
  ].join('\n');

export const wholeText = (): readonly string[] => Array.from({ length: pages }, (_, page) => pageText(page));

async function* slowly(text: string): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 4096) {
    await new Promise((resolve) => setImmediate(resolve));
    yield bytes.subarray(at, at + 4096);
  }
}

/** What `save` asks of an org, answered from the text above. */
const org = {
  startBulkQuery: () => Promise.resolve('750000000000001AAA'),
  awaitBulkQuery: () => Promise.resolve(pages * rowsOfPage),
  bulkQueryPage: async (
    { locator = '0' }: { locator?: string },
    take: (bytes: AsyncIterable<Uint8Array>) => Promise<void>,
  ) => {
    const page = Number(locator);
    await take(slowly(pageText(page)));
    return { rows: rowsOfPage, ...(page + 1 < pages && { next: String(page + 1) }) };
  },
} as unknown as Org;

/** Begins a backup, or goes on with one. */
export const finishBackup = async (store: BackupStore, draft: Draft): Promise<Manifest> =>
  save({ org, writing: await store.write(draft), now: () => new Date() }, draft);

export const newDraft = (recipient: string, at: number): Draft =>
  aDraft([recipient], `20261121T100000000Z-${at.toString(16).padStart(8, '0')}`);
