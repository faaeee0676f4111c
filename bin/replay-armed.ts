/**
 * `npm run replay:armed -- <git repository> [--releases N]`
 *
 * Releases commits of any SFDX repository to a practice org one after the other. After each one the way back is armed and
 * used, the branch is put right, and the rollback is undone, armed too. Exit code 1 when a step does not end well, when
 * what was validated is not what was deployed, or when a branch that was put right is not the release before.
 */
import { rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { privateHome } from './replay/private-home.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { releases: { type: 'string', default: '20' } },
});
const [repository] = positionals;
const releases = Number(values.releases);
if (repository === undefined || !Number.isInteger(releases) || releases < 2) {
  console.error('usage: npm run replay:armed -- <git repository> [--releases N]');
  process.exit(2);
}

const home = await privateHome();
const { copyOf } = await import('./replay/project.ts');
const { refsToReplay } = await import('./replay/refs.ts');
const { replayArmed } = await import('./replay/armed.ts');

try {
  const project = await copyOf(repository, home);
  for (const [name, value] of [
    ['user.name', 'Replay'],
    ['user.email', 'replay@example.invalid'],
  ] as const)
    await project.git('config', name, value);
  const refs = await refsToReplay(project, releases);
  const tally = await replayArmed(project, refs, (line) => {
    console.log(line);
  });
  console.log(
    `${refs.length} releases, ${tally.catalogue} in the catalogue: ${tally.armed} ways armed and used, ${tally.untested} needed no tests, ${tally.alike} alike, ${tally.reverted} branches put right`,
  );
  for (const trouble of tally.troubles) console.log(`WRONG: ${trouble}`);
  process.exitCode = tally.troubles.length === 0 ? 0 : 1;
} finally {
  await rm(home, { recursive: true, force: true });
}
