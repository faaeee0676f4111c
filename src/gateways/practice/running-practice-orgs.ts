import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { logout } from './practice-login.ts';

const card = z.object({
  alias: z.string(),
  /** What the alias meant before. */
  aliasBefore: z.string().optional(),
  name: z.string(),
  username: z.string(),
  orgId: z.string(),
  url: z.string(),
  /** Opens the control endpoint, by which faults are forced. */
  controlToken: z.string(),
  pid: z.number().int().positive(),
});

/** A practice org that runs on this machine, as other commands find it. */
export type RunningPracticeOrg = z.infer<typeof card>;

const folder = (dataDirectory: string): string => path.join(dataDirectory, 'practice-orgs');
const fileOf = (dataDirectory: string, username: string): string =>
  path.join(folder(dataDirectory), `${encodeURIComponent(username)}.json`);

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // alive, somebody else's
  }
};

const readCard = async (file: string): Promise<RunningPracticeOrg | undefined> => {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined; // stopped between listing and reading
    throw error;
  });
  return text === undefined ? undefined : card.parse(JSON.parse(text));
};

/** Leaves a note that an org runs; readable by its owner only, for it opens the control endpoint. */
export const announce = async (dataDirectory: string, org: RunningPracticeOrg): Promise<void> => {
  await mkdir(folder(dataDirectory), { recursive: true, mode: 0o700 });
  await writeFile(fileOf(dataDirectory, org.username), JSON.stringify(org), { mode: 0o600 });
};

export const withdraw = async (dataDirectory: string, username: string): Promise<void> =>
  rm(fileOf(dataDirectory, username), { force: true });

const all = async (dataDirectory: string): Promise<readonly RunningPracticeOrg[]> => {
  const names = await readdir(folder(dataDirectory)).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  const cards = await Promise.all(names.map((name) => readCard(path.join(folder(dataDirectory), name))));
  return cards.filter((each) => each !== undefined);
};

/** The orgs that run now. Orgs whose process was killed are forgotten, and so are the logins they left behind. */
export const runningPracticeOrgs = async (dataDirectory: string): Promise<readonly RunningPracticeOrg[]> => {
  const cards = await all(dataDirectory);
  for (const dead of cards.filter(({ pid }) => !isAlive(pid))) {
    await logout(dead.username, dead.alias, dead.aliasBefore);
    await withdraw(dataDirectory, dead.username);
  }
  return cards.filter(({ pid }) => isAlive(pid));
};

/**
 * The one that is meant: by alias or username, or the only one that runs.
 * @throws when it is not running, or when it is not clear which.
 */
export const findRunningPracticeOrg = async (dataDirectory: string, wanted?: string): Promise<RunningPracticeOrg> => {
  const running = await runningPracticeOrgs(dataDirectory);
  const found = running.filter(
    ({ alias, username }) => wanted === undefined || wanted === alias || wanted === username,
  );
  const [only] = found;
  if (only && found.length === 1) return only;
  const { Messages } = await import('@salesforce/core');
  Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
  const messages = Messages.loadMessages('sf-release', 'release.practice.running');
  const names = running.map(({ alias }) => alias).join(', ');
  throw running.length === 0
    ? messages.createError('noPracticeOrg')
    : messages.createError(wanted === undefined ? 'whichPracticeOrg' : 'unknownPracticeOrg', [wanted ?? names, names]);
};
