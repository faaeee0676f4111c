import chalk from 'chalk';
import type { ReplayStep } from './replay.ts';

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

/** One line a step, and below it everything that is not as it should be. */
export const printStep = (step: ReplayStep): void => {
  const { what, kind, components, sent, deleted, proven, limited, named, silent, seconds, memory } = step;
  const counts = [
    `${components} components`,
    `${sent} sent`,
    `${deleted} deleted`,
    `${proven} proven`,
    `${limited} limited`,
    `${named.size} named`,
    `${silent.length} silent`,
  ];
  console.log(`${what}: ${kind}, ${counts.join(', ')}, ${seconds.toFixed(1)} s, ${megabytes(memory)}`);
  for (const [key, reason] of [...named].slice(0, 40)) console.log(chalk.dim(`  named: ${key} ${reason}`));
  for (const line of silent.slice(0, 40)) console.log(chalk.red(`  silent: ${line}`));
  if (step.trouble !== undefined) console.log(chalk.red(step.trouble.slice(0, 8000).replace(/^/gmu, '  ')));
  const { corruption } = step;
  if (corruption === undefined) return;
  const line = `  behind its back: ${corruption.component} ${corruption.how}`;
  console.log(corruption.found ? `${line}: found` : chalk.red(`${line}: not found`));
};

export interface Replayed {
  readonly steps: readonly ReplayStep[];
  readonly refs: number;
  readonly seconds: number;
}

export const isClean = (steps: readonly ReplayStep[]): boolean =>
  steps.every(
    ({ silent, trouble, corruption }) => silent.length === 0 && trouble === undefined && corruption?.found !== false,
  );

/** The whole replay in a few lines. */
export const printReplay = ({ steps, refs, seconds }: Replayed): void => {
  const total = (count: (step: ReplayStep) => number): number => steps.reduce((sum, step) => sum + count(step), 0);
  const reasons = Map.groupBy(
    steps.flatMap(({ named }) => [...named.values()]),
    (reason) => reason,
  );
  const named = [...reasons]
    .map(([reason, list]) => `${reason} ${list.length}`)
    .sort()
    .join(', ');
  const spoiled = steps.flatMap(({ corruption }) => corruption ?? []);
  const silent = total((step) => step.silent.length);
  const slowest = Math.max(...steps.map((step) => step.seconds));
  const memory = Math.max(...steps.map((step) => step.memory));
  console.log(
    `\n${refs} refs, ${steps.length} steps, up to ${Math.max(...steps.map(({ components }) => components))} components; ${total(({ sent }) => sent)} sent, ${total(({ deleted }) => deleted)} deleted, ${total(({ proven }) => proven)} proven`,
  );
  console.log(
    `${seconds.toFixed(0)} s with the judge; steps ${total((step) => step.seconds).toFixed(0)} s, the slowest ${slowest.toFixed(1)} s; peak memory ${megabytes(memory)}, practice org included`,
  );
  console.log(`named as not undone: ${named === '' ? 'none' : named}`);
  if (spoiled.length > 0)
    console.log(`changed behind its back: ${spoiled.length}, found ${spoiled.filter(({ found }) => found).length}`);
  console.log(
    isClean(steps)
      ? chalk.green('✓ no silent difference')
      : chalk.red(`✗ ${silent} silent differences, or a step that did not end well`),
  );
};
