/**
 * `npm run replay -- <git repository> [--releases N | --refs a,b,c] [--kind production|sandbox]`
 *
 * Releases refs of any SFDX repository to a practice org one after the other, rolls back to each earlier one, and after
 * each step compares everything the org holds with what it should hold. Whatever differs must be named by a plan:
 * a silent difference ends the replay with exit code 1.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';

const home = await mkdtemp(path.join(tmpdir(), 'sf-release-replay-'));
Object.assign(process.env, {
  HOME: home,
  SF_DISABLE_LOG_FILE: 'true',
  SF_DISABLE_TELEMETRY: 'true',
  SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
});

const { replay } = await import('./replay/replay.ts');
const { printReplay } = await import('./replay/words.ts');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    releases: { type: 'string', default: '5' },
    refs: { type: 'string' },
    kind: { type: 'string', default: 'production' },
  },
});
const [repository] = positionals;
if (repository === undefined) {
  console.error('usage: npm run replay -- <git repository> [--releases N | --refs a,b,c] [--kind production|sandbox]');
  process.exit(2);
}
const project = path.join(home, 'project');
try {
  await promisify(execFile)('git', ['clone', '--quiet', '--', path.resolve(repository), project]);
  // Releases are pushed to a remote where there is one; a replay must leave no trace in the repository it reads.
  await promisify(execFile)('git', ['remote', 'remove', 'origin'], { cwd: project });
  const report = await replay(project, {
    refs: values.refs?.split(','),
    releases: Number(values.releases),
    kind: values.kind === 'sandbox' ? 'sandbox' : 'production',
    say: (line) => {
      console.log(line);
    },
  });
  printReplay(report);
  process.exitCode = report.silent.length === 0 ? 0 : 1;
} finally {
  await rm(home, { recursive: true, force: true });
}
