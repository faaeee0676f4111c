import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

const lines = async (directory: string, args: readonly string[]): Promise<string[]> =>
  (await run('git', [...args], { cwd: directory, maxBuffer: 1 << 28 })).stdout.split('\n').filter(Boolean);

/**
 * `count` commits to release, oldest first: spread evenly over those on the way to HEAD that touch a package directory
 * of today and already have an `sfdx-project.json`.
 */
export const refsToReplay = async (directory: string, count: number): Promise<readonly string[]> => {
  const project = await lines(directory, ['show', 'HEAD:sfdx-project.json']);
  const { packageDirectories } = JSON.parse(project.join('\n')) as { packageDirectories: readonly { path: string }[] };
  const paths = packageDirectories.map(({ path }) => path);
  const commits = await lines(directory, ['rev-list', '--reverse', '--first-parent', 'HEAD', '--', ...paths]);
  const usable: string[] = [];
  for (let index = 0; index < count; index++) {
    const share = count === 1 ? 1 : index / (count - 1);
    // The first tenth of a history is often a skeleton in another layout.
    const at = Math.round((0.1 + 0.9 * share) * (commits.length - 1));
    const commit = commits[at];
    if (commit !== undefined && (await hasProject(directory, commit))) usable.push(commit);
  }
  return [...new Set(usable)];
};

const hasProject = async (directory: string, commit: string): Promise<boolean> =>
  (await lines(directory, ['ls-tree', '--name-only', commit, '--', 'sfdx-project.json'])).length > 0;
