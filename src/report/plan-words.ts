import { Messages } from '@salesforce/core';
import chalk from 'chalk';
import { keyOf, type ComponentId } from '../release/metadata/component.ts';
import type { DataAtRisk, Drift, FlowVersionStep, Limit, Plan, Reference, ShipAction } from '../release/plan/plan.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const words = Messages.loadMessages('sf-release', 'plan');
const limits = Messages.loadMessages('sf-release', 'limits');

interface Section {
  readonly title: string;
  readonly lines: readonly string[];
}

const most = 40;

/** A plan for the terminal: what happens, what cannot, what it costs. Everything is said, long lists are counted. */
export const planWords = (plan: Plan, org: { readonly name: string; readonly username: string }): string => {
  const from = plan.from.release ?? 'the org as it is';
  const to = plan.to.release ?? plan.to.commit.slice(0, 12);
  const kind = plan.orgKind === 'production' ? chalk.red.bold('PRODUCTION') : plan.orgKind;
  const heading = [
    chalk.bold(words.getMessage('heading', [from, to])),
    words.getMessage('org', [chalk.bold(org.name), kind, `${org.username}, ${plan.orgId}`]),
    chalk.dim(words.getMessage('identity', [plan.id])),
  ];
  const sections = sectionsOf(plan).filter(({ lines }) => lines.length > 0);
  const sends = plan.steps.length > 0;
  return [
    heading.join('\n'),
    ...sections.map(sectionText),
    sends ? words.getMessage('tests', [testText(plan)]) : words.getMessage('nothing'),
    '',
  ].join('\n\n');
};

const sectionsOf = (plan: Plan): readonly Section[] => {
  const forward = plan.purpose === 'deploy';
  return [
    {
      title: words.getMessage(forward ? 'changed' : 'redeployed'),
      lines: shipped(plan, ['redeploy', 'sendEntries'], chalk.yellow('~')),
    },
    {
      title: words.getMessage(forward ? 'created' : 'recreated'),
      lines: shipped(plan, ['recreate'], chalk.green('+')),
    },
    { title: words.getMessage('neutralised'), lines: shipped(plan, ['neutralise'], chalk.yellow('○')) },
    {
      title: words.getMessage('deleted'),
      lines: plan.deletes.map((deletion) => `${chalk.red('-')} ${keyOf(deletion)}`),
    },
    {
      title: words.getMessage('revoked'),
      lines: plan.revokes.map(
        (entry) => `${chalk.red('-')} ${keyOf(entry)}  ${entry.section} ${chalk.bold(entry.key)}`,
      ),
    },
    {
      title: words.getMessage('flows'),
      lines: plan.steps.filter((step) => step.kind === 'activateFlowVersion').map(flowText),
    },
    {
      title: words.getMessage('kept'),
      lines: plan.keeps.map((kept) => `= ${keyOf(kept)}  ${chalk.dim(limits.getMessage(`kept.${kept.because}`))}`),
    },
    { title: chalk.yellow(words.getMessage(forward ? 'undecided' : 'limits')), lines: plan.limits.map(limitText) },
    { title: chalk.red(words.getMessage('risk')), lines: plan.dataAtRisk.map(riskText) },
    { title: chalk.yellow(words.getMessage('drift')), lines: plan.drift.map(driftText) },
    {
      title: words.getMessage('references'),
      lines: plan.references.filter(({ afterwards }) => afterwards === 'stays').map(referenceText),
    },
  ];
};

const sectionText = ({ title, lines }: Section): string => {
  const shown = lines.slice(0, most).map((line) => `  ${line}`);
  const rest = lines.length > most ? [chalk.dim(`  … and ${lines.length - most} more (all of them with --json)`)] : [];
  return [`${chalk.bold(title)} (${lines.length})`, ...shown, ...rest].join('\n');
};

const shipped = (plan: Plan, actions: readonly ShipAction[], sign: string): readonly string[] =>
  plan.ships.filter(({ action }) => actions.includes(action)).map((ship) => `${sign} ${keyOf(ship)}`);

const versionText = (version: number): string => (version === 0 ? words.getMessage('none') : String(version));

const flowText = ({ flow, version, compensation }: FlowVersionStep): string =>
  version === 0
    ? words.getMessage('deactivate', [flow, versionText(compensation.version)])
    : words.getMessage('activate', [
        flow,
        version === 'newest' ? words.getMessage('newest') : String(version),
        versionText(compensation.version),
      ]);

const entryText = (entry: Limit['entry']): string =>
  entry === undefined ? '' : ` ${entry.section} ${entry.key ?? ''}`.trimEnd();

const names = (others: readonly ComponentId[] | undefined): string =>
  others === undefined || others.length === 0 ? '' : ` (${others.map(keyOf).join(', ')})`;

/** One limit as a sentence: what, why, what is done instead, what a person can do. */
export const limitText = (limit: Limit): string => {
  const why = limits.getMessage(limit.reason);
  const instead = limits.getMessage(`instead.${limit.instead}`);
  const manual = limit.manual === undefined ? '' : `; by hand: ${limits.getMessage(`manual.${limit.manual}`)}`;
  return `${chalk.bold(keyOf(limit.component))}${entryText(limit.entry)}: ${why}${names(limit.others)}; ${instead}${manual}`;
};

const riskText = ({ component, value, what, rows, newest, fate }: DataAtRisk): string => {
  const subject = `${keyOf(component)}${value === undefined ? '' : ` "${value}"`}`;
  const count = rows === 'unknown' ? 'an unknown number of rows' : `${rows.toLocaleString('en')} rows`;
  const last = newest === undefined ? '' : `, last written ${newest}`;
  return `${subject}: ${count}${last} (${limits.getMessage(`risk.${what}`)}, ${fate === 'lost' ? chalk.red('LOST') : 'kept'})`;
};

const driftText = ({ component, kind, by, at, decision, entries }: Drift): string => {
  const who = by === undefined ? '' : ` by ${by}${at === undefined ? '' : ` at ${at}`}`;
  const what = entries.map(({ section, key }) => `${section} ${key ?? ''}`.trimEnd()).slice(0, 3);
  return `${keyOf(component)} ${kind}${who}: ${decision}${what.length === 0 ? '' : ` (${what.join(', ')})`}`;
};

const referenceText = ({ to, by }: Reference): string => `${keyOf(by)} refers to ${keyOf(to)}`;

const testText = ({ tests: { level, classes, uncovered } }: Plan): string =>
  [
    level,
    classes.length === 0 ? '' : `(${classes.join(', ')})`,
    uncovered.length === 0 ? '' : chalk.yellow(`no chosen test names ${uncovered.join(', ')}`),
  ]
    .filter(Boolean)
    .join(' ');
