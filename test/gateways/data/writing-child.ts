/** Makes backups one after the other until it is killed; says of each when it counts. */
import { openBackupStore } from '../../../src/gateways/data/backup-store.ts';
import { finishBackup, newDraft } from './one-backup.ts';

const [root = '', recipient = '', from = '0'] = process.argv.slice(2);
const store = openBackupStore(root, 'production');
process.stdout.write('ready\n');
for (let at = Number(from); ; at += 1) {
  const { id, sha256 } = await finishBackup(store, newDraft(recipient, at));
  process.stdout.write(`${id} ${sha256}\n`);
}
