import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A project with one commit in a temporary folder, and its bare remote where a test needs one. */
export interface TemporaryRepository extends AsyncDisposable {
  /** The top of the work tree; the project is in it, or in a folder below. */
  readonly top: string;
  readonly project: string;
  readonly remote: string;
  git(...args: readonly string[]): Promise<string>;
  /** The same in the bare remote. */
  inRemote(...args: readonly string[]): Promise<string>;
  write(file: string, text: string | Uint8Array): Promise<void>;
  /** Another clone of the remote, which it needs, with settings of its own. Gives the folder of the project. */
  clone(settings?: Readonly<Record<string, string>>): Promise<string>;
  /** Sets up a hook of the remote. */
  hook(name: 'pre-receive' | 'post-receive', script: string): Promise<void>;
}

export const temporaryRepository = async ({
  withRemote = false,
  folder = '',
}: {
  readonly withRemote?: boolean;
  /** Where the project is in the work tree. */
  readonly folder?: string;
} = {}): Promise<TemporaryRepository> => {
  const root = await mkdtemp(path.join(tmpdir(), 'sf-release-git-'));
  const top = path.join(root, 'work');
  const project = path.join(top, folder);
  const remote = path.join(root, 'remote.git');
  const git = async (cwd: string, args: readonly string[]): Promise<string> =>
    (await run('git', [...args], { cwd })).stdout.trim();
  const write = async (file: string, text: string | Uint8Array): Promise<void> => {
    const target = path.join(top, file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, text);
  };
  let clones = 0;
  await run('git', ['init', '--quiet', '--initial-branch=main', top]);
  await write(path.join(folder, 'sfdx-project.json'), '{ "packageDirectories": [{ "path": "force-app" }] }\n');
  await git(top, ['add', '--all']);
  await git(top, ['commit', '--quiet', '--message', 'start']);
  if (withRemote) {
    await run('git', ['init', '--quiet', '--bare', '--initial-branch=main', remote]);
    await git(top, ['remote', 'add', 'origin', remote]);
    await git(top, ['push', '--quiet', 'origin', 'main']);
  }
  return {
    top,
    project,
    remote,
    git: (...args) => git(top, args),
    inRemote: (...args) => git(remote, args),
    write,
    clone: async (settings = {}) => {
      const copy = path.join(root, `clone${++clones}`);
      const configured = Object.entries(settings).flatMap(([name, value]) => ['--config', `${name}=${value}`]);
      await run('git', ['clone', '--quiet', '--no-local', ...configured, remote, copy]);
      return path.join(copy, folder);
    },
    hook: async (name, script) => {
      const file = path.join(remote, 'hooks', name);
      await writeFile(file, `#!/bin/sh\n${script}\n`);
      await chmod(file, 0o755);
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
};

/** Gives the process other environment variables until disposed; `undefined` takes one away. */
export const withEnvironment = (given: Readonly<Record<string, string | undefined>>): Disposable => {
  const before = Object.fromEntries(Object.keys(given).map((name) => [name, process.env[name]]));
  const set = (values: Readonly<Record<string, string | undefined>>): void => {
    for (const [name, value] of Object.entries(values))
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
  };
  set(given);
  return {
    [Symbol.dispose]: () => {
      set(before);
    },
  };
};
