import type { ComponentId, ComponentKey } from '../metadata/component.ts';
import type { ComponentContent } from '../content/content.ts';
import type { Delta } from './delta.ts';
import type { Members } from '../package/package-manifest.ts';
import type { LastModified } from '../plan/plan-input.ts';

/** One end of a comparison, as a person named it. */
export interface ComparedVersion {
  readonly kind: 'release' | 'ref' | 'workingTree' | 'org';
  /** `production/v1.4.0`, `main`, `working tree`; of an org its alias or username. */
  readonly name: string;
  /** 40 or 64 hex digits, of a release or ref. */
  readonly commit?: string;
  /** 18 characters, of an org. */
  readonly orgId?: string;
}

/** Something that only the org holds, so that nothing can be said of its absence: nobody ever put it into the version. */
export interface OnlyInOrg extends ComponentId {
  /** The component is in both, this entry of it is not. */
  readonly entry?: { readonly section: string; readonly key?: string };
}

/** What components hold at each end, by key; a component that an end does not hold is not in its map. */
export interface ComparedContents {
  readonly from: ReadonlyMap<ComponentKey, ComponentContent>;
  readonly to: ReadonlyMap<ComponentKey, ComponentContent>;
}

/** What is different going from one version to another, with all that words need. */
export interface Comparison {
  readonly from: ComparedVersion;
  readonly to: ComparedVersion;
  /** Only what the selection leaves. */
  readonly delta: Delta;
  /** How many changes the selection left out. */
  readonly leftOut: number;
  /** Type of the component whose name a child's name begins with: `CustomField` → `CustomObject`. */
  readonly parents: ReadonlyMap<string, string>;
  /** Contents of the changed components; absent when nobody asked for them. */
  readonly contents?: ComparedContents;
  /** What manifests that do it would name; absent when nobody asked for them. */
  readonly members?: { readonly toDeploy: Members; readonly toDelete: Members };
  /** `62.0`: what `to` says of itself. */
  readonly apiVersion?: string;
  /** Present when one end is an org. */
  readonly live?: LiveFindings;
}

/** What comparing with an org brings up beside the differences. */
export interface LiveFindings {
  /** Of what differs, as far as the org says. */
  readonly lastModified: ReadonlyMap<ComponentKey, LastModified>;
  /** Sorted; empty unless it was asked for. */
  readonly onlyInOrg: readonly OnlyInOrg[];
  /** How many were found although nobody asked: they came along with what was compared. */
  readonly unlisted: number;
  /** How many components of the version belong to managed packages and were left out. */
  readonly managed: number;
}
