import { keyOf, type ComponentId, type ComponentKey } from '../metadata/component.ts';
import { sourceOf } from '../content/content-source.ts';
import type { ComponentChange } from '../delta/delta.ts';
import type { DriftReading, ThreeSides } from '../delta/drift.ts';
import type {
  DataAtRisk,
  EntryEdit,
  Expectation,
  FlowVersionStep,
  Keep,
  KeepReason,
  Limit,
  Revocation,
  Ship,
  ShipAction,
} from '../plan/plan.ts';
import type { PlanInput } from '../plan/plan-input.ts';
import { spokenOf } from '../content/spoken-of.ts';
import type { UndoRule } from './undo-rules.ts';

/** One change of the delta with everything there is to know about it. */
export interface Subject extends ThreeSides {
  readonly id: ComponentId;
  readonly change: ComponentChange;
  readonly rule: UndoRule;
  readonly drift: DriftReading;
  readonly input: PlanInput;
  /** `to` does not have the object itself but components of it: it was there all the same, outside of Git. */
  readonly hasParts: boolean;
  /** Records of its custom metadata type that are in the delta: their values are in Git. */
  readonly rowsInGit: number;
  /** `to` has the component under the same name in other upper and lower case: to the org it is the same one. */
  readonly isRespelled: boolean;
  /** Components that will not be in the org any more. */
  readonly gone: ReadonlySet<ComponentKey>;
  /** Components that are created again: whatever access there was to them is gone with the former ones. */
  readonly recreated: ReadonlySet<ComponentKey>;
}

/** What becomes of one change; the plan is the sum of these. */
export interface Undone {
  readonly ships?: readonly Omit<Ship, 'deploy'>[];
  readonly keeps?: readonly Keep[];
  readonly revokes?: readonly Revocation[];
  readonly steps?: readonly FlowVersionStep[];
  readonly limits?: readonly Limit[];
  readonly dataAtRisk?: readonly DataAtRisk[];
  readonly expected?: readonly Expectation[];
}

/** The org keeps the component as it has it, or goes on not having it. */
export const kept = (subject: Subject, because: KeepReason, limits: readonly Limit[] = []): Undone => ({
  keeps: [{ ...subject.id, because }],
  limits,
  expected: [expectLive(subject)],
});

/** The org goes on holding what it holds now. */
export const expectLive = ({ id, input, live }: Subject): Expectation =>
  live === undefined
    ? { ...id, state: 'absent' }
    : { ...id, state: 'present', content: sourceOf(input.contents, id, { of: 'live' }) };

/** `to` is sent whole, with the org's own entries that the policy keeps. */
export const sentWhole = (subject: Subject, action: ShipAction, edits: readonly EntryEdit[] = []): Undone => {
  const { id, input, drift, gone } = subject;
  const held = drift.entries.map((edit) => ({
    ...edit,
    elements: edit.elements.filter((entry) => !spokenOf(id, entry).some((component) => gone.has(keyOf(component)))),
  }));
  const content = sourceOf(input.contents, id, { of: 'to', edits: [...edits, ...held], files: drift.files });
  return {
    ships: [{ ...id, action, content }],
    limits: heldLimits(subject),
    expected: [{ ...id, state: 'present', content }],
  };
};

/** What stays of somebody else's change inside a component that is sent. */
export const heldLimits = ({ id, drift }: Subject): readonly Limit[] => [
  ...drift.entries.map(({ section, key }): Limit => ({
    reason: 'driftKept',
    component: id,
    entry: { section, ...(key !== undefined && { key }) },
    instead: 'kept',
  })),
  ...drift.files.map(({ path }): Limit => ({
    reason: 'driftKept',
    component: id,
    entry: { section: path },
    instead: 'kept',
  })),
];

/** The sum of some parts, in their order. */
export const sum = (parts: readonly Undone[]): Required<Undone> => ({
  ships: parts.flatMap(({ ships = [] }) => ships),
  keeps: parts.flatMap(({ keeps = [] }) => keeps),
  revokes: parts.flatMap(({ revokes = [] }) => revokes),
  steps: parts.flatMap(({ steps = [] }) => steps),
  limits: parts.flatMap(({ limits = [] }) => limits),
  dataAtRisk: parts.flatMap(({ dataAtRisk = [] }) => dataAtRisk),
  expected: parts.flatMap(({ expected = [] }) => expected),
});
