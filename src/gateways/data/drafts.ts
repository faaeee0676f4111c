import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { unfinishedBody } from '../../release/data/manifest.ts';
import { BackupError } from './backup-error.ts';

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

/** Reads a draft; it counts only in the folder of its own name. Throws `BackupError` (`damagedManifest`). */
export const readDraft = async (folder: string): Promise<Draft> => {
  const file = path.join(folder, progressFile);
  const parsed = draft.safeParse(jsonOf(await readFile(file, 'utf8')));
  if (!parsed.success)
    throw new BackupError('damagedManifest', `${file} is no backup that was begun: ${z.prettifyError(parsed.error)}`);
  const { id } = parsed.data.body;
  if (id === path.basename(folder)) return parsed.data;
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
