import type { BackupStore } from '../../../src/gateways/data/backup-store.ts';
import type { Manifest } from '../../../src/release/data/manifest.ts';
import { textField } from '../../actions/project.ts';
import { commands, type Ended, type Open } from '../commands.ts';
import { commitTo } from '../git/memory-repository.ts';
import { isEnd } from '../judge.ts';
import { canary, projectFiles } from '../lab.ts';
import type { Watch } from '../wire.ts';
import { doomed, recordCommands } from './record-commands.ts';
import { openRuns, watchDeploys, watchWrites } from './record-judge.ts';
import type { JudgedRecords, RecordLab, RecordMoment } from './record-lab.ts';
import { fillField, makeRows, spoilRows, whatRowsSay } from './rows.ts';

/** A command that saves records or brings them back, and the moment at which it is given. */
export interface RecordScenario {
  readonly name: string;
  readonly begin: RecordMoment;
  readonly act: (open: Open) => Promise<Ended>;
  /** What ends it when it did not end well. */
  readonly end: (open: Open, store: BackupStore) => Promise<Ended>;
  readonly isDone: (ended: Ended) => boolean;
  /** Looks at what reaches the org. */
  readonly watch: (record: JudgedRecords, found: string[]) => Watch;
  /** What is wrong when all is over, beside backups that are lost and values that leak. */
  readonly wrong: (record: JudgedRecords, last: Ended) => Promise<readonly string[]>;
}

export const expectKind = (ended: Ended, kind: string): void => {
  if (ended.kind !== kind) throw new Error(`expected ${kind}: ${JSON.stringify(ended, undefined, 1)}`);
};

export const backupScenario = (begin: RecordMoment): RecordScenario => ({
  ...{ name: 'backup', begin, act: recordCommands.backup },
  end: async (open, store) =>
    (await store.list()).unfinished.length > 0 ? recordCommands.backupResume(open) : recordCommands.backup(open),
  isDone: ({ kind }) => kind === 'backedUp',
  watch: () => () => undefined,
  wrong: async (record, last) => {
    const { complete, unfinished } = await record.store.list();
    const said = (last as unknown as { readonly backup?: Manifest }).backup;
    const kept = complete.find(({ sha256 }) => sha256 === said?.sha256);
    return [
      ...(kept === undefined ? [`it ended as ${last.kind}`] : await missingRows(record, kept)),
      ...(unfinished.length === 0 ? [] : ['stuck: a backup is left unfinished']),
    ];
  },
});

/** Every row that the org holds has to be in the backup, with what it says. */
const missingRows = async ({ store, identity, world }: JudgedRecords, backup: Manifest): Promise<readonly string[]> => {
  const texts = new Set<string>();
  for (const object of ['Account', 'Contact'])
    for await (const rows of store.rows(backup, object, [identity]))
      for (const { Id, Description = '' } of rows) texts.add(`${Id ?? ''} ${Description}`);
  const { database } = world.org;
  const rows = [
    ...database.query('SELECT Id, Description FROM Account'),
    ...database.query('SELECT Id, Description FROM Contact'),
  ].map(({ Id, Description }) => `${String(Id)} ${typeof Description === 'string' ? Description : ''}`);
  const bodies = (backup.files?.packs ?? []).reduce((sum, pack) => sum + pack.rows, 0);
  const files = database.count('Attachment') + database.count('ContentVersion');
  return [
    ...rows.filter((row) => !texts.has(row)).map((row) => `not in the backup: ${row.slice(0, 18)}`),
    ...(bodies < files ? [`${bodies} bodies in the backup instead of ${files}`] : []),
  ];
};

export const restoreScenario = (begin: RecordMoment, meant: readonly string[]): RecordScenario => ({
  ...{ name: 'restore', begin, act: recordCommands.restore, end: recordCommands.restore, watch: watchWrites },
  isDone: ({ kind }) => kind === 'restored',
  wrong: (record, last) => {
    const now = whatRowsSay(record.world.org.database);
    return Promise.resolve([
      ...(last.kind === 'restored' ? [] : [`it ended as ${last.kind}`]),
      ...(now.length === meant.length ? [] : [`${now.length} records instead of ${meant.length}`]),
      ...meant.filter((row) => !now.includes(row)).map((row) => `not as it was saved: ${row}`),
      ...openRuns(record, 'production/data'),
    ]);
  },
});

export const rollbackScenario = (begin: RecordMoment): RecordScenario => ({
  ...{ name: 'rollback that destroys values', begin, act: recordCommands.losingRollback, watch: watchDeploys },
  end: recordCommands.resume,
  isDone: (ended) => ended.kind === 'rolledBack',
  wrong: async (record, last) => {
    const { store, world, identity } = record;
    const held = world.org.database.describe(doomed.object)?.fields.some(({ name }) => name === doomed.field) === true;
    const texts: string[] = [];
    for (const backup of (await store.list()).complete.filter(({ kind }) => kind === 'atRisk'))
      for await (const rows of store.rows(backup, doomed.object, [identity]))
        texts.push(...rows.map((row) => row[doomed.field] ?? ''));
    return [
      ...(isEnd(last) ? [] : [`it ended as ${last.kind}`]),
      ...(held || texts.includes(canary) ? [] : ['lost: the field is gone, and no backup holds what was in it']),
      ...openRuns(record, 'production'),
    ];
  },
});

/** Makes the moments that the commands begin at. */
export const recordScenariosIn = async (lab: RecordLab): Promise<readonly RecordScenario[]> => {
  const full = await lab.begin();
  makeRows(full.world.org.database);
  expectKind(await recordCommands.backup(full.open()), 'backedUp');
  full.world.org.clock.advance(60_000);
  const saved = await full.moment();
  const meant = whatRowsSay(full.world.org.database);
  spoilRows(full.world.org.database);
  const spoilt = await full.moment();
  return [backupScenario(saved), restoreScenario(spoilt, meant), rollbackScenario(await filledField(lab))];
};

/** Two releases, of which the second has brought a field that people typed into. */
const filledField = async (lab: RecordLab): Promise<RecordMoment> => {
  const record = await lab.begin();
  const { world } = record;
  expectKind(await commands.deploy(record.open()), 'released');
  const files = new Map([...projectFiles, ...Object.entries(textField(doomed.object, doomed.field))]);
  for (const repository of [world.clone, world.remote]) commitTo(repository, 'refs/heads/main', files);
  expectKind(await commands.deploy(record.open()), 'released');
  fillField(world.org.database);
  return record.moment();
};
