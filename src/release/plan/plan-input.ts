import type { ComponentId, ComponentKey } from '../metadata/component.ts';
import type { ComponentContent } from '../content/content.ts';
import type { Delta } from '../delta/delta.ts';
import type { Limit, OrgKind, PlannedVersion, PlanOptions, Purpose, UndoConflict } from './plan.ts';

/** What a version in Git holds of the affected components; a component that is not in the map is not in the version. */
export type GitContents = ReadonlyMap<ComponentKey, ComponentContent>;

/**
 * What the org was read to hold. A component that is not in the map was not read: planning with it throws, because
 * unknown is never empty.
 */
export type OrgContents = ReadonlyMap<ComponentKey, ComponentContent | 'absent'>;

export interface FlowFacts {
  /** 0 = no version is active. */
  readonly activeVersion: number;
  /** Version numbers the org still has; empty when it has no such flow. */
  readonly versions: readonly number[];
}

export interface RowFacts {
  /** Rows with a value (field), rows (object, record type, picklist value); deleted rows left out. */
  readonly rows: number;
  /** ISO 8601. */
  readonly newest?: string;
}

export interface DependencyFact {
  readonly of: ComponentId;
  readonly by: ComponentId;
  readonly foundIn: 'org' | 'source';
}

export interface LastModified {
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
}

/** What was asked of the org before planning. Every map: a missing key = not asked or not answered. */
export interface OrgFacts {
  /** API version of the package that will be sent, `67.0`. */
  readonly apiVersion: string;
  /** By flow name; needed for every `Flow` of the delta that the org has. */
  readonly flows: ReadonlyMap<string, FlowFacts>;
  /** Active versions that the tag of `to` recorded; 0 = none was active; a missing flow was not recorded. */
  readonly recordedFlowVersions: ReadonlyMap<string, number>;
  /** By component key; for a picklist value the key of its field, a hash sign and the value. */
  readonly rows: ReadonlyMap<string, RowFacts>;
  /** Users or records that hold on to what would be deleted (`UndoRule.heldBy`); 0 = nobody. */
  readonly holders: ReadonlyMap<ComponentKey, number>;
  readonly dependencies: readonly DependencyFact[];
  readonly lastModified: ReadonlyMap<ComponentKey, LastModified>;
  /** Namespaces of installed packages; what bears one of them is left alone. */
  readonly namespaces: readonly string[];
}

export interface PlanInput {
  /** Default: a rollback. */
  readonly purpose?: Purpose;
  readonly environment: string;
  readonly orgId: string;
  readonly orgKind: OrgKind;
  readonly from: PlannedVersion;
  readonly to: PlannedVersion;
  /** From `from` to `to`: going back. `removed` is what the release had added. */
  readonly delta: Delta;
  readonly contents: {
    readonly from: GitContents;
    readonly to: GitContents;
    readonly live: OrgContents;
    /** The snapshot taken before the release that is undone, where there is one: former values Git never held. */
    readonly before?: OrgContents;
  };
  readonly facts: OrgFacts;
  readonly options: PlanOptions;
  /**
   * What the last run left on purpose otherwise than its release says (`leftBehind`): limits are no drift. A rollback
   * that kept a field would else be met as somebody's hotfix by the next deploy.
   */
  readonly left?: OrgContents;
  /**
   * Every component that files of `to` stand for, changed or not, children by themselves or by their parent. An object
   * that `to` does not describe but has fields of is not deleted; without it only the affected ones count.
   */
  readonly inventory?: ReadonlySet<ComponentKey>;
  /** Where the release that is undone (`options.undo`) and a later one changed the same thing: the plan is blocked. */
  readonly conflicts?: readonly UndoConflict[];
  /** What adaptations leave out of `to`; `to` and the delta are without it already. */
  readonly adapted?: readonly Limit[];
  /** Apex of `to` that can be run as tests, by class name, for the choice of tests; without it all local tests run. */
  readonly apex?: ReadonlyMap<string, string>;
}
