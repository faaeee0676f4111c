import type { Project } from './project.ts';

/**
 * `count` commits to release, oldest first: spread evenly over those on the way to HEAD that touch a package directory
 * of today and already have an `sfdx-project.json`.
 */
export const refsToReplay = async (project: Project, count: number): Promise<readonly string[]> => {
  const lines = async (...args: readonly string[]): Promise<string[]> =>
    (await project.git(...args)).split('\n').filter((line) => line !== '');
  const settings = await project.git('show', 'HEAD:sfdx-project.json');
  const { packageDirectories } = JSON.parse(settings) as { packageDirectories: readonly { path: string }[] };
  const paths = packageDirectories.map(({ path }) => path);
  const commits = await lines('rev-list', '--reverse', '--first-parent', 'HEAD', '--', ...paths);
  const usable: string[] = [];
  for (let index = 0; index < count; index++) {
    const share = count === 1 ? 1 : index / (count - 1);
    // The first tenth of a history is often a skeleton in another layout.
    const at = Math.round((0.1 + 0.9 * share) * (commits.length - 1));
    const commit = commits[at];
    if (commit === undefined) continue;
    if ((await lines('ls-tree', '--name-only', commit, '--', 'sfdx-project.json')).length > 0) usable.push(commit);
  }
  return [...new Set(usable)];
};

/**
 * The numbers of releases in an order in which every one of them is followed once by every other, beginning with the
 * last: all pairs, there and back, in the least number of steps.
 */
export const everyPair = (count: number): readonly number[] => {
  const left = Array.from({ length: count }, (_, from) =>
    Array.from({ length: count }, (_, to) => to).filter((to) => to !== from),
  );
  const path = [count - 1];
  const circuit: number[] = [];
  for (let at = path.at(-1); at !== undefined; at = path.at(-1)) {
    const next = left[at]?.pop();
    if (next === undefined) circuit.push(path.pop() ?? 0);
    else path.push(next);
  }
  return circuit.reverse().slice(1);
};
