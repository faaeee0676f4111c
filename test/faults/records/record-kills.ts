import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { openBackupStore } from '../../../src/gateways/data/backup-store.ts';
import { identityVariable } from '../../../src/gateways/data/sealing.ts';
import { defaultFolder } from '../../../src/release/data/default-folder.ts';
import { textField } from '../../actions/project.ts';
import { outcomeOf } from '../case.ts';
import { commands } from '../commands.ts';
import { momentIn, opening, serve, victim, type Death, type Serving } from '../killing-ground.ts';
import type { Kills, OnKill } from '../kills.ts';
import { projectFiles } from '../lab.ts';
import { readRepository } from '../real-repository.ts';
import { randomFrom } from '../suite.ts';
import { doomed, recordCommands } from './record-commands.ts';
import type { RecordMoment } from './record-lab.ts';
import {
  backupScenario,
  expectKind,
  restoreScenario,
  rollbackScenario,
  type RecordScenario,
} from './record-scenarios.ts';
import { wrongWith } from './record-suites.ts';
import { fillField, makeRows, spoilRows, whatRowsSay } from './rows.ts';

const run = promisify(execFile);

/** A command whose process is killed, and the folder it is given in: a project, its remote, its backups. */
interface Killing {
  readonly scenario: RecordScenario;
  readonly command: keyof typeof recordCommands;
  /** What is given when its process was killed. */
  readonly again: keyof typeof recordCommands;
  readonly folder: string;
}

/** Of the time that the first process takes, what the later ones, which find more in caches, are still at work. */
const livelyPart = 0.7;

interface Ground {
  readonly root: string;
  readonly serving: Serving;
  readonly identity: string;
}

const backupsIn = (folder: string): string => path.join(folder, 'project', defaultFolder);

const storeIn = (folder: string) => openBackupStore(backupsIn(folder), 'production');

/** Commits files to a project, and pushes them. */
const commitIn = async (folder: string, files: ReadonlyMap<string, string>): Promise<void> => {
  const project = path.join(folder, 'project');
  const git = (...args: readonly string[]) => run('git', ['-C', project, ...args]);
  for (const [file, text] of files) {
    await mkdir(path.dirname(path.join(project, file)), { recursive: true });
    await writeFile(path.join(project, file), text);
  }
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'change');
  await git('push', '--quiet', 'origin', 'main');
};

/** A project that says to whom its backups are encrypted. */
const projectIn = async (folder: string, identity: string): Promise<void> => {
  const project = path.join(folder, 'project');
  const configuration = { data: { recipients: [await identityToRecipient(identity)] } };
  await run('git', ['init', '--quiet', '--bare', '--initial-branch=main', path.join(folder, 'remote.git')]);
  await run('git', ['init', '--quiet', '--initial-branch=main', project]);
  await run('git', ['-C', project, 'remote', 'add', 'origin', '../remote.git']);
  await commitIn(folder, new Map([...projectFiles, ['release.yaml', JSON.stringify(configuration)]]));
};

const recordMoment = async (folder: string, { org }: Serving): Promise<RecordMoment> => {
  const { complete } = await storeIn(folder).list();
  return {
    checkpoint: await momentIn(folder, org),
    backups: backupsIn(folder),
    complete: complete.map(({ id }) => id),
  };
};

/** Rows that are saved; and the same when they were spoilt. */
const rowsIn = async ({ root, serving, identity }: Ground): Promise<readonly Killing[]> => {
  const folder = path.join(root, 'rows');
  await projectIn(folder, identity);
  const { database } = serving.org;
  makeRows(database);
  expectKind(await recordCommands.backup(opening(path.join(folder, 'project'))), 'backedUp');
  serving.org.clock.advance(60_000);
  const saved = backupScenario(await recordMoment(folder, serving));
  const meant = whatRowsSay(database);
  spoilRows(database);
  const spoilt = restoreScenario(await recordMoment(folder, serving), meant);
  return [
    { scenario: saved, command: 'backup', again: 'backupResume', folder },
    { scenario: spoilt, command: 'restore', again: 'restore', folder },
  ];
};

/** Two releases, of which the second has brought a field that people typed into. */
const filledFieldIn = async ({ root, serving, identity }: Ground): Promise<Killing> => {
  const folder = path.join(root, 'field');
  const open = opening(path.join(folder, 'project'));
  await projectIn(folder, identity);
  expectKind(await commands.deploy(open), 'released');
  await commitIn(folder, new Map(Object.entries(textField(doomed.object, doomed.field))));
  expectKind(await commands.deploy(open), 'released');
  fillField(serving.org.database);
  const scenario = rollbackScenario(await recordMoment(folder, serving));
  return { scenario, command: 'losingRollback', again: 'resume', folder };
};

interface KilledCase {
  readonly killing: Killing;
  /** One process after the other; none lets the command come to its end. */
  readonly deaths: readonly Death[];
}

interface KilledResult {
  readonly killed: number;
  /** How long the first process took. */
  readonly milliseconds: number;
  readonly wrong: readonly string[];
}

/** Kills processes that give the command, one after the other, lets another one end it, and judges. */
const killIn = async (
  { root, serving, identity }: Ground,
  { killing: { scenario, command, again, folder: begin }, deaths }: KilledCase,
): Promise<KilledResult> => {
  const folder = await mkdtemp(path.join(root, 'case-'));
  await cp(begin, folder, { recursive: true });
  const org = await serving.use(scenario.begin.checkpoint.org, false);
  const project = path.join(folder, 'project');
  const died = [await victim(command, project, deaths[0])];
  for (const death of deaths.slice(1)) died.push(await victim(again, project, death));
  const open = opening(project);
  // given again even when a process came to its end: then nothing may be left to do
  const ended = await outcomeOf(scenario.end(open, storeIn(folder)));
  org.settle();
  const remote = await readRepository(path.join(folder, 'remote.git'));
  const record = { store: storeIn(folder), identity, world: { org, remote, clone: remote } };
  const wrong = await wrongWith(record, { scenario, endings: [ended], found: [] });
  await rm(folder, { recursive: true, force: true });
  const killed = died.filter((one) => one.ended === undefined).length;
  return { killed, milliseconds: died[0]?.milliseconds ?? 0, wrong };
};

/** A command is killed so many times, one process after the other, before another one is left to end it. */
const mostDeaths = 8;

/**
 * Kills backups, restores and rollbacks that destroy values in processes of their own (SIGKILL), with real git, a network
 * and real files, at any time from their beginning to their end; and those that go on with them too, up to seven times.
 */
export const killRecords = async ({
  seed,
  runs,
  onKill,
}: {
  readonly seed: number;
  readonly runs: number;
  readonly onKill?: OnKill;
}): Promise<Kills> => {
  const root = await mkdtemp(path.join(tmpdir(), 'sf-release-record-kills-'));
  const serving = await serve(root);
  const identity = await generateX25519Identity();
  process.env[identityVariable] = identity;
  try {
    const ground = { root, serving, identity };
    const random = randomFrom(seed);
    const times = new Map<Killing, number>();
    const killings = [...(await rowsIn(ground)), await filledFieldIn(ground)];
    for (const killing of killings) {
      const { milliseconds, wrong } = await killIn(ground, { killing, deaths: [] });
      if (wrong.length > 0) throw new Error(wrong.join('\n'));
      times.set(killing, milliseconds);
    }
    let killed = 0;
    const wrong: string[] = [];
    for (let at = 0; at < runs; at += 1) {
      const killing = killings[at % killings.length];
      if (killing === undefined) throw new Error('there is nothing to kill');
      const death = (): Death => ({ after: random() * livelyPart * (times.get(killing) ?? 0) });
      const many = 1 + (Math.floor(at / killings.length) % mostDeaths);
      const deaths = Array.from({ length: many }, death);
      const result = await killIn(ground, { killing, deaths });
      killed += result.killed;
      if (result.wrong.length > 0)
        wrong.push(`${killing.command} ${JSON.stringify(deaths)}\n  ${result.wrong.join('\n  ')}`);
      onKill?.({ cases: at + 1, killed, wrong });
    }
    return { cases: runs, killed, wrong };
  } finally {
    Reflect.deleteProperty(process.env, identityVariable);
    await serving.close();
    await rm(root, { recursive: true, force: true });
  }
};
