import type { Comparison } from '../../release/delta/comparison.ts';
import { keyOf } from '../../release/metadata/component.ts';
import { headline } from './diff-headline.ts';
import { noteLines, notesOn } from './diff-notes.ts';
import { diffTree } from './diff-tree.ts';
import { visible } from '../visible.ts';

export const diffForms = ['name-only', 'stat', 'patch', 'markdown'] as const;
export type DiffForm = (typeof diffForms)[number];

/** What a person chose about the output. Without a form it is the tree, or one line when files are written. */
export interface OutputChoice {
  readonly form: DiffForm | undefined;
  readonly formatting: boolean;
  /** Columns of the terminal. */
  readonly width: number | undefined;
  /** File for the page. */
  readonly html?: string | undefined;
  /** Folder for the manifests. */
  readonly manifest?: string | undefined;
}

export interface DiffOutput {
  /** Whether the words need what components hold, not only what of it differs. */
  readonly withContents: boolean;
  /** Whether manifests are to be written. */
  readonly withMembers: boolean;
  readonly print: (comparison: Comparison) => string;
  /** The files that were asked for, text by path. */
  readonly compose: (comparison: Comparison) => ReadonlyMap<string, string>;
}

/** The output that was chosen. Only what it needs is loaded. */
export const outputOf = async (choice: OutputChoice): Promise<DiffOutput> => ({
  withContents: choice.html !== undefined || (choice.form !== undefined && choice.form !== 'name-only'),
  withMembers: choice.manifest !== undefined,
  print: await printerOf(choice),
  compose: await composerOf(choice),
});

const printerOf = async (choice: OutputChoice): Promise<DiffOutput['print']> => {
  switch (choice.form) {
    case undefined:
      return choice.html === undefined && choice.manifest === undefined
        ? (comparison) => diffTree(comparison, choice)
        : (comparison) => [headline(comparison), ...noteLines(notesOn(comparison, choice))].join('\n');
    case 'name-only':
      return ({ delta }) => delta.changes.map((change) => visible(keyOf(change))).join('\n');
    case 'stat': {
      const { diffStat } = await import('./diff-stat.ts');
      return (comparison) => diffStat(comparison, choice);
    }
    case 'patch': {
      const { diffPatch } = await import('./diff-patch.ts');
      return (comparison) => diffPatch(comparison, choice);
    }
    case 'markdown': {
      const { diffMarkdown } = await import('./diff-markdown.ts');
      return (comparison) => diffMarkdown(comparison, choice);
    }
  }
};

const composerOf = async ({ html, manifest }: OutputChoice): Promise<DiffOutput['compose']> => {
  const files: (readonly [file: string, text: (comparison: Comparison) => string])[] = [];
  if (html !== undefined) {
    const { diffHtml } = await import('./diff-html.ts');
    files.push([html, diffHtml]);
  }
  if (manifest !== undefined) {
    const { destructiveChanges, packageXml } = await import('./diff-manifest.ts');
    const folder = manifest.replace(/\/+$/, '');
    files.push([`${folder}/package.xml`, packageXml], [`${folder}/destructiveChanges.xml`, destructiveChanges]);
  }
  return (comparison) => new Map(files.map(([file, text]) => [file, text(comparison)]));
};
