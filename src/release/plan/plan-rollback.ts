import { accessTypes, namedBy } from '../content/access-kinds.ts';
import { objectOf } from '../metadata/component-names.ts';
import { keyOf, parseKey, type ComponentId, type ComponentKey } from '../metadata/component.ts';
import type { ComponentContent } from '../content/content.ts';
import type { ComponentChange } from '../delta/delta.ts';
import { boundDeletions } from '../undo/bound-deletions.ts';
import { dataAtRisk, settleDeletions, type Candidate } from '../undo/deletions.ts';
import { readDrift, sidesOf } from '../delta/drift.ts';
import { assemble } from './plan-assembly.ts';
import type { Plan } from './plan.ts';
import type { PlanInput } from './plan-input.ts';
import { stayingContent, type Staying } from '../undo/references.ts';
import { selectChanges, type Selection } from './selection.ts';

import { undoComponent } from '../undo/undo-component.ts';
import { isReshaped } from '../undo/undo-field.ts';
import { stuckAssignments } from '../undo/undo-pages.ts';
import { stuckDependency } from '../undo/undo-values.ts';
import { undoRuleOf } from '../undo/undo-rules.ts';
import { unsavedLimits } from '../undo/unsaved.ts';
import { kept, sum, type Subject, type Undone } from '../undo/undone.ts';
import type { XmlElement } from '../xml/xml-element.ts';

/**
 * Everything that has to happen to bring the org from `from` to `to`, what cannot, and what it costs. Pure: the same
 * input gives the same plan and the same id. Throws a `RangeError` when a fact that the plan depends on was not read.
 */
export const planRollback = (input: PlanInput): Plan => {
  const selection = selectChanges(input);
  const known = knownNames(input);
  const make: MakeCandidate = (change) => candidateOf(input, known, change);
  const chosen = selection.selected.map(make);
  const recreated = recreatedOf(chosen);
  const candidates = [...chosen, ...accessLost(input, recreated).map(make)];
  const settled = settleDeletions(
    input,
    candidates.filter(({ to }) => to === undefined),
    surroundingsOf(input, candidates, selection),
  );
  const subjects = candidates.map((candidate): Subject => ({ ...candidate, gone: settled.gone, recreated }));
  const undone = sum([
    ...subjects.map((subject) => withUnsaved(subject, undoComponent(subject, settled))),
    ...subjects.map((subject) => withUnsaved(subject, { dataAtRisk: dataAtRisk(subject, settled) })),
    ...selection.left.map((change) => leftAlone(make(change))),
  ]);
  return assemble(input, { candidates, settled, selection, undone });
};

type MakeCandidate = (change: ComponentChange) => Candidate;

const candidateOf = (input: PlanInput, known: KnownNames, change: ComponentChange): Candidate => ({
  ...sidesOf(input, change),
  id: { type: change.type, fullName: change.fullName },
  change,
  rule: undoRuleOf(change.type),
  drift: readDrift(input, change),
  hasParts: change.type === 'CustomObject' && known.owners.has(keyOf(change)),
  rowsInGit: known.records.get(change.fullName.split('.')[0] ?? '') ?? 0,
  isRespelled: change.kind === 'removed' && known.folded.has(keyOf(change).toLowerCase()),
  input,
});

/** What `to` is known to hold, changed or not. */
interface KnownNames {
  /** Objects of which it has components. */
  readonly owners: ReadonlySet<ComponentKey>;
  /** Custom metadata type → how many of its records the delta speaks of and the org has. */
  readonly records: ReadonlyMap<string, number>;
  /** All keys in lower case: the org does not tell names apart by it. */
  readonly folded: ReadonlySet<string>;
}

const knownNames = (input: PlanInput): KnownNames => {
  const keys = [...(input.inventory ?? input.contents.to.keys())];
  const records = input.delta.changes.filter(
    (change) => change.type === 'CustomMetadata' && sidesOf(input, change).live !== undefined,
  );
  const byType = Map.groupBy(records, ({ fullName }) => `${fullName.split('.')[0] ?? ''}__mdt`);
  return {
    owners: new Set(keys.map(ownerOf)),
    records: new Map([...byType].map(([type, list]) => [type, list.length])),
    folded: new Set(keys.map((key) => key.toLowerCase())),
  };
};

/** The object that a component belongs to, else the component itself. */
const ownerOf = (key: ComponentKey): ComponentKey => {
  const id = parseKey(key);
  return keyOf(objectOf(id) ?? id);
};

/** What is in the org whatever becomes of the deletions, and what is sent. */
const surroundingsOf = (
  input: PlanInput,
  candidates: readonly Candidate[],
  { left }: Selection,
): Parameters<typeof settleDeletions>[2] => {
  const sent = new Map<ComponentKey, ComponentContent>();
  for (const { id, to, drift } of candidates)
    if (to !== undefined && drift.component === 'asPlanned') sent.set(keyOf(id), to);
  const held = candidates.filter(({ to, drift }) => to !== undefined && drift.component === 'keepLive');
  const leftLive = left.map((change) => sidesOf(input, change).live);
  const contents = [...held.map(({ live }) => live), ...leftLive].filter((live) => live !== undefined);
  return {
    staying: [...contents.map(stayingContent), ...candidates.flatMap(staysInside)],
    sent,
    bound: (gone) => boundDeletions(input, gone),
  };
};

/** Parts of a component that is undone which stay: versions of a flow, page assignments, what a picklist depends on. */
const staysInside = ({ id, from, to, live }: Candidate): readonly Staying[] => {
  if (to === undefined) return [];
  if (id.type === 'Flow') return [from, live].filter((content) => content !== undefined).map(stayingContent);
  if (id.type === 'CustomField') return stayingIn(id, stuckDependency(live, to));
  if (id.type !== 'CustomApplication' && id.type !== 'Profile') return [];
  return stayingIn(
    id,
    stuckAssignments(live, to).flatMap(({ elements }) => elements.live),
  );
};

const stayingIn = (id: ComponentId, children: readonly XmlElement[]): readonly Staying[] =>
  children.length === 0 ? [] : [stayingContent({ ...id, xml: { name: id.type, children }, files: new Map() })];

const recreatedOf = (candidates: readonly Candidate[]): ReadonlySet<ComponentKey> =>
  new Set(
    candidates
      .filter((candidate) => candidate.to !== undefined && (candidate.live === undefined || isReshaped(candidate)))
      .map(({ id }) => keyOf(id)),
  );

/**
 * Profiles and permission sets that are the same in both versions and give access to what is created again: the access
 * went with the former component, and a new field is visible to nobody (meta_special_behavior.htm; documented).
 */
const accessLost = (input: PlanInput, recreated: ReadonlySet<ComponentKey>): readonly ComponentChange[] => {
  if (recreated.size === 0) return [];
  const changed = new Set(input.delta.changes.map(keyOf));
  return [...input.contents.to.values()]
    .filter((content) => accessTypes.has(content.type) && !changed.has(keyOf(content)))
    .filter(({ xml }) => xml?.children.some((entry) => namedBy(entry).some((id) => recreated.has(keyOf(id)))))
    .map(({ type, fullName }) => ({
      type,
      fullName,
      kind: 'changed',
      paths: { from: [], to: [] },
      entries: [],
      files: [],
    }));
};

/** Names what is lost beside the values that are saved. */
const withUnsaved = (subject: Subject, undone: Undone): Undone => ({
  ...undone,
  limits: [...(undone.limits ?? []), ...unsavedLimits(subject, undone.dataAtRisk ?? [])],
});

/** A change that the selection leaves out. */
const leftAlone = (candidate: Candidate): Undone =>
  candidate.rule.inBoth === 'children'
    ? {}
    : kept({ ...candidate, gone: new Set(), recreated: new Set() }, 'notSelected');
