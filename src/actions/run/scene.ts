import type { Gateways } from '../../gateways/open.ts';
import type { DeployRecord } from '../../gateways/org/deploy-record.ts';
import type { Manifest } from '../../gateways/org/manifest.ts';
import type { FileProperties } from '../../gateways/org/metadata-lists.ts';
import type { Org } from '../../gateways/org/org.ts';
import type { ComponentContent } from '../../release/content/content.ts';
import type { ComponentId, ComponentKey } from '../../release/metadata/component.ts';
import type { PlanContents } from '../../release/content/content-source.ts';
import type { Plan } from '../../release/plan/plan.ts';
import type { RunStage } from '../../release/run-stage.ts';
import type { Run } from './run.ts';

/** A zip that one deploy step of a plan sends. */
export interface Package {
  readonly zip: Uint8Array;
  /** SHA-256 over names and contents, hex: the same on every machine. */
  readonly sha256: string;
  /** Components named in its manifests: how the org counts them. */
  readonly components: number;
}

/** What the org was read to hold of everything a plan may touch. */
export interface LiveReading {
  /** Metadata-format files, byte for byte. */
  readonly entries: ReadonlyMap<string, Uint8Array>;
  readonly contents: ReadonlyMap<ComponentKey, ComponentContent | 'absent'>;
  readonly absent: readonly ComponentId[];
}

/** What the org answered, and who changed what last. */
export interface LiveAnswer extends LiveReading {
  readonly files: readonly FileProperties[];
}

/** What a plan needs to be carried out; made from Git and from the org's copy, the same on every machine. */
export interface Material {
  /** By the number of the plan's deploy step. */
  readonly packages: ReadonlyMap<number, Package>;
  /** Everything the plan may change or delete, and what the proof reads back. */
  readonly manifest: Manifest;
  /** Reads that from the org, complete or refused. */
  readonly readLive: () => Promise<LiveAnswer>;
  /** What the org held when the plan was made. */
  readonly live: LiveReading;
  /** What the contents of the plan refer to. */
  readonly contents: PlanContents;
  /** API version of the packages, `62.0`. */
  readonly apiVersion: string;
}

/** Called with what the org says while it works. */
export type OnProgress = (record: DeployRecord) => void;

/** How long a person or a pipeline waits for the org. */
export interface Waiting {
  /** Minutes from now. */
  readonly minutes: number;
  readonly onProgress?: OnProgress | undefined;
  /** Called when the run comes to its next stage. */
  readonly onStage?: ((stage: RunStage) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Everything that carrying out a plan needs. */
export interface Scene {
  readonly gateways: Gateways;
  readonly org: Org;
  /** Of the connection to the org: whose deploys ours are. */
  readonly userId: string;
  readonly plan: Plan;
  readonly run: Run;
  readonly material: Material;
  readonly waiting: Waiting;
  /** The org is asked to validate the first package and nothing else. */
  readonly validateOnly?: boolean;
  /** Id of a validation of the first package: the org is asked to deploy that before the package is sent. */
  readonly validation?: string | undefined;
}

/** As much of a scene as sending packages and hearing the org's verdict takes. */
export type Sending = Omit<Scene, 'material'> & { readonly material: Pick<Material, 'packages'> };
