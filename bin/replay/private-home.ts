import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A folder as HOME: no login, key chain, log file or Git variable of this machine reaches a replay, nor it them. */
export const privateHome = async (): Promise<string> => {
  const home = await mkdtemp(path.join(tmpdir(), 'sf-release-replay-'));
  for (const name of Object.keys(process.env)) if (name.startsWith('GIT_')) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, {
    HOME: home,
    SF_DISABLE_LOG_FILE: 'true',
    SF_DISABLE_TELEMETRY: 'true',
    SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
  });
  return home;
};
