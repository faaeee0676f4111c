import chalk, { type ChalkInstance } from 'chalk';
import type { ChangeKind } from '../../release/delta/delta.ts';
import { kinds, type Counts } from '../counts.ts';

/** What stands before a change; colours are never all that tells them apart. */
export const signs: Readonly<Record<ChangeKind, string>> = { added: '+', changed: '~', removed: '-' };

export const paint: Readonly<Record<ChangeKind, ChalkInstance>> = {
  added: chalk.green,
  changed: chalk.yellow,
  removed: chalk.red,
};

/** `+1 ~2 -1`, without what there is none of. */
export const countWords = (counts: Counts): string =>
  kinds
    .filter((kind) => counts[kind] > 0)
    .map((kind) => paint[kind](`${signs[kind]}${counts[kind]}`))
    .join(' ');
