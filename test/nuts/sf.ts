import { spawn, type ChildProcess } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Where `npm run test:sf` puts the pinned CLI; SF_CLI names another one. */
const cli =
  process.env['SF_CLI'] ?? path.join(root, '.cache', 'sf-cli', 'node_modules', '@salesforce', 'cli', 'bin', 'run.js');

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** An unmodified `sf` with a private home, the packed plugin in it, and a practice org in a process of its own. */
export interface RealCli extends AsyncDisposable {
  readonly home: string;
  readonly project: string;
  sf(...args: readonly string[]): Promise<Ended>;
  /** Runs and parses `--json`; throws when standard output is anything else. */
  json(...args: readonly string[]): Promise<{ readonly code: number; readonly answer: Answer }>;
  git(...args: readonly string[]): Promise<Ended>;
  /** Runs a line of shell in the project, with this `sf` on its path. */
  shell(line: string): Promise<Ended>;
  /** Runs a script of this repository in the project, with this `sf` on its path. */
  bash(script: string, variables: Readonly<Record<string, string>>): Promise<Ended>;
}

export interface Answer {
  readonly status: number;
  readonly name?: string;
  readonly result?: Record<string, unknown>;
  readonly actions?: readonly string[];
  readonly warnings?: readonly string[];
}

export const environmentFor = (home: string): NodeJS.ProcessEnv => {
  const kept = Object.entries(process.env).filter(([name]) => !/^(https?_proxy|SF_.*|SFDX_.*)$/iu.test(name));
  return {
    ...Object.fromEntries(kept),
    HOME: home,
    SF_DISABLE_AUTOUPDATE: 'true',
    SF_AUTOUPDATE_DISABLE: 'true',
    SF_DISABLE_TELEMETRY: 'true',
    SF_SKIP_NEW_VERSION_CHECK: 'true',
    SF_DISABLE_LOG_FILE: 'true',
    SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
    OCLIF_DISABLE_LINKED_ESM_WARNING: 'true',
    CI: 'true',
    NO_COLOR: '1',
  };
};

const ended = (child: ChildProcess): Promise<Ended> =>
  new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      resolve({ code: code ?? 128 + (signal === null ? 0 : constants.signals[signal]), stdout, stderr }); // as a shell says it
    });
  });

/** Packs the plugin as npm would publish it and unpacks it beside its dependencies: nothing else of this checkout is there. */
const installPlugin = async (home: string, env: NodeJS.ProcessEnv): Promise<void> => {
  const packed = await ended(
    spawn('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', home], { cwd: root, env }),
  );
  if (packed.code !== 0) throw new Error(packed.stderr);
  const tarball = (await readdir(home)).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new Error('npm pack made no tarball');
  await ended(spawn('tar', ['-xzf', tarball], { cwd: home, env }));
  await symlink(path.join(root, 'node_modules'), path.join(home, 'package', 'node_modules'));
  const data = path.join(home, '.local', 'share', 'sf');
  await mkdir(data, { recursive: true });
  const plugins = [{ name: 'sf-release', root: path.join(home, 'package'), type: 'link' }];
  const manifest = { name: '@salesforce/cli', dependencies: {}, private: true, oclif: { schema: 1, plugins } };
  await writeFile(path.join(data, 'package.json'), JSON.stringify(manifest));
};

/** `alias` is the one of the practice org, `flags` are others for its start. */
export const openRealCli = async (alias = 'prod', flags: readonly string[] = []): Promise<RealCli> => {
  const home = await mkdtemp(path.join(tmpdir(), 'sf-release-nut-'));
  const env = environmentFor(home);
  const project = path.join(home, 'project');
  await cp(path.join(root, 'bin', 'demo', '1.0.0'), project, { recursive: true });
  const run = (command: string, args: readonly string[]): Promise<Ended> =>
    ended(spawn(command, [...args], { cwd: project, env, stdio: ['ignore', 'pipe', 'pipe'] }));
  const sf = (...args: readonly string[]): Promise<Ended> => run(process.execPath, [cli, ...args]);
  const git = (...args: readonly string[]): Promise<Ended> => run('git', args);
  const bin = path.join(home, 'bin');
  await mkdir(bin);
  await writeFile(path.join(bin, 'sf'), `#!/bin/sh\nexec "${process.execPath}" "${cli}" "$@"\n`, { mode: 0o755 });
  const bashWith = (args: readonly string[], variables: Readonly<Record<string, string>> = {}): Promise<Ended> =>
    ended(
      spawn('bash', [...args], {
        cwd: project,
        env: { ...env, ...variables, PATH: `${bin}:${env['PATH'] ?? ''}` },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
  await installPlugin(home, env);
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'Claims 1.0.0');
  const org = await startOrg(env, alias, flags);
  return {
    home,
    project,
    sf,
    git,
    shell: (line) => bashWith(['-c', line]),
    bash: (script, variables) => bashWith([path.join(root, script)], variables),
    json: async (...args) => {
      const { code, stdout } = await sf(...args, '--json');
      return { code, answer: JSON.parse(stdout) as Answer };
    },
    [Symbol.asyncDispose]: async () => {
      org.kill('SIGTERM');
      await new Promise((resolve) => org.once('close', resolve));
      await rm(home, { recursive: true, force: true });
    },
  };
};

const startOrg = async (env: NodeJS.ProcessEnv, alias: string, flags: readonly string[]): Promise<ChildProcess> => {
  const args = [cli, 'release', 'practice', 'start', '--alias', alias, ...flags];
  const org = spawn(process.execPath, args, { cwd: env['HOME'], env });
  await new Promise<void>((resolve, reject) => {
    let said = '';
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      if (said.includes(`--target-org ${alias}`)) resolve();
    };
    org.stdout.on('data', hear);
    org.stderr.on('data', hear);
    org.once('close', () => {
      reject(new Error(`the practice org ended: ${said}`));
    });
  });
  return org;
};
