import { keyOf } from '../metadata/component.ts';
import { childText } from '../content/entries.ts';
import type { LimitReason } from '../plan/limit.ts';
import type { DataAtRisk, Limit } from '../plan/plan.ts';
import type { Candidate } from './deletions.ts';

/**
 * What goes with values that the plan destroys and is in no backup of them: the history of a field is deleted at once
 * (Salesforce help, "Delete Fields"; documented), classic encrypted text is read masked (Salesforce help, "Classic
 * Encryption"; documented), the org alone writes auto-numbers, and notes and feeds hang on records that go, as files do.
 */
export const unsavedLimits = ({ id, live }: Candidate, risks: readonly DataAtRisk[]): readonly Limit[] => {
  const lost = risks.filter(({ component, fate }) => fate === 'lost' && keyOf(component) === keyOf(id));
  if (lost.length === 0) return [];
  if (lost.some(({ what }) => what === 'records')) return [limit(id, 'attachmentsNotSaved')];
  const says = (name: string): string => (live?.xml === undefined ? '' : childText(live.xml, name));
  return [
    ...(says('trackHistory') === 'true' && lost.some(({ what }) => what === 'fieldValues')
      ? [limit(id, 'fieldHistoryLost')]
      : []),
    ...(says('type') === 'EncryptedText' ? [limit(id, 'valuesSavedMasked')] : []),
    ...(says('type') === 'AutoNumber' ? [limit(id, 'autoNumbersNotRestored')] : []),
  ];
};

const limit = (component: Limit['component'], reason: LimitReason): Limit => ({
  reason,
  component,
  instead: 'nothing',
});
