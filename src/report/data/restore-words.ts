import { Messages } from '@salesforce/core/messages';
import chalk from 'chalk';
import type { Rehearsal, Restored, RestorePlan, RestorePlanObject } from '../../release/data/data-outcome.ts';
import { columns } from '../columns.ts';
import { plural } from '../counts.ts';
import { automationWords } from './automation-words.ts';
import { filesLeftWords, plannedFilesWords, restoredFilesWords } from './file-words.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.data.restore');

const count = (rows: number): string => rows.toLocaleString('en-US');

const kinds = ['update', 'conflict', 'undelete', 'insert', 'gone', 'same'] as const;

/** What would be done for the rows of each object, and what could not. */
export const restorePlanWords = (plan: RestorePlan): string => {
  const { backup, orgId, objects, conflicts, ...wishes } = plan;
  const limits = objects.flatMap(({ object, notRestored }) =>
    notRestored.map(({ field, because }) => `  ${object}.${field}: ${messages.getMessage(`notRestored.${because}`)}`),
  );
  const refused = objects.flatMap(({ object, refused: values }) =>
    values.map(
      ({ field, because, rows }) =>
        `  ${object}.${field}: ${messages.getMessage(`refused.${because}`)}, ${plural(rows, 'record')}`,
    ),
  );
  return [
    messages.getMessage('plan', [chalk.bold(backup), orgId]),
    columns(
      [['', ...kinds.map((kind) => messages.getMessage(`column.${kind}`))], ...objects.map(countsOf)],
      ['left', 'right', 'right', 'right', 'right', 'right', 'right'],
    ),
    ...plannedFilesWords(plan),
    ...(conflicts.length === 0
      ? []
      : [
          `${chalk.yellow('!')} ${messages.getMessage(`conflicts.${wishes.onConflict}`)}`,
          ...conflicts.map((one) => `  ${one}`),
        ]),
    ...(wishes.insert || !objects.some(({ insert }) => insert > 0) ? [] : [messages.getMessage('noInsert')]),
    ...(limits.length === 0 ? [] : [`${chalk.yellow('!')} ${messages.getMessage('notRestored')}`, ...limits]),
    ...(refused.length === 0 ? [] : [`${chalk.yellow('!')} ${messages.getMessage('refused')}`, ...refused]),
    ...objects
      .filter(({ tooLong }) => tooLong > 0)
      .map(({ object, tooLong }) => `${chalk.yellow('!')} ${messages.getMessage('tooLong', [object, count(tooLong)])}`),
    ...(wishes.rehearsal === undefined ? [] : rehearsalWords(wishes.rehearsal)),
    ...(wishes.automation === undefined ? [] : automationWords(wishes.automation)),
  ].join('\n');
};

const rehearsalWords = ({ org, objects }: Rehearsal): readonly string[] => [
  messages.getMessage('rehearsal', [chalk.bold(org)]),
  ...objects.map(({ object, rows, refused }) => {
    const no = refused.reduce((sum, each) => sum + each.rows, 0);
    const codes = refused.map(({ code, rows: many }) => `${code} ${count(many)}`).join(', ');
    return no === 0
      ? `  ${chalk.green('✓')} ${object}: ${messages.getMessage('rehearsal.good', [plural(rows, 'record')])}`
      : `  ${chalk.yellow('!')} ${object}: ${messages.getMessage('rehearsal.refused', [count(no), count(rows), codes])}`;
  }),
];

const countsOf = (object: RestorePlanObject): readonly string[] => [
  object.object,
  ...kinds.map((kind) => count(object[kind])),
];

/** How a restore ended. */
export const restoredWords = (outcome: Restored): string => {
  switch (outcome.kind) {
    case 'restorePlanned':
      return restorePlanWords(outcome.plan);
    case 'restored':
      return outcome.run === undefined
        ? nothingToDoWords(outcome.plan)
        : [
            ...(outcome.proof.equal === 0 && outcome.files !== undefined ? [] : [doneWords(outcome)]),
            ...restoredFilesWords(outcome.files),
            ...filesLeftWords(outcome.plan),
            messages.getMessage('undo', [outcome.undo ?? '']),
          ].join('\n');
    case 'restoredInPart':
      return inPartWords(outcome);
  }
};

const nothingToDoWords = (plan: RestorePlan): string => {
  const left = filesLeftWords(plan);
  return left.length === 0
    ? `${chalk.green('✓')} ${messages.getMessage('nothingToDo', [plan.backup])}`
    : [messages.getMessage('nothingWritten', [plan.backup]), ...plannedFilesWords(plan), ...left].join('\n');
};

const doneWords = ({ proof, plan }: Extract<Restored, { kind: 'restored' }>): string =>
  `${chalk.green('✓')} ${messages.getMessage('done', [plural(proof.equal, 'record'), plan.orgId])}`;

const inPartWords = ({
  plan,
  failed,
  proof,
  files,
  detail,
  run,
  undo,
  file,
}: Extract<Restored, { kind: 'restoredInPart' }>): string =>
  [
    `${chalk.red('✗')} ${messages.getMessage('inPart', [run])}`,
    ...(detail === undefined ? [] : [`  ${detail}`]),
    ...(proof === undefined ? [] : [messages.getMessage('proof', [count(proof.equal), count(proof.different)])]),
    ...(proof?.examples ?? []).map((one) => `  ${one}`),
    ...restoredFilesWords(files),
    ...filesLeftWords(plan),
    ...(failed.length === 0 ? [] : [messages.getMessage('failed', [count(failed.length)])]),
    ...failed.slice(0, 20).map(({ object, id, code }) => `  ${object} ${id}: ${code}`),
    ...(file === undefined ? [] : [messages.getMessage('failedFile', [file])]),
    messages.getMessage('again'),
    ...(undo === undefined ? [] : [messages.getMessage('undo', [undo])]),
  ].join('\n');
