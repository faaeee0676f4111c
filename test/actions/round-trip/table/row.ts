import type { PracticeOrg } from '../../../../src/practice-org/index.ts';
import type { Piece } from '../pieces.ts';

/** One row of the rules of the undo, as a Salesforce person would tell it. */
export interface Row {
  readonly title: string;
  /** What both releases hold. */
  readonly always?: readonly Piece[];
  /** What the release brought that is rolled back. */
  readonly from: readonly Piece[];
  /** What the release before it held. */
  readonly to: readonly Piece[];
  /** Default: production. */
  readonly kind?: 'production' | 'sandbox';
  /** API version of the project; default 62.0. */
  readonly apiVersion?: string;
  /** What happens in the org before the former release. */
  readonly before?: (org: PracticeOrg) => void;
  /** What people do in the org after the former release, and after the one that is rolled back. */
  readonly between?: (org: PracticeOrg) => void;
  readonly meanwhile?: (org: PracticeOrg) => void;
  /** Members of package.xml that the rollback sends, as `Type:FullName`. */
  readonly sends?: readonly string[];
  /** Entries that it sends to the profile `Clerk`: section, then each element. */
  readonly entries?: readonly string[];
  /** Members of its destructive manifests, after `pre` or `post`; in a second deploy after `2 post`. */
  readonly deletes?: readonly string[];
  /** Steps beside the deploy. */
  readonly steps?: readonly string[];
  /** Where the org differs afterwards from one that was only ever given `to`. */
  readonly stays?: readonly string[];
  /** Limits of the plan: reason, component, entry. */
  readonly limits?: readonly string[];
  /** How it ends when it is not rolled back. */
  readonly ends?: string;
}
