import chalk from 'chalk';
import wrap from 'wrap-ansi';
import type { Plan } from '../release/plan/plan.ts';
import { planDocument, type PlanDocument } from './plan/plan-document.ts';
import { planMessages as words } from './plan/plan-messages.ts';
import type { PlanItem, PlanLine, Tone } from './plan/plan-section.ts';
import type { PlannedOrg } from './plan/planned-org.ts';
import { visible } from './visible.ts';

/** Items of a section that are shown; a person reads no more at night. */
const most = 40;

/** A line longer than this is hard to follow, however wide the terminal is. */
const widest = 120;

const colours: Readonly<Record<Tone, (text: string) => string>> = {
  plain: (text) => text,
  good: (text) => chalk.green(text),
  change: (text) => chalk.yellow(text),
  warn: (text) => chalk.yellow(text),
  bad: (text) => chalk.red(text),
};

/**
 * A plan for the terminal: first what a person has to know, then everything by name. `columns` is the width of the
 * terminal; without one lines are not broken, so that a pipe gets one line for each item.
 */
export const planWords = (plan: Plan, org: PlannedOrg, columns?: number): string => {
  const shown = planDocument(plan, org);
  const lay = layFor(columns);
  return [
    [...headLines(shown, lay), chalk.dim(words.getMessage('identity', [shown.id]))].join('\n'),
    glanceLines(shown, lay).join('\n'),
    ...shown.sections.map(({ title, tone, items }) =>
      [
        `${chalk.bold(colours[tone](title))} (${items.length})`,
        ...items.slice(0, most).flatMap((item) => itemLines(item, '  ', lay)),
        ...(items.length > most ? [chalk.dim(`  ${words.getMessage('more', [String(items.length - most)])}`)] : []),
      ].join('\n'),
    ),
    '',
  ].join('\n\n');
};

/** Only where and what a person has to know: what is asked about. */
export const glanceWords = (plan: Plan, org: PlannedOrg, columns?: number): string => {
  const shown = planDocument(plan, org);
  const lay = layFor(columns);
  return [...headLines(shown, lay), ...glanceLines(shown, lay)].join('\n');
};

const layFor = (columns: number | undefined): Lay => {
  const width = columns === undefined ? undefined : Math.min(columns, widest);
  return (text, indent, hanging) => laidOut(text, { indent, hanging, width });
};

const headLines = ({ heading, org }: PlanDocument, lay: Lay): readonly string[] => {
  const kind = org.isProduction ? chalk.red.bold(org.kind) : org.kind;
  return [
    lay(chalk.bold(visible(heading)), '', '  '),
    lay(words.getMessage('org', [chalk.bold(visible(org.name)), kind, visible(org.identity)]), '', '  '),
  ];
};

const glanceLines = ({ glance }: PlanDocument, lay: Lay): readonly string[] =>
  glance.map((line) => lay(glanceText(line), '  ', '    '));

const glanceText = ({ tone, text }: PlanLine): string => {
  const shown = visible(text);
  return tone === 'bad' ? chalk.red.bold(shown) : tone === 'plain' ? shown : colours[tone](shown);
};

type Lay = (text: string, indent: string, hanging: string) => string;

const itemLines = (
  { sign, tone, name, text, loud, link, inside = [] }: PlanItem,
  indent: string,
  lay: Lay,
): string[] => {
  const mark = sign === '' ? '' : `${colours[tone](sign)} `;
  const said = [
    text === undefined ? '' : chalk.dim(visible(text)),
    loud === undefined ? '' : colours[tone](chalk.bold(loud)),
  ];
  const line = [`${mark}${visible(name)}`, said.filter(Boolean).join(' ')].filter(Boolean).join('  ');
  return [
    lay(line, indent, `${indent}    `),
    ...(link === undefined ? [] : [`${indent}  ${chalk.cyan.underline(link)}`]),
    ...inside.slice(0, most).flatMap((part) => itemLines(part, `${indent}    `, lay)),
    ...(inside.length > most
      ? [chalk.dim(`${indent}    ${words.getMessage('more', [String(inside.length - most)])}`)]
      : []),
  ];
};

interface Layout {
  readonly indent: string;
  readonly hanging: string;
  readonly width: number | undefined;
}

/** Text under an indent, broken between words with a hanging one. */
const laidOut = (text: string, { indent, hanging, width }: Layout): string => {
  if (width === undefined) return `${indent}${text}`;
  const [first = '', ...rest] = wrap(text, Math.max(20, width - hanging.length), { hard: true }).split('\n');
  return [`${indent}${first}`, ...rest.map((line) => `${hanging}${line.trimStart()}`)].join('\n');
};
