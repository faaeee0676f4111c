import type { ComponentChange } from '../release/delta/delta.ts';
import { touchesDataModel, type NotedCommit, type ReleaseNotes } from '../release/notes.ts';
import { countsOf, kinds, plural } from './counts.ts';
import { endWords } from './diff/diff-headline.ts';
import { code } from './markdown-text.ts';
import { clipped } from './visible.ts';

/** Longest subject of a commit in a line. */
const subjectLength = 200;

/** What a release brings as Markdown: for a GitHub Release, a tag, a change record. */
export const notesMarkdown = (notes: ReleaseNotes): string =>
  [
    `## ${endWords(notes.to, plain)}`,
    '',
    introduction(notes),
    ...section('Data model', changeLines(notes.changes.filter(touchesDataModel))),
    ...section('Changes by type', typeLines(notes.changes)),
    ...section('Issues', notes.issues.length === 0 ? [] : [notes.issues.map((key) => plain(key)).join(', ')]),
    ...section('Commits', notes.commits.map(commitLine)),
    ...section('Taken back', notes.takenBack.map(commitLine)),
  ].join('\n') + '\n';

/** Text of a repository as Markdown says it literally: no markup, no mention of a person, no HTML. */
const plain = (text: string): string =>
  clipped(text, subjectLength)
    .replaceAll(/[\\`*_{}[\]<>|~]/gu, String.raw`\$&`)
    .replaceAll('@', '@\u{200b}');

const introduction = ({ from, changes, commits, people }: ReleaseNotes): string => {
  const { added, changed, removed } = countsOf(changes);
  const since = from === undefined ? 'The first release' : `Since ${endWords(from, plain)}`;
  const by = people.length === 0 ? '' : ` by ${people.map(plain).join(', ')}`;
  return `${since}: ${plural(added, 'component')} added, ${changed} changed, ${removed} removed; ${plural(commits.length, 'commit')}${by}.`;
};

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', `### ${title}`, '', ...lines];

const changeLines = (changes: readonly ComponentChange[]): readonly string[] =>
  kinds.flatMap((kind) =>
    changes
      .filter((change) => change.kind === kind)
      .map(({ type, fullName }) => `- ${kind} ${code(fullName)} (${type})`),
  );

const typeLines = (changes: readonly ComponentChange[]): readonly string[] => {
  const types = Map.groupBy(changes, ({ type }) => type);
  if (types.size === 0) return [];
  const rows = [...types].sort(([one], [other]) => (one < other ? -1 : 1));
  return [
    '| Type | Added | Changed | Removed |',
    '|---|--:|--:|--:|',
    ...rows.map(([type, of]) => {
      const counts = countsOf(of);
      return `| ${code(type)} | ${kinds.map((kind) => counts[kind] || '').join(' | ')} |`;
    }),
  ];
};

const commitLine = ({ id, subject, author }: NotedCommit): string =>
  `- ${plain(subject)} (${code(id.slice(0, 8))}, ${plain(author)})`;
