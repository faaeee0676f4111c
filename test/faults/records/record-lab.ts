import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { openBackupStore, type BackupStore } from '../../../src/gateways/data/backup-store.ts';
import type { Gateways } from '../../../src/gateways/open.ts';
import { dataDefaults } from '../../../src/release/data/data-defaults.ts';
import type { Open } from '../commands.ts';
import type { Fault } from '../fault.ts';
import type { MemoryRepository } from '../git/memory-repository.ts';
import { openLab, type Checkpoint, type World } from '../lab.ts';
import { openMortal, type Mortal } from '../mortal.ts';
import type { Watch } from '../wire.ts';

/** A moment of a world in which records are saved: its backups are real files. */
export interface RecordMoment {
  readonly checkpoint: Checkpoint;
  /** The folder that holds them. */
  readonly backups: string;
  /** Their ids. */
  readonly complete: readonly string[];
}

/** A process that gives a command. */
export interface Machine {
  readonly clone?: MemoryRepository;
  readonly watch?: Watch;
  readonly mortal?: Mortal;
  /** Something wrong about the product. */
  readonly sabotage?: ((gateways: Gateways) => Gateways) | undefined;
}

/** What is judged: an org, repositories, backups. */
export interface JudgedRecords {
  readonly world: Pick<World, 'org' | 'remote' | 'clone'>;
  readonly store: BackupStore;
  /** The private key that opens the backups. */
  readonly identity: string;
}

export interface RecordWorld extends JudgedRecords, AsyncDisposable {
  readonly world: World;
  open(machine?: Machine): Open;
  /** Keeps this moment. */
  moment(): Promise<RecordMoment>;
}

export interface RecordLab extends AsyncDisposable {
  begin(): Promise<RecordWorld>;
  enter(moment: RecordMoment, faults?: readonly Fault[]): Promise<RecordWorld>;
}

/** Worlds with files of their own. What a dead process leaves in the machine's temporary folder goes with the lab. */
export const openRecordLab = async (): Promise<RecordLab> => {
  const root = await mkdtemp(path.join(tmpdir(), 'sf-release-records-'));
  const { TMPDIR } = process.env;
  process.env['TMPDIR'] = root;
  const lab = await openLab();
  const identity = await generateX25519Identity();
  const recipient = await identityToRecipient(identity);
  const folderLike = async (other?: string): Promise<string> => {
    const folder = await mkdtemp(path.join(root, 'backups-'));
    if (other !== undefined) await cp(other, folder, { recursive: true });
    return folder;
  };
  const worldIn = (world: World, folder: string): RecordWorld => {
    const store = openBackupStore(folder, 'production');
    return {
      ...{ world, identity, store },
      open: (machine) => opening(world, { ...machine, folder, identity, recipient }),
      moment: async () => ({
        checkpoint: world.checkpoint(),
        backups: await folderLike(folder),
        complete: (await store.list()).complete.map(({ id }) => id),
      }),
      [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
    };
  };
  return {
    begin: async () => worldIn(await lab.begin(), await folderLike()),
    enter: async (moment, faults = []) =>
      worldIn(await lab.enter(moment.checkpoint, faults), await folderLike(moment.backups)),
    [Symbol.asyncDispose]: async () => {
      await lab[Symbol.asyncDispose]();
      if (TMPDIR === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = TMPDIR;
      await rm(root, { recursive: true, force: true });
    },
  };
};

interface Place extends Machine {
  readonly folder: string;
  readonly identity: string;
  readonly recipient: string;
}

const opening =
  (world: World, { folder, identity, recipient, ...machine }: Place): Open =>
  async () => {
    const { clone = world.clone, watch, mortal = openMortal(), sabotage = (gateways: Gateways) => gateways } = machine;
    const gateways = await world.gateways(clone, watch, mortal);
    return sabotage({
      ...gateways,
      configuration: { ...gateways.configuration, data: { ...dataDefaults, recipients: [recipient] } },
      identities: () => Promise.resolve([identity]),
      newRunId: () => randomUUID().slice(0, 8),
      backups: (environment) => Promise.resolve(mortalStore(openBackupStore(folder, environment), mortal)),
    });
  };

/** A store of a process that may die at whatever it keeps. */
const mortalStore = (store: BackupStore, mortal: Mortal): BackupStore => ({
  ...store,
  list: () => mortal.live(() => store.list()),
  write: async (draft) => {
    const writing = await mortal.live(() => store.write(draft));
    return {
      write: async (file, bytes) => {
        const written = await writing.write(file, bytes);
        return { ...written, check: () => mortal.live(() => written.check()) };
      },
      rows: (part) => writing.rows(part),
      writePack: async (file, bodies) => {
        const written = await writing.writePack(file, bodies);
        return { ...written, check: () => mortal.live(() => written.check()) };
      },
      copy: (...given) => mortal.live(() => writing.copy(...given)),
      record: (now) => mortal.live(() => writing.record(now)),
      recordPack: (pack) => mortal.live(() => writing.recordPack(pack)),
      complete: (last, at) => mortal.live(() => writing.complete(last, at)),
    };
  },
});
