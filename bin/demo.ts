/**
 * `npm run demo`: a production org gets a good release, a bad one, and comes back, proven. Everything runs through the
 * plugin's own commands, each in a process of its own, against the practice org.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import chalk from 'chalk';

const here = fileURLToPath(new URL('.', import.meta.url));
const plugin = path.join(here, 'run.js');
const home = await mkdtemp(path.join(tmpdir(), 'sf-release-demo-'));
const project = path.join(home, 'claims');

/** A home of its own: the demo neither sees nor changes the logins of the person who runs it. */
const environment: NodeJS.ProcessEnv = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(https?_proxy|GIT_.*)$/iu.test(name))),
  HOME: home,
  USERPROFILE: home,
  SF_DISABLE_TELEMETRY: 'true',
  SF_DISABLE_AUTOUPDATE: 'true',
  SF_DISABLE_LOG_FILE: 'true',
  SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Demo',
  GIT_AUTHOR_EMAIL: 'demo@example.com',
  GIT_COMMITTER_NAME: 'Demo',
  GIT_COMMITTER_EMAIL: 'demo@example.com',
  ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}),
};

const say = (text: string): void => {
  console.log(`\n${chalk.bold.cyan(`── ${text} `.padEnd(78, '─'))}`);
};

const ended = (child: ChildProcess): Promise<number> =>
  new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve(code ?? 1);
    });
  });

const quietly = async (command: string, args: readonly string[]): Promise<void> => {
  const child = spawn(command, args, { cwd: project, env: environment, stdio: ['ignore', 'ignore', 'inherit'] });
  const code = await ended(child);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}`);
};

const git = (...args: readonly string[]): Promise<void> => quietly('git', args);

/** Shows the command as a person would type it, then runs it as they would. */
const sf = async (...args: readonly string[]): Promise<void> => {
  const shown = ['sf', ...args].map((word) => (/[\s]/u.test(word) ? `"${word}"` : word)).join(' ');
  console.log(`\n${chalk.dim('$')} ${chalk.bold(shown)}`);
  const child = spawn(process.execPath, [plugin, ...args], {
    cwd: project,
    env: environment,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const code = await ended(child);
  if (code !== 0) throw new Error(`"${shown}" ended with exit code ${code}`);
};

/** Starts the org and waits until it says how to use it. */
const startOrg = async (): Promise<ChildProcess> => {
  const org = spawn(process.execPath, [plugin, 'release', 'practice', 'start', '--alias', 'prod'], {
    cwd: home,
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stopped = ended(org).then((code) => {
    throw new Error(`the practice org ended with exit code ${code}`);
  });
  const ready = new Promise<void>((resolve) => {
    let said = '';
    org.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('--target-org prod')) resolve();
    });
  });
  await Promise.race([ready, stopped]);
  stopped.catch(() => undefined);
  return org;
};

const commit = async (message: string): Promise<void> => {
  await git('add', '--all');
  await git('commit', '--quiet', '--message', message);
};

const story = async (): Promise<void> => {
  say('A project in Git, and an org that behaves like production');
  await cp(path.join(here, 'demo', '1.0.0'), project, { recursive: true });
  await git('init', '--quiet', '--initial-branch=main');
  await commit('Claims 1.0.0');
  await sf('release', 'init', '--environment', 'production', '--target-org', 'prod');
  await commit('Pin production');

  say('Release 1.0.0: what works');
  await sf('release', 'deploy', '--version', '1.0.0', '--target-org', 'prod', '--confirm', 'prod');

  say('Release 1.1.0: a field, a class, more permissions, and a bug');
  await cp(path.join(here, 'demo', '1.1.0'), project, { recursive: true });
  for (const extension of ['cls', 'cls-meta.xml'])
    await rm(path.join(project, `force-app/main/default/classes/ClaimExport.${extension}`));
  await commit('Take the risk of a claim into account');
  await sf('release', 'diff', 'production/v1.0.0');
  await sf('release', 'deploy', '--version', 'minor', '--target-org', 'prod', '--confirm', 'prod');

  say('Claims are paid wrongly. What would going back do?');
  await sf('release', 'rollback', '--target-org', 'prod', '--dry-run');

  say('Go back');
  await sf('release', 'rollback', '--target-org', 'prod', '--confirm', 'prod', '--reason', 'claims are paid wrongly');

  say('What is in production now, and what was');
  await sf('release', 'list');
};

const started = performance.now();
await cp(path.join(here, 'demo', '1.0.0'), project, { recursive: true });
const org = await startOrg();
try {
  await story();
  console.log(
    `\n${chalk.green('✓')} The org holds release 1.0.0 again, proven by reading it back. ${((performance.now() - started) / 1000).toFixed(0)} s.`,
  );
} finally {
  org.kill('SIGTERM');
  await ended(org).catch(() => undefined);
  await rm(home, { recursive: true, force: true });
}
