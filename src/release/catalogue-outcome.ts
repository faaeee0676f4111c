import type { PastDeploy, PastRelease } from './adoption.ts';
import type { Catalogue } from './catalogue.ts';
import type { Notice, OutsideEnding, RefusedEnding } from './ending.ts';
import type { ComponentKey } from './metadata/component.ts';
import type { ReleaseNotes } from './notes.ts';
import type { Mark } from './orders.ts';
import type { Judgement } from './plan/reversibility.ts';
import type { Release, ReleaseRecord } from './release.ts';
import type { ReleaseName } from './release-name.ts';
import type { Standing } from './standing.ts';

/** What is known of releases, by name, as this clone last saw the journal. */
type KnownStandings = Readonly<Record<string, Standing>>;

export type TagOutcome =
  | { readonly kind: 'tagged'; readonly release: ReleaseRecord; readonly notices: readonly Notice[] }
  | RefusedEnding
  | OutsideEnding;

export type ListOutcome =
  | {
      readonly kind: 'listed';
      readonly catalogue: Catalogue;
      readonly standings: KnownStandings;
      /** Release lines that the project has today, when it has some. */
      readonly lines?: readonly string[];
    }
  | RefusedEnding
  | OutsideEnding;

export type ShowOutcome =
  | {
      readonly kind: 'shown';
      readonly release: Release;
      /** Releases of other environments with the same commit. */
      readonly alike: readonly ReleaseName[];
      readonly catalogue: Catalogue;
      readonly standings: KnownStandings;
      /** As of `ListOutcome`. */
      readonly lines?: readonly string[];
    }
  | RefusedEnding
  | OutsideEnding;

export type MarkOutcome =
  { readonly kind: 'marked'; readonly release: Release; readonly mark: Mark } | RefusedEnding | OutsideEnding;

export type NotesOutcome =
  | (ReleaseNotes & {
      readonly kind: 'noted';
      /** The file that was written because somebody asked for it. */
      readonly file?: string;
    })
  | RefusedEnding
  | OutsideEnding;

/** What became of a deploy that another tool made: nothing to record, or the same as for `tag`. */
export type LineTagOutcome =
  | { readonly kind: 'notTagged' }
  /** `differs`: the org holds other contents than the commit that the tag names. */
  | { readonly kind: 'recorded'; readonly release: ReleaseRecord; readonly differs: boolean }
  | RefusedEnding
  | OutsideEnding;

/** `byLine`: in a project with release lines, each line that the deploy gave something to; none when that is not known. */
export type AutoTagOutcome =
  | LineTagOutcome
  | {
      readonly kind: 'byLine';
      readonly known: readonly string[];
      readonly lines: readonly (LineTagOutcome & { readonly line: string })[];
    };

export type RevertOutcome =
  | {
      readonly kind: 'reverted';
      /** The new branch. */
      readonly name: string;
      readonly commit: string;
      readonly pushed: boolean;
      /** The branch it starts from. */
      readonly branch: string;
      readonly bad: Release;
      readonly good: Release;
      /** Components that differ from the branch. */
      readonly changes: readonly ComponentKey[];
      /** Subjects of commits made since the bad release: they stay. */
      readonly kept: readonly string[];
      /** For a pull request. */
      readonly title: string;
      readonly body: string;
    }
  | RefusedEnding
  | OutsideEnding;

/** A release of the past that may be recorded; `proof` is what comparing the org with the commit said. */
export interface Candidate extends PastRelease {
  readonly name: ReleaseName;
  /** `tooLate`: the org holds something later by now, so that nobody can compare any more. */
  readonly proof: 'proven' | 'differs' | 'tooLate';
  /** What differs. */
  readonly detail?: string;
}

interface Adoptable {
  readonly environment: string;
  /** The oldest first. */
  readonly candidates: readonly Candidate[];
  /** Deploys that no commit of the branch was there for. */
  readonly unmatched: readonly PastDeploy[];
}

export type ImportOutcome =
  | (Adoptable & { readonly kind: 'adoptable' })
  | (Adoptable & {
      readonly kind: 'adopted';
      readonly releases: readonly ReleaseRecord[];
      readonly notices: readonly Notice[];
    })
  | RefusedEnding
  | OutsideEnding;

export type ReversibilityOutcome =
  | (Judgement & {
      readonly kind: 'judged';
      /** Commits: where the change begins, and what it leads to. */
      readonly base: string;
      readonly head: string;
      /** How many components it changes. */
      readonly changed: number;
      /** Whether an org was asked how many rows are at stake. */
      readonly isCounted: boolean;
    })
  | RefusedEnding
  | OutsideEnding;
