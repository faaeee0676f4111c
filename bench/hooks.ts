/**
 * What the plugin costs standard commands of the real `sf`: each as a whole process with the plugin and without it, in
 * turn, against a practice org. A deploy goes to an org that no `release.yaml` pins, and to a pinned one, where it is
 * recorded as a release.
 *
 *     npm run bench hooks [-- --rounds 7 --deploy-seconds 0]
 *
 * Goals: at most 3 % of a deploy, nothing measurable of any other command. How long the org takes for a deploy decides
 * what that is: by itself it takes no time. SF_CLI names the `sf` to use.
 */
import { execFile } from 'node:child_process';
import { appendFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { environmentFor, openRealCli, type RealCli } from '../test/nuts/sf.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '7' }, 'deploy-seconds': { type: 'string', default: '0' } },
});
const rounds = Number(values.rounds);
const run = promisify(execFile);

interface Cost {
  /** Seconds of the clock, and of processor time, of the process and all it started. */
  readonly wall: number;
  readonly cpu: number;
}

const timed = async (
  { home, project }: RealCli,
  args: readonly string[],
  variables: NodeJS.ProcessEnv,
): Promise<Cost> => {
  const script = 'TIMEFORMAT="%R %U %S"; time "$0" "$@" > /dev/null 2>> "$LOG"';
  const env = { ...environmentFor(home), ...variables, LOG: path.join(home, 'bench.log') };
  const { stderr } = await run('bash', ['-c', script, path.join(home, 'bin', 'sf'), ...args], { cwd: project, env });
  const [wall = NaN, user = NaN, system = NaN] = stderr.trim().split(' ').map(Number);
  return { wall, cpu: user + system };
};

const middle = (numbers: readonly number[]): number =>
  [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? NaN;

const shown = (seconds: number): string => `${(seconds * 1000).toFixed(0)} ms`;

for (const who of ['AUTHOR', 'COMMITTER'])
  Object.assign(process.env, { [`GIT_${who}_NAME`]: 'Bench', [`GIT_${who}_EMAIL`]: 'bench@example.invalid' });
await using cli = await openRealCli('prod', ['--deploy-seconds', values['deploy-seconds']]);
const without = { SF_DATA_DIR: path.join(cli.home, 'no-plugins') };
await mkdir(without.SF_DATA_DIR);

const change = async (): Promise<void> => {
  await appendFile(path.join(cli.project, 'force-app/main/default/classes/ClaimService.cls'), '// more\n');
  await cli.git('commit', '--quiet', '--all', '--message', 'fix: more');
};

/** The same command with and without, in turn, the first pair not counted. */
const compared = async (what: string, args: readonly string[]): Promise<void> => {
  const costs: { readonly on: Cost; readonly off: Cost }[] = [];
  for (let round = 0; round <= rounds; round++) {
    await change();
    const off = await timed(cli, args, without);
    await change();
    const on = await timed(cli, args, {});
    if (round > 0) costs.push({ on, off });
  }
  const [wall, cpu] = (['wall', 'cpu'] as const).map((figure) => ({
    off: middle(costs.map(({ off }) => off[figure])),
    more: middle(costs.map(({ on, off }) => on[figure] - off[figure])),
  }));
  if (wall === undefined || cpu === undefined) return;
  console.log(
    `${what}: ${shown(wall.off)} without, ${shown(wall.more)} more with it (${((100 * wall.more) / wall.off).toFixed(1)} %); processor ${shown(cpu.off)}, ${shown(cpu.more)} more`,
  );
};

const deploy = ['project', 'deploy', 'start', '--source-dir', 'force-app', '--target-org', 'prod', '--json'];
await compared('sf org list', ['org', 'list', '--skip-connection-status', '--json']);
await compared('sf project deploy start, org not pinned', deploy);
await cli.sf('release', 'init', '--target-org', 'prod', '--environment', 'production');
await cli.git('add', '--all');
await cli.git('commit', '--quiet', '--message', 'chore: pin production');
await cli.sf(...deploy);
await compared('sf project deploy start, org pinned and the release recorded', deploy);
const recorded = (await cli.git('tag')).stdout.split('\n').filter(Boolean).length;
if (recorded < rounds + 2) throw new Error(`only ${recorded} releases were recorded`);
