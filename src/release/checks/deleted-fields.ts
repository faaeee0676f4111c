import type { JournalEntry } from '../journal-entry.ts';
import type { Finding } from './check.ts';

/** A field or object that a plan makes again, and the release with which it was deleted. */
export interface DeletedField {
  /** `CustomField:Claim__c.Risk__c` */
  readonly component: string;
  readonly release: string;
  /** ISO 8601. */
  readonly at: string;
  /** Whether it held values when it was deleted; unknown when another tool deleted it. */
  readonly held: 'values' | 'nothing' | 'unknown';
}

/** What is known of the fields and objects that a plan makes again. */
export interface DeletedFields {
  readonly deleted: readonly DeletedField[];
  /** Components of which no release tells when they were deleted. */
  readonly untold: readonly string[];
  readonly now: Date;
}

/** Id of the run that made a release, where it was one of ours; arming the way back to a release names it too. */
export const runThatMade = (entries: readonly JournalEntry[], release: string): string | undefined =>
  entries.findLast(
    (entry) =>
      entry.kind === 'opened' && (entry.verb === 'deploy' || entry.verb === 'rollback') && entry.release === release,
  )?.run;

/** Days for which a deleted field or object can be undeleted (help, "Manage Deleted Custom Fields"; documented). */
const keptDays = 15;

const day = 24 * 60 * 60 * 1000;

/**
 * A field whose values can still be had is a fail: an empty one in its place would hide them. One that held nothing, or
 * that is gone for good, is made again without a question.
 */
export const judgeDeletedFields = ({ deleted, untold, now }: DeletedFields): Finding => {
  const recoverable = deleted
    .map((field) => ({ ...field, left: keptDays - Math.floor((now.getTime() - Date.parse(field.at)) / day) }))
    .filter(({ held, left }) => held !== 'nothing' && left > 0);
  if (recoverable.length === 0) return { verdict: untold.length === 0 ? 'pass' : 'inconclusive', evidence: untold };
  return {
    verdict: 'fail',
    evidence: recoverable.map(
      ({ component, release, left }) =>
        `${component}, deleted with ${release}, can be undeleted for ${left} ${left === 1 ? 'day' : 'days'}`,
    ),
  };
};
