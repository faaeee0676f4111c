import { keyOf } from '../../release/metadata/component.ts';
import { consentSummary, type ConsentSummary } from '../../release/plan/consent-summary.ts';
import type { Plan } from '../../release/plan/plan.ts';
import { plural, shortList } from '../counts.ts';
import { planMessages as words } from './plan-messages.ts';
import type { PlanLine, Tone } from './plan-section.ts';

/** What a person has to know before anything else: how much changes, what goes, what is lost, what stays. */
export const glanceOf = (plan: Plan): readonly PlanLine[] => {
  if (plan.steps.length === 0) return [nothingLine(plan), ...hotfixLines(plan)];
  const summary = consentSummary(plan);
  return [
    line('plain', changesText(summary)),
    ...deletionLines(summary),
    ...dataLines(plan, summary),
    ...hotfixLines(plan),
    ...countedLines(summary),
    ...referenceLines(plan),
    ...testLines(plan),
    ...outlookLines(plan),
  ];
};

const line = (tone: Tone, text: string): PlanLine => ({ tone, text });

/** What is blocked says itself why. */
const nothingLine = ({ blockers }: Plan): PlanLine =>
  blockers.length > 0 ? line('warn', words.getMessage('nothing.blocked')) : line('good', words.getMessage('nothing'));

const changesText = ({ changed, types }: ConsentSummary): string => {
  const counted = types.map(({ type, count }) => `${count} ${type}`);
  return words.getMessage('changes', [plural(changed, 'component changes', 'components change'), shortList(counted)]);
};

const deletionLines = ({ deletions }: ConsentSummary): readonly PlanLine[] =>
  deletions.length === 0
    ? []
    : [line('change', words.getMessage('deletions', [plural(deletions.length, 'is', 'are'), shortList(deletions)]))];

/** The question of the night: is anything lost that no rollback brings back? */
const dataLines = ({ dataAtRisk }: Plan, { loses, rowsLost }: ConsentSummary): readonly PlanLine[] => {
  const kept = new Set(dataAtRisk.filter(({ fate }) => fate === 'kept').map(({ component }) => keyOf(component)));
  const keeps =
    kept.size === 0
      ? []
      : [
          line(
            'plain',
            words.getMessage('kept.data', [
              plural(
                kept.size,
                'component that records use, or may use, is',
                'components that records use, or may use, are',
              ),
            ]),
          ),
        ];
  if (loses.length === 0) return [line('good', words.getMessage('safe')), ...keeps];
  const lost =
    rowsLost === 'unknown'
      ? words.getMessage('lost.unknown', [shortList(loses)])
      : words.getMessage('lost', [`the values of ${countText(rowsLost)}`, shortList(loses)]);
  return [line('bad', lost), ...keeps];
};

export const countText = (rows: number): string => `${rows.toLocaleString('en')} ${rows === 1 ? 'row' : 'rows'}`;

const hotfixLines = ({ drift }: Plan): readonly PlanLine[] => {
  const decided = (...wanted: readonly string[]): readonly string[] =>
    drift.filter(({ decision }) => wanted.includes(decision)).map(({ component }) => keyOf(component));
  const lost = decided('overwritten');
  const kept = decided('kept', 'merged');
  return [
    ...(lost.length === 0
      ? []
      : [line('bad', words.getMessage('hotfixes.overwritten', [plural(lost.length, 'change'), shortList(lost)]))]),
    ...(kept.length === 0
      ? []
      : [
          line(
            'warn',
            words.getMessage('hotfixes.kept', [
              plural(kept.length, 'change'),
              kept.length === 1 ? 'stays' : 'stay',
              shortList(kept),
            ]),
          ),
        ]),
  ];
};

const countedLines = ({ revoked, flowVersions, stays, manual }: ConsentSummary): readonly PlanLine[] => [
  ...(revoked === 0
    ? []
    : [line('plain', words.getMessage('taken', [plural(revoked, 'permission is', 'permissions are')]))]),
  ...(flowVersions === 0
    ? []
    : [line('plain', words.getMessage('switched', [plural(flowVersions, 'flow version is', 'flow versions are')]))]),
  ...(stays.length === 0
    ? []
    : [
        line(
          'warn',
          words.getMessage('stays', [plural(stays.length, 'component stays as it is', 'components stay as they are')]),
        ),
      ]),
  ...(manual === 0 ? [] : [line('warn', words.getMessage('byHand', [plural(manual, 'step is', 'steps are')]))]),
];

/** Names of what is deleted that stay in the source of others. */
const referenceLines = ({ references, deletes }: Plan): readonly PlanLine[] => {
  const deleted = new Set(deletes.map(keyOf));
  const still = references.filter(({ to, afterwards }) => afterwards === 'stays' && deleted.has(keyOf(to)));
  const naming = new Set(still.map(({ by }) => keyOf(by)));
  return naming.size === 0
    ? []
    : [
        line(
          'warn',
          words.getMessage('named', [
            plural(naming.size, 'component has', 'components have'),
            naming.size === 1 ? 'its' : 'their',
            naming.size === 1 ? 'stays' : 'stay',
          ]),
        ),
      ];
};

const testLines = ({ tests: { level, classes, uncovered } }: Plan): readonly PlanLine[] => {
  const chosen = classes.length === 0 ? level : `${level} (${shortList(classes)})`;
  const text = level === 'NoTestRun' ? words.getMessage('tests.none') : chosen;
  return [
    line('plain', words.getMessage('tests', [text])),
    ...(uncovered.length === 0 ? [] : [line('warn', words.getMessage('tests.uncovered', [shortList(uncovered)]))]),
  ];
};

const outlookLines = ({ outlook, purpose }: Plan): readonly PlanLine[] => {
  if (outlook === undefined) return [];
  const { duration, armed } = outlook;
  const time =
    duration === 'unknown'
      ? words.getMessage('duration.unknown')
      : words.getMessage('duration', [
          plural(duration.minutes, 'minute'),
          duration.deploys === 1 ? 'the last deploy' : `the last ${duration.deploys} deploys`,
        ]);
  return [
    line('plain', time),
    ...(purpose === 'rollback' ? [line(armed === 'yes' ? 'good' : 'plain', words.getMessage(`armed.${armed}`))] : []),
  ];
};
