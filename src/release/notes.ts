import type { ComparedVersion } from './delta/comparison.ts';
import type { ComponentChange } from './delta/delta.ts';

/** A commit as its author told it. */
export interface NotedCommit {
  /** Object id, full hex. */
  readonly id: string;
  readonly author: string;
  /** ISO 8601 with the author's offset. */
  readonly date: string;
  readonly subject: string;
  /** The message without its subject; empty when there is no more. */
  readonly body: string;
}

/** What a release brings, for people: the difference in metadata, and the commits that made it. */
export interface ReleaseNotes {
  /** Absent before the first release. */
  readonly from?: ComparedVersion;
  readonly to: ComparedVersion;
  readonly changes: readonly ComponentChange[];
  /** In `to` and not in `from`, newest first. */
  readonly commits: readonly NotedCommit[];
  /** In `from` and not in `to`, newest first: what going back took out. */
  readonly takenBack: readonly NotedCommit[];
  /** Keys of issues that the commits name (`CLAIM-12`, `#45`), in the order of their first mention. */
  readonly issues: readonly string[];
  /** Authors of `commits`, in alphabetical order. */
  readonly people: readonly string[];
}

/** Types whose changes touch stored records: what a data owner wants to hear of first. */
const dataModelTypes: ReadonlySet<string> = new Set([
  'CustomField',
  'CustomObject',
  'FieldSet',
  'GlobalValueSet',
  'Index',
  'RecordType',
  'StandardValueSet',
  'ValidationRule',
]);

export const touchesDataModel = ({ type }: { readonly type: string }): boolean => dataModelTypes.has(type);

/** Names of standards that look like keys of issues. */
const noIssue = /^(?:UTF|SHA|ISO|RFC|AES|RSA|CVE|MD|TLS|HTTP)-/u;

/** Keys as Jira, Linear and Azure write them, and GitHub's numbers; each once. */
export const issuesIn = (commits: readonly Pick<NotedCommit, 'subject' | 'body'>[]): readonly string[] => {
  const found = commits.flatMap(
    ({ subject, body }) => `${subject}\n${body}`.match(/\b[A-Z][A-Z0-9]{1,9}-\d{1,7}\b|(?<![\w&/])#\d{1,7}\b/gu) ?? [],
  );
  return [...new Set(found)].filter((key) => !noIssue.test(key));
};

export const peopleIn = (commits: readonly Pick<NotedCommit, 'author'>[]): readonly string[] =>
  [...new Set(commits.map(({ author }) => author))].sort((one, other) => one.localeCompare(other, 'en'));
