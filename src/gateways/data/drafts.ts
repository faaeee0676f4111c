import { open, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { savedPack, unfinishedBody, type SavedPack } from '../../release/data/manifest.ts';
import { BackupError, diskError } from './backup-error.ts';

const draftJob = z.strictObject({
  job: z.string(),
  /** Where the next page begins; absent for the first. */
  locator: z.string().optional(),
  isComplete: z.boolean(),
});

const draft = z.strictObject({
  body: unfinishedBody,
  /** By object. Without a job the object has not been begun. */
  jobs: z.record(z.string(), draftJob),
  /** Ids of users that the rows name so far; where their names are to be saved. */
  users: z.array(z.string()).readonly().optional(),
});

/** A backup as far as it has come: its manifest so far, and where each object's query stands. */
export type Draft = Readonly<z.infer<typeof draft>>;
export type DraftJob = Readonly<z.infer<typeof draftJob>>;

/** In the folder of a backup that is not finished. */
export const progressFile = 'progress.json';
/** Beside it: archives that were stored since it was written, one a line. There can be more of them than it could be written for. */
const logFile = 'packs.jsonl';

/** Keeps that an archive is stored. Throws `BackupError`. */
export const logPack = async (folder: string, pack: SavedPack): Promise<void> => {
  const file = path.join(folder, logFile);
  try {
    await using log = await open(file, 'a', 0o600);
    await log.writeFile(`${JSON.stringify(pack)}\n`);
    await log.datasync();
  } catch (error) {
    throw diskError(file, error);
  }
};

/** To be called when the draft itself has all archives: a line that was cut off is not gone on with. */
export const endLog = (folder: string): Promise<void> => rm(path.join(folder, logFile), { force: true });

const loggedPacks = async (folder: string): Promise<readonly SavedPack[]> => {
  const text = await readFile(path.join(folder, logFile), 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  });
  const whole = text.split('\n').slice(0, -1);
  return whole.flatMap((line) => savedPack.safeParse(jsonOf(line)).data ?? []);
};

const withPacks = (draft: Draft, logged: readonly SavedPack[]): Draft => {
  const { files } = draft.body;
  if (files === undefined || logged.length === 0) return draft;
  const packs = new Map([...files.packs, ...logged].map((pack) => [pack.file, pack]));
  return { ...draft, body: { ...draft.body, files: { ...files, packs: [...packs.values()] } } };
};

/** Reads a draft; it counts only in the folder of its own name. Throws `BackupError` (`damagedManifest`). */
export const readDraft = async (folder: string): Promise<Draft> => {
  const file = path.join(folder, progressFile);
  const parsed = draft.safeParse(jsonOf(await readFile(file, 'utf8')));
  if (!parsed.success)
    throw new BackupError('damagedManifest', `${file} is no backup that was begun: ${z.prettifyError(parsed.error)}`);
  const { id } = parsed.data.body;
  if (id === path.basename(folder)) return withPacks(parsed.data, await loggedPacks(folder));
  throw new BackupError('damagedManifest', `${file} belongs to the backup ${id}.`);
};

/** Undefined where it is no JSON, which no schema takes. */
const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};
