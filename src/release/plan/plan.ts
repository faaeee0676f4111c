import type { ComponentId, ComponentKey } from '../metadata/component.ts';
import type { ChangeKind, UnclaimedFile } from '../delta/delta.ts';
import type { TestLevel } from '../test-level.ts';
import type { LimitReason, ManualStep, Substitute } from './limit.ts';
import type { XmlElement } from '../xml/xml-element.ts';
import type { Outlook } from './outlook.ts';

/** 64 hex digits: SHA-256 over the canonical JSON of a plan without its id. */
export type PlanId = string;

/** A version that a plan speaks of: a release, or any commit when it has no release name. */
export interface PlannedVersion {
  readonly release?: string;
  /** 40 or 64 hex digits. */
  readonly commit: string;
}

/** A rollback restores which flow versions are active; a deploy leaves that to the org. */
export type Purpose = 'rollback' | 'deploy';

export type OrgKind = 'production' | 'sandbox' | 'scratch';
export type OnDrift = 'stop' | 'keep' | 'overwrite' | 'merge';

/** One line inside a component: as in `EntryChange`, without what it holds. */
export interface EntryId {
  /** Name of the element; elements on the way from the root are joined by slashes. */
  readonly section: string;
  /** Natural key; absent for an element that occurs once. */
  readonly key?: string;
}

/** What a content holds under an entry instead: usually one element; none takes it out, several are a list. */
export interface EntryEdit extends EntryId {
  readonly elements: readonly XmlElement[];
}

export type ContentVersion = 'from' | 'to' | 'live';

/** Takes one file of a component from another version than the rest of it. */
export interface FileEdit {
  readonly path: string;
  readonly of: ContentVersion | 'nothing';
}

/**
 * A content told by reference: a version, and what is edited on top of it. No edits = that version verbatim.
 * `nothing` starts from an empty root element, so that only the edits are sent.
 */
export interface ContentSource {
  readonly of: ContentVersion | 'nothing';
  readonly edits: readonly EntryEdit[];
  readonly files: readonly FileEdit[];
  /** SHA-256 of the content that comes out (`contentHash`): the plan is bound to it. */
  readonly sha256: string;
}

export type ShipAction =
  /** Only in `to`: created again. */
  | 'recreate'
  /** In both: `to` replaces what is there. */
  | 'redeploy'
  /** In both: only the entries that have to change are sent; the org merges them. */
  | 'sendEntries'
  /** Only in `from`, cannot or must not go: sent in a form that has no effect any more. */
  | 'neutralise';

export interface Ship extends ComponentId {
  readonly action: ShipAction;
  readonly content: ContentSource;
  /** Which of the plan's deploys sends it; see `DeployStep.number`. */
  readonly deploy: number;
}

export type DeletionReason =
  /** The release added it. */
  | 'notInTo'
  /** It comes back in another shape under the same name, which the platform refuses as a change. */
  | 'shapeClash';

export interface Deletion extends ComponentId {
  /** `pre`: destructiveChangesPre.xml, `post`: destructiveChangesPost.xml. */
  readonly when: 'pre' | 'post';
  readonly because: DeletionReason;
  readonly deploy: number;
}

export type KeepReason =
  | 'alreadyAsPlanned'
  | 'cannotBeDeleted'
  /** Changed, but nothing that can be sent would undo it; the limits say why. */
  | 'cannotBeUndone'
  | 'dataWouldBeLost'
  | 'dataModelKept'
  | 'rowsNotCounted'
  | 'parentKept'
  | 'stillReferenced'
  /** Users or records hold on to it. */
  | 'stillHeld'
  | 'managedPackage'
  | 'standardComponent'
  | 'neverAutomatic'
  | 'driftKept'
  /** `to` has it under the same name in other upper and lower case, which is the same to the org. */
  | 'otherSpelling'
  | 'notSelected'
  /** Nothing is sent; a step after the deploy undoes it. */
  | 'undoneByStep';

/** A component of the delta that the org keeps as it is. */
export interface Keep extends ComponentId {
  readonly because: KeepReason;
}

/** Access that the release gave and the rollback takes away by an explicit negative entry. */
export interface Revocation extends ComponentId, EntryId {
  readonly key: string;
}

/** Sends package.xml and both destructive manifests in one transaction of the org. */
export interface DeployStep {
  readonly kind: 'deploy';
  /** From 1. A second deploy exists only where one cannot do. */
  readonly number: number;
  readonly compensation: { readonly kind: 'deploySnapshot' };
}

/** Tooling API `FlowDefinition.Metadata.activeVersionNumber`; outside the deploy's transaction. */
export interface FlowVersionStep {
  readonly kind: 'activateFlowVersion';
  readonly flow: string;
  /** 0 deactivates; `newest` is the highest version number there is when the step runs. */
  readonly version: number | 'newest';
  readonly compensation: {
    readonly kind: 'activateFlowVersion';
    readonly flow: string;
    readonly version: number;
  };
}

/** Saves values before anything is sent; nothing in the org changes, so there is nothing to take back. */
export interface SaveDataStep {
  readonly kind: 'saveData';
  readonly object: string;
  /** Fields to save; empty = all of the object. */
  readonly fields: readonly string[];
  /** Developer names: rows of these record types are saved whatever they hold. */
  readonly recordTypes?: readonly string[];
  /**
   * The plan itself destroys none of it: values of picklists and record types that become inactive, which people delete
   * in Setup later. Saved where backups are set up; no reason to refuse where they are not.
   */
  readonly precaution?: true;
  readonly compensation: { readonly kind: 'nothing' };
}

export type Step = SaveDataStep | FlowVersionStep | DeployStep;

/** Something that cannot be undone, or not by this plan: never silent. */
export interface Limit {
  readonly reason: LimitReason;
  readonly component: ComponentId;
  readonly entry?: EntryId;
  readonly instead: Substitute;
  /** What a person has to do; absent when there is nothing to do. */
  readonly manual?: ManualStep;
  /** Where in Setup that is done, on the org's own address: `/lightning/setup/Flows/home`. */
  readonly setup?: string;
  /** Other components the limit is about: what still refers, what blocks. */
  readonly others?: readonly ComponentId[];
  /** A person's words for it, of an adaptation; of a component of another line the version that holds it. */
  readonly note?: string;
}

/** What of a release is left out when the org is brought back to it, for it would not take it any more. */
export interface Adaptation {
  /** Glob as of `PlanOptions.only`: a component, or with a hash sign entries inside one. */
  readonly leaveOut: string;
  readonly reason: string;
}

/** A release of a line beside the one that a plan is about. */
export interface OtherLine extends Required<PlannedVersion> {
  /** Absent for a release of the whole project, from before it had lines. */
  readonly line?: string;
  /** What of it counts. */
  readonly packageDirectories: readonly string[];
}

/** What other lines gave the org of package directories that the plan's line has by now. */
export interface TakenOver {
  /** Last, so that the org has them from there, whether or not `from` has such directories too. */
  readonly from: readonly OtherLine[];
  /** Last of those, and so what comes back with a commit that lacks them. */
  readonly to: readonly OtherLine[];
}

/** Components that another release gave the org before the plan's line did. */
export interface GivenBefore extends OtherLine {
  /** Keys; sorted. */
  readonly components: readonly ComponentKey[];
}

export interface DataAtRisk {
  readonly component: ComponentId;
  /** For a picklist value: its API name. */
  readonly value?: string;
  readonly what: 'fieldValues' | 'records' | 'recordsOfType' | 'picklistValue' | 'typeChange';
  /** Rows with a value; `unknown` when nobody counted: never taken for none. */
  readonly rows: number | 'unknown';
  /** ISO 8601: the newest write to one of these rows. */
  readonly newest?: string;
  /** `lost` is destroyed by the plan, `kept` stays because the plan leaves the data model alone. */
  readonly fate: 'lost' | 'kept';
}

/** What the org holds beside what `from` says. */
export interface Drift {
  readonly component: ComponentId;
  /** Going from `from` to the org. */
  readonly kind: ChangeKind;
  /** The entries and files that differ; empty when the component is missing or extra as a whole. */
  readonly entries: readonly DriftEntry[];
  readonly files: readonly DriftFile[];
  readonly by?: string;
  /** ISO 8601. */
  readonly at?: string;
  readonly decision: DriftDecision;
}

export interface DriftEntry extends EntryId {
  readonly kind: ChangeKind;
  readonly decision: DriftDecision;
}

export interface DriftFile {
  readonly path: string;
  readonly kind: ChangeKind;
  readonly decision: DriftDecision;
}

/**
 * `untouched`: the plan does not reach it. `kept`: the hotfix stays. `overwritten`: the hotfix is lost. `merged`: some
 * of both. `alreadyThere`: somebody made by hand what the plan would make. `stop`: a person has to decide.
 */
export type DriftDecision = 'untouched' | 'kept' | 'overwritten' | 'merged' | 'alreadyThere' | 'stop';

/** What the org has to hold when the plan was carried out: the basis of the proof. */
export type Expectation = ComponentId &
  (
    | { readonly state: 'absent' }
    | { readonly state: 'present'; readonly content: ContentSource }
    /** A flow: its content counts and whether a version is active; without `active` only its content. */
    | { readonly state: 'flow'; readonly content: ContentSource; readonly active?: boolean }
  );

/** Somebody still names what the plan deletes. */
export interface Reference {
  readonly to: ComponentId;
  readonly by: ComponentId;
  /** The org's own dependency table, or a search in the source of `to`. */
  readonly foundIn: 'org' | 'source';
  /** `gone`: the referrer is deleted or sent without the reference; `stays`: it keeps naming it. */
  readonly afterwards: 'gone' | 'stays';
}

/** Why a plan must not be carried out as it is. */
export type Blocker =
  | { readonly reason: 'drift'; readonly components: readonly ComponentId[] }
  | { readonly reason: 'selectionIncomplete'; readonly missing: readonly Need[] }
  | { readonly reason: 'nothingSelected' }
  | { readonly reason: 'undoConflict'; readonly conflicts: readonly UndoConflict[] };

/** A component of the delta that the selection leaves out although something selected needs it to move along. */
export interface Need {
  readonly component: ComponentId;
  readonly neededBy: ComponentId;
}

/** A later release changed what the undone one had changed. */
export interface UndoConflict {
  readonly component: ComponentId;
  readonly entry?: EntryId;
  readonly path?: string;
}

export interface TestSelection {
  readonly level: TestLevel;
  /** Classes for `RunSpecifiedTests`; sorted. */
  readonly classes: readonly string[];
  /** Apex of the package that no chosen test names: production may refuse for coverage. */
  readonly uncovered: readonly string[];
}

export interface PlanOptions {
  /** `whenRowsExist` deletes fields and objects that hold nothing; `always` deletes none. */
  readonly keepDataModel: 'whenRowsExist' | 'always';
  /** Component keys whose values may be destroyed; sorted. */
  readonly acceptDataLoss: readonly string[];
  readonly onDrift: OnDrift;
  /** Globs over `Type:FullName`, its entries and paths (`selector`); empty = all. */
  readonly only: readonly string[];
  readonly exclude: readonly string[];
  /** Components that were picked by name or by a range of commits; absent = all. Sorted. */
  readonly components?: readonly string[];
  /** The range of commits that picked them, as object ids: `<from>..<to>`. */
  readonly commits?: string;
  /** The release, or the range of commits, whose changes alone are undone; absent for a plain rollback. */
  readonly undo?: string;
  /** Of `release.yaml`, those that are for the release it goes to; absent when there are none. */
  readonly adaptations?: readonly Adaptation[];
  /** What the org was given last of the other release lines: not the plan's to change. Absent when there are none. */
  readonly otherLines?: readonly OtherLine[];
  /** Absent when the plan's line took nothing over. */
  readonly takenOver?: TakenOver;
  /**
   * Of a rollback: what its line took over since by component. That is the plan's to change, whatever line's current
   * release has it, and comes back as it was where `to` lacks it. Absent when there is none.
   */
  readonly givenBefore?: readonly GivenBefore[];
  readonly testLevel?: TestLevel;
  readonly tests?: readonly string[];
}

export interface PlanCounts {
  readonly redeployed: number;
  readonly recreated: number;
  readonly neutralised: number;
  readonly deleted: number;
  readonly kept: number;
  readonly revoked: number;
  readonly flowVersions: number;
  readonly limits: number;
  readonly manual: number;
  /** Rows whose values the plan destroys; `unknown` when one of them was not counted. */
  readonly rowsLost: number | 'unknown';
}

/**
 * Everything a rollback will do, decided before and obeyed after: nothing else in the product decides by metadata type.
 * Plain JSON; lists are sorted, so that equal decisions are equal text.
 */
export interface Plan {
  readonly version: 1;
  readonly id: PlanId;
  readonly purpose: Purpose;
  readonly environment: string;
  /** 18 characters. */
  readonly orgId: string;
  readonly orgKind: OrgKind;
  readonly from: PlannedVersion;
  readonly to: PlannedVersion;
  readonly options: PlanOptions;
  /** Taken along although the selection does not name it, because something selected needs it. */
  readonly also: readonly Need[];
  readonly ships: readonly Ship[];
  readonly deletes: readonly Deletion[];
  readonly keeps: readonly Keep[];
  readonly revokes: readonly Revocation[];
  /** In the order they are carried out. */
  readonly steps: readonly Step[];
  readonly limits: readonly Limit[];
  readonly dataAtRisk: readonly DataAtRisk[];
  readonly drift: readonly Drift[];
  /** Differing files that are no component: nothing is done about them. Absent when there are none. */
  readonly unclaimed?: readonly UnclaimedFile[];
  readonly expected: readonly Expectation[];
  readonly references: readonly Reference[];
  readonly blockers: readonly Blocker[];
  readonly tests: TestSelection;
  readonly counts: PlanCounts;
  /** What the org said about cost and reach; absent where nobody asked. */
  readonly outlook?: Outlook;
}
