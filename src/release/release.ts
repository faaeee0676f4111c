import type { ReleaseName, Scope } from './release-name.ts';

/** One production deploy that succeeded, as its annotated tag tells it. */
export interface Release extends Scope {
  readonly name: ReleaseName;
  readonly version: string;
  /** 40 or 64 hex digits: the commit whose package directories the org was given. */
  readonly commit: string;
  /** Object id of the annotated tag itself: what the remote must agree with. */
  readonly tag: string;
  /** 18 characters. */
  readonly orgId: string;
  /** `0Af…`; absent for a release that was recorded without one (`--unverified`). */
  readonly deployId?: string;
  /** ISO 8601, UTC, as the org said. */
  readonly deployedAt: string;
  readonly testLevel?: string;
  /** SHA-256 over the inventory of the commit. */
  readonly inventory?: string;
  /** SHA-256 of the zip that was deployed; absent when another tool deployed it. */
  readonly package?: string;
  readonly apiVersion?: string;
  /** Active version number of each flow of the release right after the deploy; 0 = no version active. */
  readonly activeFlowVersions: Readonly<Record<string, number>>;
  /** Test classes that were red in the org when the release was recorded; absent when nobody could tell. */
  readonly redTests?: readonly string[];
  /** Installed packages then: package id (`033…`) → version id (`04t…`); absent when nobody could tell. */
  readonly packages?: Readonly<Record<string, string>>;
  /** Nobody compared the org with the commit: that this commit was deployed is somebody's word. */
  readonly unverified?: true;
  readonly previous?: ReleaseName;
  /** A rollback: the release whose content is in the org again … */
  readonly restores?: ReleaseName;
  /** … and the release that it took out. */
  readonly rollsBack?: ReleaseName;
  /** What a person said: the first paragraph of the tag message. */
  readonly summary: string;
}

/** A release before it has a tag object. */
export type ReleaseRecord = Omit<Release, 'tag'>;
