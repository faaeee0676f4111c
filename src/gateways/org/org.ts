import type { ComponentId } from '../../release/metadata/component.ts';
import type { TestLevel } from '../../release/configuration.ts';
import type { OrgKind } from '../../release/plan/plan.ts';
import type { ApexTests } from './apex-tests.ts';
import type { BulkWrites } from './bulk-ingest.ts';
import type { BulkQueries } from './bulk-query.ts';
import type { DeployDetails, DeployRecord } from './deploy-record.ts';
import type { Describes } from './describe.ts';
import type { OrgError } from './org-error.ts';
import type { Undeletes } from './undelete.ts';

/** Who answers on this connection, read from the org itself; nothing here is secret. */
export interface OrgIdentity {
  /** 18 characters, from `Organization` on the very connection. */
  readonly orgId: string;
  readonly name: string;
  /** `NA139`; the key of the status site. */
  readonly instanceName: string;
  readonly kind: OrgKind;
  readonly username: string;
  /** The alias or username by which the org was opened; none when it is the configured default. */
  readonly calledBy?: string;
  readonly userId: string;
  readonly instanceUrl: string;
  /** `67.0`: the newest the org speaks. */
  readonly apiVersion: string;
}

/** How long a call may go on trying. */
export interface Patience {
  /** Reads are given up at this time; without one, after two minutes. */
  readonly deadline?: Date;
  readonly signal?: AbortSignal;
}

/**
 * What became of a request that changes the org. `answerLost` is not a failure: the org may have taken it. The gateway
 * never sends it again; `resolveSubmission` tells what became of it.
 */
export type Submission =
  | { readonly kind: 'accepted'; readonly id: string }
  /** Nothing was started: the org said no, or no connection came about. */
  | { readonly kind: 'refused'; readonly error: OrgError }
  /** `since` is the org's own clock just before sending. */
  | { readonly kind: 'answerLost'; readonly since: Date; readonly error: OrgError };

export interface DeployRequest {
  /** `package.xml` at the root. */
  readonly zip: Uint8Array;
  readonly checkOnly: boolean;
  /** The org on the live connection must be this one: 18 characters. Else `Refused` (`orgMismatch`), nothing sent. */
  readonly expectedOrgId: string;
  readonly testLevel?: TestLevel;
  /** Classes, for `RunSpecifiedTests`. */
  readonly tests?: readonly string[];
  /** Default false: a warning fails the deploy. */
  readonly ignoreWarnings?: boolean;
  /** Default: the org's newest. The package's own `<version>` decides how components are read. */
  readonly apiVersion?: string;
}

/** How a wait for a deploy ended. Only the org's record of our id decides. */
export type DeployEnding =
  | ({ readonly kind: 'succeeded' | 'failed' | 'canceled' | 'partial'; readonly record: DeployRecord } & DetailsIfRead)
  /** The org says done with words this version does not know, or was still saying them at the deadline. */
  | { readonly kind: 'unknownStatus'; readonly record: DeployRecord }
  | {
      readonly kind: 'stillRunning';
      readonly id: string;
      readonly because: 'deadline' | 'interrupted';
      /** The last the org said; absent when it never answered. */
      readonly record?: DeployRecord;
      readonly lastError?: OrgError;
    };

/** The verdict stands without details: they may be out of reach when the deadline passes. */
export interface DetailsIfRead {
  readonly details?: DeployDetails;
}

export interface DeployWait extends Patience {
  readonly deadline: Date;
  /** Called for every record that differs from the last. */
  readonly onProgress?: (record: DeployRecord) => void;
}

export interface DeploySearch {
  /** Created at or after, by the org's clock. */
  readonly since: Date;
  readonly checkOnly?: boolean;
  /** Default true: only the connection's own user. */
  readonly byMe?: boolean;
  /** Only this user, by id, instead. */
  readonly by?: string;
  /** Ids that are known to be something else. */
  readonly except?: readonly string[];
}

/** A request whose answer was lost, with all that can tell its deploy from others. */
export interface LostSubmission {
  /** The org's clock before sending. */
  readonly since: Date;
  readonly checkOnly: boolean;
  /** Deploys known to be something else; those this gateway has started itself are left out anyway. */
  readonly except?: readonly string[];
  /** Id of the user who sent it; by default the connection's own. */
  readonly by?: string;
  /** Components the package names: decides between several candidates. */
  readonly components?: number;
}

export type SubmissionFate =
  /** The org has no such deploy, and had time to get one. */
  | { readonly kind: 'neverArrived' }
  | { readonly kind: 'arrived'; readonly record: DeployRecord }
  /** Several deploys of this user could be it: for a person to decide. */
  | { readonly kind: 'ambiguous'; readonly records: readonly DeployRecord[] };

export interface Deploys {
  /** Deploys or validates; always `rollbackOnError`, never `purgeOnDelete`. */
  deploy(request: DeployRequest): Promise<Submission>;
  /** Commits a validation that still qualifies. The id accepted is a new one: that is the one to wait for. */
  quickDeploy(validationId: string, expectedOrgId: string): Promise<Submission>;
  /** Asks the org to cancel; the ending is read by `awaitDeploy`. `refused` when it has ended or is being finalized. */
  cancel(id: string, expectedOrgId: string): Promise<Submission>;
  deployStatus(id: string, patience?: Patience): Promise<DeployRecord & DetailsIfRead>;
  awaitDeploy(id: string, wait: DeployWait): Promise<DeployEnding>;
  /** Newest first. Deploys, validations and quick deploys of everybody, as far back as the org keeps them. */
  recentDeploys(limit: number, patience?: Patience): Promise<readonly DeployRecord[]>;
  /** Queued, running, being canceled or finalized, and statuses this version does not know. Oldest first. */
  runningDeploys(patience?: Patience): Promise<readonly DeployRecord[]>;
  /** Undefined when the org has no such record. */
  deployRequest(id: string, patience?: Patience): Promise<DeployRecord | undefined>;
  /**
   * What became of a submission whose answer was lost. `neverArrived` only after the org has said nothing of it for a
   * minute: until then it may be on its way. Throws `OrgError` while that is open.
   */
  resolveSubmission(lost: LostSubmission, patience?: Patience): Promise<SubmissionFate>;
  /** Oldest first. */
  findDeploys(search: DeploySearch, patience?: Patience): Promise<readonly DeployRecord[]>;
}

/** Metadata type to members; `*` where the type allows it. */
export type Manifest = ReadonlyMap<string, readonly string[]>;

/** Who changed a component last, and when: the org's words, which are not always true (1970 for some types). */
export interface FileProperties {
  readonly type: string;
  readonly fullName: string;
  /** Path inside the zip, without `unpackaged/`. */
  readonly fileName: string;
  readonly id?: string;
  readonly lastModifiedById?: string;
  readonly lastModifiedByName?: string;
  readonly lastModifiedDate?: Date;
  readonly createdByName?: string;
  readonly createdDate?: Date;
  /** `unmanaged`, `installed` … */
  readonly manageableState?: string;
  readonly namespacePrefix?: string;
}

export interface Retrieved {
  /** Metadata-format files by path (`classes/A.cls`), byte for byte; the org's `package.xml` is left out. */
  readonly entries: ReadonlyMap<string, Buffer>;
  readonly files: readonly FileProperties[];
  /** Asked for and proven not to be in the org. */
  readonly absent: readonly ComponentId[];
  /** Asked for, listed by the org, and yet not handed over. A snapshot with any of these is incomplete. */
  readonly unaccounted: readonly ComponentId[];
  /** The org's remarks, as they are. */
  readonly messages: readonly { readonly fileName: string; readonly problem: string }[];
}

export interface RetrieveRequest extends Patience {
  readonly manifest: Manifest;
  /** `67.0`: how the org writes the components. Default: the org's newest. */
  readonly apiVersion?: string;
  readonly onProgress?: (progress: { readonly chunk: number; readonly chunks: number }) => void;
}

export interface DescribedType {
  readonly type: string;
  readonly directory: string;
  readonly suffix?: string;
  readonly inFolder: boolean;
  readonly metaFile: boolean;
  readonly children: readonly string[];
}

export interface ListQuery {
  readonly type: string;
  /** For reports, dashboards, documents and e-mail templates. */
  readonly folder?: string;
}

export interface Retrieves {
  /** In as many chunks as the org's limits ask for; profiles stay together with the types they speak about. */
  retrieve(request: RetrieveRequest): Promise<Retrieved>;
  listMetadata(queries: readonly ListQuery[], patience?: Patience): Promise<readonly FileProperties[]>;
  describeMetadata(patience?: Patience): Promise<readonly DescribedType[]>;
}

/** A record as the REST API gives it, without `attributes`. */
export type Row = Readonly<Record<string, unknown>>;

export interface Queries {
  /** All pages. A lost query locator starts the query again. */
  query(soql: string, patience?: Patience): Promise<readonly Row[]>;
  toolingQuery(soql: string, patience?: Patience): Promise<readonly Row[]>;
  /** `totalSize` of a `SELECT COUNT() …`. */
  count(soql: string, patience?: Patience): Promise<number>;
  /** Daily and hourly limits by name. */
  limits(patience?: Patience): Promise<ReadonlyMap<string, { readonly max: number; readonly remaining: number }>>;
  toolingUpdate(update: ToolingUpdate): Promise<void>;
}

/** A change of one record by its id: safe to send again. */
export interface ToolingUpdate {
  readonly sobject: string;
  readonly id: string;
  readonly body: Row;
  readonly expectedOrgId: string;
  /** Looks whether the change is there already; asked before it is sent again. */
  readonly isDone?: () => Promise<boolean>;
}

export interface FlowVersions {
  readonly name: string;
  /** Of the `FlowDefinition`. */
  readonly id: string;
  /** Absent when no version is active. */
  readonly active?: { readonly id: string; readonly number: number };
  readonly latest?: { readonly id: string; readonly number: number };
}

export interface Flows {
  /** Flows the org does not have are absent from the answer. */
  flowVersions(names: readonly string[], patience?: Patience): Promise<readonly FlowVersions[]>;
  /** Makes a version the active one; 0 deactivates. Read back before it is believed. */
  activateFlowVersion(name: string, version: number, expectedOrgId: string): Promise<FlowVersions>;
}

/** The one way to an org. Reads are tried again by cause until their deadline; a POST is never sent twice. */
export interface Org
  extends Deploys, Retrieves, Queries, Flows, BulkQueries, BulkWrites, Describes, Undeletes, ApexTests {
  identity(patience?: Patience): Promise<OrgIdentity>;
  /** Throws `Refused` (`orgMismatch`) unless the live connection answers with this org id. Returns the org's clock. */
  expectOrg(orgId: string, patience?: Patience): Promise<Date>;
}
