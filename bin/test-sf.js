// `npm run test:sf`: the packed plugin inside the real, unmodified Salesforce CLI. The CLI is 400 MB, so it is pinned and
// installed here, into a cache of its own, and not by everyone who tries the demo.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const version = '2.150.6';
const root = fileURLToPath(new URL('..', import.meta.url));
const cache = path.join(root, '.cache', 'sf-cli');
const run = (command, args, cwd) => {
  const { status } = spawnSync(command, args, { cwd, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) process.exit(status ?? 1);
};

if (!process.env.SF_CLI && !existsSync(path.join(cache, 'node_modules', '@salesforce', 'cli', 'package.json'))) {
  mkdirSync(cache, { recursive: true });
  writeFileSync(
    path.join(cache, 'package.json'),
    JSON.stringify({ private: true, dependencies: { '@salesforce/cli': version } }),
  );
  run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', '--omit=dev'], cache);
}
run('npm', ['run', '--silent', 'build'], root);
run(
  'mocha',
  ['--extension', 'ts', ...process.argv.slice(2), 'test/nuts/**/*.nut.ts', 'test/practice-org/contract/*.sf.ts'],
  root,
);
