import type { Comparison } from '../../release/delta/comparison.ts';
import { plural } from '../counts.ts';
import { unclaimedBecause } from '../unclaimed-words.ts';
import { visible } from '../visible.ts';

/** How many things a note names before it counts the rest. */
const most = 10;

/** One thing beside the differences that a person has to know; `items` are the things it is about. */
export interface Note {
  readonly text: string;
  readonly items: readonly string[];
}

export interface NoteOptions {
  /** Names what changed in formatting only or was moved, which is only counted otherwise. */
  readonly formatting: boolean;
}

/** Everything that is not listed as a difference and must not be silent. */
export const notesOn = ({ delta, leftOut, live }: Comparison, { formatting }: NoteOptions): readonly Note[] => {
  const names = (ids: readonly { type: string; fullName: string }[]): string[] =>
    formatting ? ids.map(({ type, fullName }) => `${type}:${fullName}`) : [];
  const { unreadable, unclaimed, formattingOnly, moved } = delta;
  const hint = formatting ? '' : ' (--formatting names them)';
  const notes: readonly (Note & { readonly count: number })[] = [
    {
      count: unreadable.length,
      text: `Nothing is known about ${plural(unreadable.length, 'component')}, so they are neither the same nor removed:`,
      items: unreadable.map(({ path, detail }) => `${path}: ${detail}`),
    },
    {
      count: formattingOnly.length,
      text: `${plural(formattingOnly.length, 'component differs', 'components differ')} in formatting or order only${hint}.`,
      items: names(formattingOnly),
    },
    {
      count: moved.length,
      text: `${plural(moved.length, 'component', 'components')} only moved to another folder${hint}.`,
      items: names(moved),
    },
    {
      count: unclaimed.length,
      text: `${plural(unclaimed.length, 'differing file belongs', 'differing files belong')} to no component:`,
      items: unclaimed.map((file) => `${file.path} (${unclaimedBecause[file.because]})`),
    },
    {
      count: live?.unlisted ?? 0,
      text: `The org also holds ${plural(live?.unlisted ?? 0, 'thing', 'things')} beside these that nobody put into the version (--include-org-only lists them).`,
      items: [],
    },
    {
      count: live?.managed ?? 0,
      text: `${plural(live?.managed ?? 0, 'component', 'components')} of managed packages left out.`,
      items: [],
    },
    { count: leftOut, text: `${plural(leftOut, 'component')} left out by --only and --exclude.`, items: [] },
  ];
  return notes.filter(({ count }) => count > 0).map(({ text, items }) => ({ text, items }));
};

/** Notes as lines, each thing on its own. */
export const noteLines = (notes: readonly Note[], shown = most): readonly string[] =>
  notes.flatMap(({ text, items }) => [
    text,
    ...items.slice(0, shown).map((item) => `  ${visible(item)}`),
    ...(items.length > shown ? [`  … and ${items.length - shown} more`] : []),
  ]);
