import chalk from 'chalk';
import type { Replay } from './replay.ts';

export const printReplay = ({ refs, steps, silent, peakMemory, seconds }: Replay): void => {
  const reasons = new Map<string, number>();
  for (const { named } of steps)
    for (const reason of named.values()) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const list = [...reasons].map(([reason, count]) => `${reason} ${count}`).join(', ') || 'none';
  console.log(
    `\n${refs.length} refs, ${steps.length} steps, ${seconds.toFixed(0)} s, peak memory ${Math.round(peakMemory / 1e6)} MB`,
  );
  console.log(`named as not undone: ${list}`);
  for (const line of silent.slice(0, 60)) console.log(chalk.red(`silent: ${line}`));
  console.log(
    silent.length === 0 ? chalk.green('✓ no silent difference') : chalk.red(`✗ ${silent.length} silent differences`),
  );
};
