import type { Comparison } from '../../release/delta/comparison.ts';
import { compareText, keyOf } from '../../release/metadata/component.ts';
import type { ComponentChange } from '../../release/delta/delta.ts';
import { countsOf, kinds } from '../counts.ts';
import { headline } from './diff-headline.ts';
import { diffScript, diffStyle } from './diff-html-page.ts';
import { notesOn } from './diff-notes.ts';
import { outlineOf, type OutlinedComponent, type TypeGroup } from './diff-outline.ts';
import { partsOf, type Part } from './diff-parts.ts';
import { signs } from './diff-signs.ts';
import { entryDetail, entryName } from './entry-words.ts';
import { htmlPage } from '../html-page.ts';
import { html } from '../html-text.ts';
import type { Hunk } from './line-diff.ts';
import { shortTime } from '../short-time.ts';
import { clipped } from '../visible.ts';
import { sideBySide, type Run, type Side } from './side-by-side.ts';

/** A web page in one file: all differences, with search and filters. Without scripts it is the same, all shown. */
export const diffHtml = (comparison: Comparison): string => {
  const title = headline(comparison);
  const isEmpty = comparison.delta.changes.length === 0; // nothing to search in
  const { begin, end } = htmlPage({ title, style: diffStyle, ...(isEmpty ? {} : { script: diffScript }) });
  const body = [
    `<header><h1>${headline(comparison, (name) => `<code>${html(name)}</code>`)}</h1>`,
    ...(isEmpty ? [] : [toolbar(comparison)]),
    '</header>',
    '<main>',
    ...outlineOf(comparison).map((group) => section(group, comparison)),
    onlyInOrg(comparison),
    notes(comparison),
    '</main>',
    '',
  ];
  return `${begin}${body.join('\n')}${end}`;
};

/** Shown by the script: without it there is nothing to press. */
const toolbar = ({ delta }: Comparison): string => {
  const counts = countsOf(delta.changes);
  const types = [...new Set(delta.changes.map(({ type }) => type))].sort(compareText);
  return [
    '<form class="tools" hidden>',
    '<label class="search">Search <input type="search" id="search" placeholder="name, entry or file (press /)" autocomplete="off" spellcheck="false"></label>',
    '<label>Type <select id="type"><option value="">all types</option>',
    ...types.map((type) => `<option>${html(type)}</option>`),
    '</select></label>',
    '<span class="kinds" role="group" aria-label="Kinds of change">',
    ...kinds.map(
      (kind) =>
        `<button type="button" class="${kind}" data-kind="${kind}" aria-pressed="true">${signs[kind]} ${kind} <b>${counts[kind]}</b></button>`,
    ),
    '</span>',
    '<span><button type="button" id="open">Open all</button> <button type="button" id="close">Close all</button></span>',
    '<output id="shown" aria-live="polite"></output>',
    '</form>',
  ].join('\n');
};

const section = ({ type, counts, components }: TypeGroup, comparison: Comparison): string => {
  const count = kinds.filter((kind) => counts[kind] > 0).map((kind) => `${counts[kind]} ${kind}`);
  return [
    '<section>',
    `<h2>${html(type)} <small>${count.join(', ')}</small></h2>`,
    ...components.map((component) => componentHtml(component, comparison)),
    '</section>',
  ].join('\n');
};

const componentHtml = ({ name, change, children }: OutlinedComponent, comparison: Comparison): string => {
  const head = change === undefined ? `<h3>${html(name)}</h3>` : changeHtml(change, html(name), comparison);
  if (children.length === 0) return head;
  const inside = children.map((child) =>
    changeHtml(child.change, `<small>${html(child.change.type)}</small> ${html(child.name)}`, comparison),
  );
  return ['<div class="family">', head, '<div class="children">', ...inside, '</div>', '</div>'].join('\n');
};

/** Longest summary of what changed inside. */
const insideLength = 120;

/** What changed inside, as far as there is room beside the name: never more than a letter and what divides them each. */
const insideWords = ({ files, entries }: ComponentChange): string =>
  clipped(
    [
      ...files.slice(0, insideLength).map(({ path }) => path),
      ...entries.slice(0, insideLength).map((entry) => `${entryName(entry)} ${entryDetail(entry)}`),
    ].join(' · '),
    insideLength,
  );

/** Most entries of one component that are shown whole: a browser chokes on a hundred thousand. */
const mostEntries = 1000;

/** What is left out is counted, and found by its name all the same. */
const leftOutOf = (change: ComponentChange): readonly string[] => {
  const count = change.entries.length - mostEntries;
  if (count <= 0) return [];
  return [
    `<p class="more">… and ${count} more; <code>sf release diff --patch --only "${html(keyOf(change))}"</code></p>`,
  ];
};

/** What the search looks through: the name, entries and files of a change. */
const searchText = (change: ComponentChange): string =>
  [keyOf(change), ...change.entries.map(entryName), ...change.files.map(({ path }) => path), ...change.paths.to]
    .join('\n')
    .toLowerCase();

const changeHtml = (change: ComponentChange, name: string, comparison: Comparison): string => {
  const { kind, type } = change;
  const last = comparison.live?.lastModified.get(keyOf(change));
  const by = last === undefined ? '' : ` <small>${html(last.by)}, ${html(shortTime(last.at))} UTC</small>`;
  const inside = insideWords(change);
  return [
    `<details class="change ${kind}" data-kind="${kind}" data-type="${html(type)}" data-search="${html(searchText(change))}">`,
    `<summary><span class="sign" title="${kind}">${signs[kind]}</span> <span class="name">${name}</span>${inside === '' ? '' : ` <small class="inside">${html(inside)}</small>`}${by}</summary>`,
    ...partsOf({ ...change, entries: change.entries.slice(0, mostEntries) }, comparison).map(partHtml),
    ...leftOutOf(change),
    '</details>',
  ].join('\n');
};

const partHtml = ({ kind, of, title, hunks, sizes }: Part): string =>
  [
    `<figure class="${of}">`,
    `<figcaption><span class="sign ${kind}" title="${kind}">${signs[kind]}</span> ${html(title)}</figcaption>`,
    ...(sizes === undefined ? [] : [`<p>Binary file, ${sizes.from} bytes → ${sizes.to} bytes</p>`]),
    ...(hunks ?? []).map((hunk) => hunkHtml(hunk, of)),
    '</figure>',
  ].join('\n');

const hunkHtml = (hunk: Hunk, of: Part['of']): string => {
  const sides = sideBySide(hunk);
  const columns = (['from', 'to'] as const).filter((side) => sides[side].runs.some(({ kind }) => kind !== 'gap'));
  const both = columns.length === 2 ? ' both' : '';
  return `<div class="sides${both}">${columns.map((side) => sideHtml(sides[side], of)).join('')}</div>`;
};

/** One column; only files have line numbers that mean something. */
const sideHtml = ({ numbers, runs }: Side, of: Part['of']): string => {
  const gutter = of === 'file' ? `<pre class="numbers" aria-hidden="true">${numbers.join('\n')}\n</pre>` : '';
  return `<div>${gutter}<pre tabindex="0">${runs.map(runHtml).join('')}</pre></div>`;
};

const tags: Readonly<Record<Run['kind'], readonly [start: string, end: string]>> = {
  same: ['<span>', '</span>'],
  removed: ['<del>', '</del>'],
  added: ['<ins>', '</ins>'],
  gap: ['<i>', '</i>'],
};

/** A line feed ends each line, so that an empty one has its height too. */
const runHtml = ({ kind, lines }: Run): string => {
  const [start, end] = tags[kind];
  return `${start}${html(lines.join('\n'))}\n${end}`;
};

const onlyInOrg = ({ live }: Comparison): string => {
  const only = live?.onlyInOrg ?? [];
  if (only.length === 0) return '';
  const items = only.map((one) => `<li>${html(`${keyOf(one)} ${one.entry ? entryName(one.entry) : ''}`.trim())}</li>`);
  return ['<section class="beside">', '<h2>Only in the org</h2>', '<ul>', ...items, '</ul>', '</section>'].join('\n');
};

const notes = (comparison: Comparison): string => {
  const all = notesOn(comparison, { formatting: true });
  if (all.length === 0) return '';
  const items = all.map(({ text, items }) =>
    items.length === 0
      ? `<p>${html(text)}</p>`
      : `<details><summary>${html(text)}</summary><ul>${items.map((item) => `<li>${html(item)}</li>`).join('')}</ul></details>`,
  );
  return ['<section class="beside">', '<h2>Beside the differences</h2>', ...items, '</section>'].join('\n');
};
