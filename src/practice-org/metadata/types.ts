import type { SchemaChange } from './schema/org-schema.ts';

/**
 * What the metadata half of the practice org promises to its neighbours (wire and records):
 *
 * - `initialState(context)` (initial-state.ts): an org as Salesforce hands it over.
 * - `applyDeployment(state, deployment, context): DeployOutcome` (apply-deployment.ts)
 * - `retrieve(state, request): RetrieveOutcome` (retrieve.ts)
 * - `describeMetadata(version)`, `listMetadata(state, { type, folder })` (listing.ts)
 * - `schemaOf(state): OrgSchema` (schema-of.ts)
 * - `metadataTables: readonly MetadataTable[]` (tables/all.ts): sObjects whose rows are metadata, flow versions among them
 * - `customMetadataRows(state, object)` (tables/custom-metadata.ts)
 * - `editComponent(state, edit, context): EditOutcome` (setup-edit.ts)
 * - `runTests(org, run): TestResult`, `testsNamed`, `localTests` (apex/run-tests.ts)
 *
 * Everything here is plain data (maps, arrays, strings, buffers): `v8.serialize` round-trips a `MetadataState`.
 */

/** Files of a zip in metadata format: path with forward slashes → bytes. Directories have no entry. */
export type ZipEntries = ReadonlyMap<string, Buffer>;

export type OrgKind = 'production' | 'sandbox' | 'scratch';

export interface OrgUser {
  readonly id: string;
  readonly name: string;
}

// --- state -----------------------------------------------------------------------------------------------------

/** Who made a component and who touched it last. Dates are ISO 8601 strings in UTC. */
export interface Authorship {
  readonly createdById: string;
  readonly createdByName: string;
  readonly createdDate: string;
  readonly lastModifiedById: string;
  readonly lastModifiedByName: string;
  readonly lastModifiedDate: string;
}

/**
 * One component as the org keeps it. A component that comes whole keeps the files it was sent in, and so does one that
 * has not been merged yet; a component whose XML was merged (an object, a profile) or that lives inside another's file
 * (a field) keeps its own element as text.
 */
export interface StoredComponent extends Authorship {
  readonly type: string;
  /** As in package.xml: `Account.Risk__c`, `Sales/Pipeline`, `Account-Account Layout`. */
  readonly fullName: string;
  readonly id: string;
  /** Zip paths → bytes as sent; empty for a child of a container. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** The component's own element, canonical XML text, when the org had to merge or split it; children are not in it. */
  readonly xml?: string;
  /** Key of the container whose file holds this component (`CustomObject:Account`). */
  readonly parent?: string;
  /** Element name inside the container's file (`fields`). */
  readonly tag?: string;
  readonly namespacePrefix?: string;
}

export interface FlowVersion extends Authorship {
  readonly id: string;
  readonly versionNumber: number;
  /** Active at most once per flow; a version that was replaced is Obsolete. */
  readonly status: 'Active' | 'Draft' | 'Obsolete' | 'InvalidDraft';
  readonly content: Buffer;
}

/** A flow's versions, in order. The `Flow` component itself is listed by its bare name. */
export interface FlowHistory {
  readonly definitionId: string;
  readonly developerName: string;
  readonly versions: readonly FlowVersion[];
}

export interface InstalledPackage {
  readonly id: string;
  readonly subscriberPackageId: string;
  readonly name: string;
  readonly namespacePrefix: string | null;
  readonly versionId: string;
  readonly versionNumber: string;
}

/** A field that was deleted less than 15 days ago (Deleted Fields). */
export interface DeletedField {
  readonly object: string;
  /** Developer name it had (`Risk__c`) and has now (`Risk_del__c`). */
  readonly name: string;
  readonly keptAs: string;
  readonly deletedDate: string;
}

/** All metadata of one org. Never mutated: whoever changes something returns another state. */
export interface MetadataState {
  /** `Type:FullName` → component. */
  readonly components: ReadonlyMap<string, StoredComponent>;
  /** Developer name → versions. */
  readonly flows: ReadonlyMap<string, FlowHistory>;
  readonly packages: readonly InstalledPackage[];
  readonly deletedFields: readonly DeletedField[];
}

// --- deploy ----------------------------------------------------------------------------------------------------

export type TestLevel = 'NoTestRun' | 'RunSpecifiedTests' | 'RunLocalTests' | 'RunAllTestsInOrg' | 'RunRelevantTests';

/** Options as the client sent them; what is left out takes the platform's default. */
export interface DeployOptions {
  readonly checkOnly?: boolean;
  readonly ignoreWarnings?: boolean;
  /** Default true. False is refused in production (the wire refuses it too, this is the second lock). */
  readonly rollbackOnError?: boolean;
  readonly singlePackage?: boolean;
  readonly purgeOnDelete?: boolean;
  readonly allowMissingFiles?: boolean;
  readonly autoUpdatePackage?: boolean;
  readonly testLevel?: TestLevel;
  readonly runTests?: readonly string[];
}

export interface Deployment {
  readonly entries: ZipEntries;
  readonly options: DeployOptions;
  /** A quick deploy: the tests ran and covered enough when it was validated, so none run and none are required. */
  readonly validated?: boolean;
}

/** Questions a deploy asks of the org's data. Counts leave out deleted rows. */
export interface RecordQuestions {
  rowCount(object: string): number;
  rowsWithValue(object: string, field: string): number;
  rowsWithRecordType(object: string, developerName: string): number;
  usersWithProfile(profile: string): number;
  permissionSetAssignments(permissionSet: string): number;
  permissionSetGroupAssignments(group: string): number;
  usersWithRole(role: string): number;
  /** Records owned by a queue or group. */
  rowsOwnedBy(group: string): number;
  pausedInterviews(flowVersionId: string): number;
}

export interface OrgContext {
  readonly kind: OrgKind;
  /** The newest API version the org speaks, `67.0`. */
  readonly apiVersion: string;
  readonly now: Date;
  readonly user: OrgUser;
  /** A fresh 18-character id with the given three-character key prefix. */
  nextId(prefix: string): string;
  readonly records: RecordQuestions;
  /** Apex classes with a queued, running or scheduled job. */
  readonly pendingApexJobs: readonly string[];
  /** Settings forced from outside, `DeploymentSettings.doesSkipAsyncApexValidation` → value; they win over deployed ones. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** wire shape of DeployMessage. At most one of `created`, `changed`, `deleted` is true; none means unchanged. */
export interface DeployMessage {
  readonly componentType: string;
  readonly fullName: string;
  readonly fileName: string;
  readonly success: boolean;
  readonly created: boolean;
  readonly changed: boolean;
  readonly deleted: boolean;
  readonly createdDate: string;
  readonly id?: string;
  readonly problem?: string;
  readonly problemType?: 'Error' | 'Warning';
  readonly lineNumber?: number;
  readonly columnNumber?: number;
}

export interface TestSuccess {
  readonly id: string;
  readonly name: string;
  readonly namespace: null;
  readonly methodName: string;
  /** Milliseconds. */
  readonly time: number;
}

export interface TestFailure extends TestSuccess {
  readonly message: string;
  readonly stackTrace: string;
  readonly packageName: string;
  readonly type: 'Class';
}

export interface CodeCoverage {
  readonly id: string;
  readonly name: string;
  readonly namespace: null;
  readonly type: 'Class' | 'Trigger';
  readonly numLocations: number;
  readonly numLocationsNotCovered: number;
  readonly locationsNotCovered: readonly {
    readonly line: number;
    readonly column: number;
    readonly numExecutions: 0;
  }[];
}

export interface CodeCoverageWarning {
  readonly id?: string;
  readonly name?: string;
  readonly namespace: null;
  readonly message: string;
}

/** wire shape of RunTestsResult; `totalTime` in milliseconds: the wire may let the deploy last that long. */
export interface TestResult {
  readonly numTestsRun: number;
  readonly numFailures: number;
  readonly totalTime: number;
  readonly successes: readonly TestSuccess[];
  readonly failures: readonly TestFailure[];
  readonly codeCoverage: readonly CodeCoverage[];
  readonly codeCoverageWarnings: readonly CodeCoverageWarning[];
}

export interface DeployOutcome {
  /** The org afterwards: the given state itself when nothing was committed. A checkOnly deploy commits nothing. */
  readonly state: MetadataState;
  /** What became of the tables, in order; empty when nothing was committed. */
  readonly schemaChanges: readonly SchemaChange[];
  readonly messages: readonly DeployMessage[];
  readonly tests: TestResult;
  /** The level that was in force after defaults. */
  readonly testLevel: TestLevel;
  readonly success: boolean;
  /** Some components were committed and others failed: only with rollbackOnError=false outside production. */
  readonly partial: boolean;
  /** A whole-deploy refusal (`errorStatusCode`, `errorMessage`), such as a broken manifest; components were not looked at. */
  readonly refusal?: { readonly statusCode: string; readonly message: string };
  /** For quick deploy: tests ran, passed, and covered enough. */
  readonly quickDeployable: boolean;
}

// --- retrieve, list, describe ------------------------------------------------------------------------------------

export interface PackageTypeMembers {
  readonly name: string;
  readonly members: readonly string[];
}

export interface RetrieveRequest {
  readonly apiVersion: string;
  readonly types: readonly PackageTypeMembers[];
  /** Gives files back byte for byte as they were sent, where the component came whole; default canonical XML. */
  readonly verbatim?: boolean;
}

export interface FileProperties extends Authorship {
  /** Path inside the package, like the entries': the wire puts `unpackaged/` or the package's name before it. */
  readonly fileName: string;
  readonly fullName: string;
  readonly type: string;
  readonly id: string;
  readonly namespacePrefix?: string;
  readonly manageableState: string;
}

export interface RetrieveOutcome {
  /** Paths without the leading `unpackaged/`; package.xml included. */
  readonly entries: Map<string, Buffer>;
  readonly fileProperties: readonly FileProperties[];
  readonly messages: readonly { readonly fileName: string; readonly problem: string }[];
}

export interface MetadataObjectDescription {
  readonly xmlName: string;
  readonly directoryName: string;
  readonly suffix?: string;
  readonly inFolder: boolean;
  readonly metaFile: boolean;
  readonly childXmlNames: readonly string[];
}

// --- rows and edits ----------------------------------------------------------------------------------------------

/** A write to metadata outside a deploy (Tooling, Setup). A refusal carries a REST error code and its words. */
export type EditOutcome =
  | { readonly state: MetadataState; readonly schemaChanges: readonly SchemaChange[] }
  | { readonly errorCode: string; readonly message: string };
