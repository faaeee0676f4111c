import { keyOf } from '../metadata/component.ts';
import { sourceOf } from '../content/content-source.ts';
import { fieldChange, isComputed } from './field-change.ts';
import type { DataAtRisk, Limit } from '../plan/plan.ts';
import { heldLimits, kept, sentWhole, type Subject, type Undone } from './undone.ts';
import { undoValues } from './undo-values.ts';

/**
 * Undoes a changed field. A type is never changed back over values: the field stays as the org has it, until a person
 * converts it and restores the values. Nothing that a field holds is truncated either.
 */
export const undoField = (subject: Subject): Undone => {
  const { live, to } = subject;
  const change = fieldChange(live, to);
  switch (change.kind) {
    case 'harmless':
      return undoValues(subject);
    case 'byHand':
      return stays(subject);
    case 'retyped':
      return mayLose(subject) ? { ...undoValues(subject), dataAtRisk: atRisk(subject, 'lost') } : stays(subject);
    case 'reshaped':
      return !change.losesValues || mayLose(subject)
        ? { ...sentWhole(subject, 'recreate'), dataAtRisk: change.losesValues ? atRisk(subject, 'lost') : [] }
        : stays(subject);
    case 'narrowed': {
      if (rowsOf(subject) === 0) return undoValues(subject);
      const { id, input, drift } = subject;
      const content = sourceOf(input.contents, id, { of: 'to', edits: [...drift.entries, ...change.edits] });
      return {
        ships: [{ ...id, action: 'redeploy', content }],
        limits: [...change.edits.map(({ section }) => narrowed(subject, section)), ...heldLimits(subject)],
        dataAtRisk: atRisk(subject, 'kept'),
        expected: [{ ...id, state: 'present', content }],
      };
    }
  }
};

/** Whether a field comes back in a shape that the platform takes for another field: deleted first, then created. */
export const isReshaped = ({ live, to, input, id }: Pick<Subject, 'live' | 'to' | 'input' | 'id'>): boolean => {
  if (id.type !== 'CustomField') return false;
  const change = fieldChange(live, to);
  return change.kind === 'reshaped' && (!change.losesValues || mayLose({ input, id }));
};

const rowsOf = ({ input, id }: Pick<Subject, 'input' | 'id'>): number | undefined =>
  input.facts.rows.get(keyOf(id))?.rows;

const mayLose = (subject: Pick<Subject, 'input' | 'id'>): boolean =>
  rowsOf(subject) === 0 || subject.input.options.acceptDataLoss.includes(keyOf(subject.id));

const stays = (subject: Subject): Undone => ({
  ...kept(subject, 'cannotBeUndone', [
    { reason: 'fieldTypeChange', component: subject.id, instead: 'kept', manual: 'changeFieldType' },
  ]),
  dataAtRisk: atRisk(subject, 'kept'),
});

const narrowed = ({ id }: Subject, section: string): Limit => ({
  reason: 'fieldNarrowed',
  component: id,
  entry: { section },
  instead: 'kept',
  manual: 'changeFieldType',
});

const atRisk = ({ id, input, live }: Subject, fate: DataAtRisk['fate']): readonly DataAtRisk[] => {
  const facts = input.facts.rows.get(keyOf(id));
  if (facts?.rows === 0 || isComputed(live)) return [];
  return [{ component: id, what: 'typeChange', rows: 'unknown', ...facts, fate }];
};
