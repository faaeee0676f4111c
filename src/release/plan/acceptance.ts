import { keyOf } from '../metadata/component.ts';
import { nearestNames } from '../metadata/nearest.ts';
import type { Delta } from '../delta/delta.ts';

/** A name that was given to accept the loss of its values, and that is nothing whose values could be lost. */
export interface VainAcceptance {
  readonly given: string;
  /** Components that may be meant, the nearest first. */
  readonly nearest: readonly string[];
}

/**
 * Acceptances that accept nothing: a slip of the pen would keep the field in silence, and a line copied from another
 * night would stand ready for the next. What goes, and a field that changes, can lose values.
 */
export const acceptedInVain = (accepted: readonly string[], { changes }: Delta): readonly VainAcceptance[] => {
  const losing = changes
    .filter(({ kind, type }) => kind === 'removed' || (kind === 'changed' && type === 'CustomField'))
    .filter(({ type }) => type === 'CustomField' || type === 'CustomObject')
    .map(keyOf);
  return accepted
    .filter((given) => !losing.some((key) => key === given))
    .map((given) => ({ given, nearest: nearestNames(given.includes(':') ? given : `CustomField:${given}`, losing) }));
};
