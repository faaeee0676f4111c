import type { CheckResult } from '../../release/checks/check.ts';
import type { Plan } from '../../release/plan/plan.ts';
import { code } from '../markdown-text.ts';
import { visible } from '../visible.ts';
import { planDocument } from './plan-document.ts';
import { planMessages as words } from './plan-messages.ts';
import type { PlanItem, PlanLine, PlanSection } from './plan-section.ts';
import type { PlannedOrg } from './planned-org.ts';

/** Characters that GitHub takes in one comment. */
const commentLimit = 65_536;

/** Sections that are open from the start; the others are one click away. */
const openTones: ReadonlySet<string> = new Set(['bad', 'warn']);

/**
 * Markdown for a pull request, of at most `limit` characters: what a person has to know, then everything by name, folded.
 * Lists are cut from the last section on where there is no room, and say by how much.
 */
export const planMarkdown = (
  plan: Plan,
  org: PlannedOrg,
  { checks, limit = commentLimit }: { readonly checks?: readonly CheckResult[]; readonly limit?: number } = {},
): string => {
  const { heading, org: of, id, glance, sections } = planDocument(plan, org, checks);
  const head = [
    `### ${plainText(heading)}`,
    '',
    words.getMessage('org', [
      `**${plainText(of.name)}**`,
      of.isProduction ? `**${of.kind}**` : of.kind,
      code(of.identity),
    ]),
    '',
    ...glance.map(glanceLine),
    '',
  ];
  const tail = ['', words.getMessage('identity', [code(id)]), ''];
  let room = limit - [...head, ...tail].join('\n').length;
  const blocks = sections.map((section) => {
    const block = sectionText(section, room);
    room -= block.length + 1;
    return block;
  });
  return [...head, ...blocks, ...tail].join('\n');
};

/** Words of ours with names of others in them: nothing in a name becomes formatting, a mention or a link. */
const plainText = (text: string): string =>
  visible(text)
    .replace(/[\\`*_{}[\]<>#|~]/gu, '\\$&')
    .replace(/@(?=\w)/gu, '@\u2060');

const glanceLine = ({ tone, text }: PlanLine): string =>
  tone === 'bad' ? `- **${plainText(text)}**` : `- ${plainText(text)}`;

const signs: Readonly<Record<PlanItem['sign'], string>> = {
  '': '',
  '+': '`+` ',
  '~': '`~` ',
  '-': '`-` ',
  '○': '`○` ',
  '=': '`=` ',
  '!': '`!` ',
};

/** Characters that open and close a section. */
const frame = 200;

const sectionText = ({ title, tone, items }: PlanSection, room: number): string => {
  const lines: string[] = [];
  let left = room - frame;
  for (const item of items) {
    const text = itemLines(item, '').join('\n');
    if (text.length + 1 > left) break;
    left -= text.length + 1;
    lines.push(text);
  }
  const rest = items.length - lines.length;
  const cut = rest === 0 ? [] : [`- ${words.getMessage('more', [String(rest)])}`];
  const isOpen = openTones.has(tone) ? ' open' : '';
  return [
    `<details${isOpen}><summary>${title} (${items.length})</summary>`,
    '',
    ...lines,
    ...cut,
    '',
    '</details>',
    '',
  ].join('\n');
};

const itemLines = (
  { sign, name, isSentence, text, loud, link, inside = [] }: PlanItem,
  indent: string,
): readonly string[] => {
  const linked = link === undefined ? (isSentence === true ? plainText(name) : code(name)) : linkTo(name, link);
  const said = [text === undefined ? '' : plainText(text), loud === undefined ? '' : `**${plainText(loud)}**`];
  return [
    `${indent}- ${[`${signs[sign]}${linked}`, ...said].filter(Boolean).join(' ')}`,
    ...inside.flatMap((part) => itemLines(part, `${indent}  `)),
  ];
};

/** Without an address of the org a path leads nowhere; it is told, not linked. */
const linkTo = (name: string, link: string): string =>
  link.startsWith('https://')
    ? `[${plainText(name)}](${encodeURI(decodeURI(link))})`
    : `${plainText(name)} (${code(link)})`;
