/** sfdx-git-delta as a library: what it says about a pair, and where a release of it comes from. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Pair } from './pair.ts';

/** `Type:FullName` of what its two manifests list. */
export interface Manifests {
  readonly added: ReadonlySet<string>;
  readonly removed: ReadonlySet<string>;
  readonly warnings: readonly string[];
}

type Members = ReadonlyMap<string, ReadonlySet<string>>;

/** 6.x keeps two maps, 7.x a set of changes that makes them. */
interface Answer {
  readonly diffs?: { readonly package: Members; readonly destructiveChanges: Members };
  readonly changes?: { forPackageManifest(): Members; forDestructiveManifest(): Members };
  readonly warnings: readonly unknown[];
}

const flat = (members: Members): ReadonlySet<string> =>
  new Set([...members].flatMap(([type, names]) => [...names].map((name) => `${type}:${name}`)));

/** Loads a build of it (a folder with `lib/main.js`) and gives what compares a pair with it, writing into `output`. */
export const manifestsOf = async (folder: string): Promise<(pair: Pair, output: string) => Promise<Manifests>> => {
  // without a network its request for the newest API version fails where nobody waits for it, after the answer
  process.on('uncaughtException', () => undefined);
  process.on('unhandledRejection', () => undefined);
  const { default: compare } = (await import(pathToFileURL(path.join(folder, 'lib', 'main.js')).href)) as {
    default: (config: Record<string, unknown>) => Promise<Answer>;
  };
  return async ({ repository, from, to, source }, output) => {
    const answer = await compare({
      ...{ repo: repository, from, to, output, source: [...source], apiVersion: 60 },
      ...{ ignore: '', ignoreDestructive: '', include: '', includeDestructive: '' },
      ...{ generateDelta: false, ignoreWhitespace: false },
    });
    const { diffs, changes } = answer;
    const added = diffs?.package ?? changes?.forPackageManifest() ?? new Map<string, Set<string>>();
    const removed = diffs?.destructiveChanges ?? changes?.forDestructiveManifest() ?? new Map<string, Set<string>>();
    return { added: flat(added), removed: flat(removed), warnings: answer.warnings.map(String) };
  };
};

export const npmVersion = '6.31.0';

/** The newest release that npm has, installed into this checkout's cache. */
export const installed = (): string => {
  const cache = fileURLToPath(new URL('../../.cache/sfdx-git-delta', import.meta.url));
  const folder = path.join(cache, 'node_modules', 'sfdx-git-delta');
  if (!existsSync(path.join(folder, 'lib', 'main.js'))) {
    mkdirSync(cache, { recursive: true });
    writeFileSync(
      path.join(cache, 'package.json'),
      JSON.stringify({ private: true, dependencies: { 'sfdx-git-delta': npmVersion } }),
    );
    const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', '--omit=dev'], {
      cwd: cache,
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
    if (status !== 0) throw new Error('sfdx-git-delta could not be installed; name a build of it with --peer <folder>');
  }
  return folder;
};
