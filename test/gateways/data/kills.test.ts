import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import type { BackupStore } from '../../../src/gateways/data/backup-store.ts';
import { brokenLinks } from '../../../src/release/data/manifest.ts';
import { finishBackup, wholeText } from './one-backup.ts';
import { makeStore, newKeys, textOf, type Keys } from './store-bed.ts';

/** BACKUP_KILLS=1000 for the figures of docs/RELIABILITY.md. */
const kills = Number(process.env['BACKUP_KILLS'] ?? 8);

const child = fileURLToPath(new URL('writing-child.ts', import.meta.url));

/** Lets a process make backups, kills it in the middle of whatever it does, and gives those it said were complete. */
const killedAfter = async (
  milliseconds: number,
  args: readonly string[],
): Promise<readonly { readonly id: string; readonly sha256: string }[]> => {
  const writer = spawn(process.execPath, [child, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  writer.stdout.on('data', (text: Buffer) => (said += text.toString()));
  await once(writer.stdout, 'data');
  setTimeout(() => writer.kill('SIGKILL'), milliseconds);
  await once(writer, 'close');
  const lines = said.split('\n').slice(1, -1);
  return lines.map((line) => {
    const [id = '', sha256 = ''] = line.split(' ');
    return { id, sha256 };
  });
};

const readWhole = async (store: BackupStore, id: string, { identity }: Keys): Promise<readonly string[]> => {
  const backup = (await store.list()).complete.find((each) => each.id === id);
  if (backup === undefined) throw new Error(`the backup ${id} is lost`);
  const texts: string[] = [];
  for (const part of backup.objects[0]?.parts ?? []) texts.push(await textOf(store.read(backup, part, [identity])));
  return texts;
};

describe('a process that is killed while it makes backups', function () {
  this.timeout(kills * 20_000);

  it('loses none that it called complete, and the one it was at can be brought to its end', async () => {
    const keys = await newKeys();
    const counts = { complete: 0, resumed: 0 };
    for (let kill = 0; kill < kills;) {
      await using bed = await makeStore();
      // a few in one place, so that a killed process finds what another one left
      for (let round = 0; round < 5 && kill < kills; round += 1, kill += 1) {
        const delay = (kill * 37) % 150;
        const said = await killedAfter(delay, [bed.root, keys.recipient, String(round * 1000)]);
        for (const { id, sha256 } of said) {
          const found = (await bed.store.list()).complete.find((each) => each.id === id);
          expect(found?.sha256, `kill ${kill} after ${delay} ms`).to.equal(sha256);
        }
        counts.complete += said.length;
        for (const draft of (await bed.store.list()).unfinished) {
          await finishBackup(bed.store, draft);
          counts.resumed += 1;
        }
      }
      const { complete, unfinished, unreadable } = await bed.store.list();
      expect([unfinished, unreadable, brokenLinks(complete)]).to.deep.equal([[], [], []]);
      for (const { id } of complete) expect(await readWhole(bed.store, id, keys)).to.deep.equal(wholeText());
    }
    if (kills > 100) console.log(`      ${kills} kills: ${JSON.stringify(counts)}, 0 lost`);
    expect(counts.complete + counts.resumed).to.be.above(0);
  });
});
