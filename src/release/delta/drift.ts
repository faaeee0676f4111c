import { isManaged, isStandard } from '../metadata/component-names.ts';
import { compareText, keyOf } from '../metadata/component.ts';
import { contentOf } from '../content/content-source.ts';
import type { ComponentContent } from '../content/content.ts';
import type { ChangeKind, ComponentChange } from './delta.ts';
import { alignEntries, isSameList } from '../content/entries.ts';
import type {
  Drift,
  DriftDecision,
  DriftEntry,
  DriftFile,
  EntryEdit,
  EntryId,
  FileEdit,
  OnDrift,
} from '../plan/plan.ts';
import type { PlanInput } from '../plan/plan-input.ts';
import { plainRoot } from '../xml/reserialisation.ts';
import { isSameFile } from './same-file.ts';
import { isSameTrees } from '../xml/same-tree.ts';
import { spokenOf } from '../content/spoken-of.ts';
import { undoRuleOf } from '../undo/undo-rules.ts';
import type { XmlElement } from '../xml/xml-element.ts';

/** One component of the delta in all three places, and what its drift means for the plan. */
export interface DriftReading {
  /** Absent when the org holds what `from` says, as far as `from` says anything. */
  readonly drift?: Drift;
  /** `keepLive`: the component stays as the org has it; `already`: the org has what the plan would make. */
  readonly component: 'asPlanned' | 'keepLive' | 'already';
  /** Entries of the org that are put on top of what is sent. */
  readonly entries: readonly EntryEdit[];
  readonly files: readonly FileEdit[];
}

/** The same component in the three versions; absent where it is not. */
export interface ThreeSides {
  readonly from: ComponentContent | undefined;
  readonly to: ComponentContent | undefined;
  readonly live: ComponentContent | undefined;
}

export const sidesOf = (input: PlanInput, change: ComponentChange): ThreeSides => ({
  from: contentOf(input.contents, 'from', change),
  to: contentOf(input.contents, 'to', change),
  live: contentOf(input.contents, 'live', change),
});

/** Whether the org is sent only what differs, so that everything else in the component is out of the plan's reach. */
export const sendsOnlyChanges = (type: string, apiVersion: string): boolean => {
  const { inBoth } = undoRuleOf(type);
  if (inBoth === 'properties') return type !== 'CustomObject';
  return inBoth === 'texts' || isMergedAccess(type, apiVersion);
};

/** Profiles always merge; permission sets up to API 39 (meta_permissionset.htm; documented). */
export const isMergedAccess = (type: string, apiVersion: string): boolean =>
  undoRuleOf(type).inBoth === 'access' ||
  ((type === 'PermissionSet' || type === 'MutingPermissionSet') && Number(apiVersion) < 40);

/** Whether the org keeps what a file leaves out: what neither version ever said is not drift but the org's own. */
export const isMerged = (type: string, apiVersion: string): boolean =>
  undoRuleOf(type).inBoth === 'properties' || sendsOnlyChanges(type, apiVersion);

/** What a policy makes of a difference. `conflict`: the release and somebody else changed the same thing. */
const decide = (onDrift: OnDrift, isConflict: boolean): DriftDecision => {
  switch (onDrift) {
    case 'stop':
      return 'stop';
    case 'keep':
      return 'kept';
    case 'overwrite':
      return 'overwritten';
    case 'merge':
      return isConflict ? 'stop' : 'merged';
  }
};

const kindOf = (was: boolean, is: boolean): ChangeKind => (was ? (is ? 'changed' : 'removed') : 'added');

/**
 * Reads the drift of one component and what the policy makes of it. What belongs to a managed package is the package's
 * business, whatever Git says of it.
 */
export const readDrift = (input: PlanInput, change: ComponentChange): DriftReading => {
  const sides = baselineSides(input, change);
  const none: DriftReading = { component: 'asPlanned', entries: [], files: [] };
  if (undoRuleOf(change.type).inBoth === 'children') return none;
  if (isManaged(change, input.facts.namespaces)) return { ...none, component: 'keepLive' };
  const { from, to, live } = sides;
  if (from === undefined && live === undefined) return none;
  if (from !== undefined && to !== undefined && live !== undefined) return readInside(input, change, sides);
  return readWhole(input, change, sides);
};

/**
 * The org is compared with what the last run knows to have left in it, where that is not what `from` says, and without
 * what speaks of components that the org does not have: that went with them.
 */
const baselineSides = (input: PlanInput, change: ComponentChange): ThreeSides => {
  const sides = sidesOf(input, change);
  const left = input.left?.get(keyOf(change));
  const from = left === undefined ? sides.from : left === 'absent' ? undefined : left;
  return { ...sides, from: from === undefined ? undefined : withoutAbsent(input, from) };
};

const withoutAbsent = ({ contents }: PlanInput, content: ComponentContent): ComponentContent => {
  if (content.xml === undefined) return content;
  const isThere = (entry: XmlElement): boolean =>
    spokenOf(content, entry).every((component) => contents.live.get(keyOf(component)) !== 'absent');
  const children = content.xml.children.filter(isThere);
  return children.length === content.xml.children.length ? content : { ...content, xml: { ...content.xml, children } };
};

/** Drift where a side is missing: nothing can be merged, the component stays or goes as a whole. */
const readWhole = (input: PlanInput, change: ComponentChange, sides: ThreeSides): DriftReading => {
  const { from, to, live } = sides;
  const asPlanned: DriftReading = { component: 'asPlanned', entries: [], files: [] };
  if (isSameContent(from, live) || (from === undefined && isPermanent(change))) return asPlanned;
  if (from !== undefined && live !== undefined && isMerged(from.type, input.facts.apiVersion) && holds(live, from))
    return asPlanned;
  const kind = kindOf(from !== undefined, live !== undefined);
  if (isSameContent(to, live))
    return { ...asPlanned, component: 'already', drift: head(input, change, { kind, decision: 'alreadyThere' }) };
  const decision = decide(input.options.onDrift, true);
  const parts = from !== undefined && live !== undefined ? differences(from, live, decision) : {};
  const drift = { ...head(input, change, { kind, decision }), ...parts };
  return { ...asPlanned, component: decision === 'kept' ? 'keepLive' : 'asPlanned', drift };
};

/** Is in every org, whatever Git says: nobody added it. */
const isPermanent = (change: ComponentChange): boolean =>
  isStandard(change) || undoRuleOf(change.type).onlyInFrom === 'keep';

/** Everything that one content says is in the other, which may say more. */
const holds = (more: ComponentContent, less: ComponentContent): boolean => {
  const { entries, files } = differences(less, more, 'untouched');
  return entries.every(({ kind }) => kind === 'added') && files.length === 0;
};

const head = (
  input: PlanInput,
  change: ComponentChange,
  { kind, decision }: Pick<Drift, 'kind' | 'decision'>,
): Drift => ({
  component: { type: change.type, fullName: change.fullName },
  kind,
  entries: [],
  files: [],
  ...input.facts.lastModified.get(keyOf(change)),
  decision,
});

const isSameContent = (one: ComponentContent | undefined, other: ComponentContent | undefined): boolean => {
  if (one === undefined || other === undefined) return one === other;
  const { entries, files } = differences(one, other, 'untouched');
  return entries.length + files.length === 0;
};

/** What differs between two contents, as the org may word them. */
export const differences = (
  one: ComponentContent,
  other: ComponentContent,
  decision: DriftDecision,
): Pick<Drift, 'entries' | 'files'> => ({
  entries: alignEntries(one.type, { one: plain(one), other: plain(other) })
    .filter(({ elements }) => !isSameList(one.type, elements.one, elements.other))
    .map(({ section, key, elements }) => ({
      section,
      ...(key === undefined ? {} : { key }),
      kind: kindOf(elements.one.length > 0, elements.other.length > 0),
      decision,
    })),
  files: pathsOf(one, other)
    .filter((path) => !isSameBytes(one.files.get(path), other.files.get(path)))
    .map((path) => ({ path, kind: kindOf(one.files.has(path), other.files.has(path)), decision })),
});

const plain = ({ xml, type }: ComponentContent) => (xml === undefined ? undefined : plainRoot(xml, type));

const pathsOf = (...contents: readonly ComponentContent[]): readonly string[] =>
  [...new Set(contents.flatMap(({ files }) => [...files.keys()]))].sort(compareText);

const isSameBytes = (one: Uint8Array | undefined, other: Uint8Array | undefined): boolean =>
  one === undefined || other === undefined ? one === other : isSameFile(one, other);

type Present = { readonly [Side in keyof ThreeSides]: ComponentContent };

/** Drift inside a component that all three have: entry by entry, file by file. */
const readInside = (input: PlanInput, change: ComponentChange, sides: ThreeSides): DriftReading => {
  const present = sides as Present;
  const entries = driftEntries(input, present);
  const files = driftFiles(input.options.onDrift, present);
  const decisions = new Set([...entries, ...files].map(({ decision }) => decision));
  if (decisions.size === 0) return { component: 'asPlanned', entries: [], files: [] };
  const drift: Drift = {
    ...head(input, change, { kind: 'changed', decision: summary(decisions) }),
    entries: entries.map(({ elements: _elements, ...entry }) => entry),
    files,
  };
  return {
    component: isSameContent(present.to, present.live) ? 'already' : 'asPlanned',
    drift,
    entries: entries
      .filter(isHeld)
      .map(({ section, key, elements }) => ({ section, ...(key !== undefined && { key }), elements })),
    files: files.filter(isHeld).map(({ path, kind }) => ({ path, of: kind === 'removed' ? 'nothing' : 'live' })),
  };
};

const isHeld = ({ decision }: { readonly decision: DriftDecision }): boolean =>
  decision === 'kept' || decision === 'merged';

/** The decision about a component whose parts were decided one by one: the gravest. */
const summary = (decisions: ReadonlySet<DriftDecision>): DriftDecision =>
  (['stop', 'overwritten', 'kept', 'merged', 'untouched', 'alreadyThere'] as const).find((decision) =>
    decisions.has(decision),
  ) ?? 'untouched';

const driftEntries = (input: PlanInput, { from, to, live }: Present): readonly (DriftEntry & EntryEdit)[] => {
  const { type } = from;
  if (isSameTrees(from.xml?.children ?? [], live.xml?.children ?? [])) return [];
  const whole = liveEntries(type, { from, to, live });
  const { apiVersion } = input.facts;
  return alignEntries(type, { from: plain(from), to: plain(to), live: plain(live) }).flatMap(
    ({ section, key, elements }) => {
      if (isSameList(type, elements.from, elements.live)) return [];
      const isOwn = elements.from.length + elements.to.length === 0;
      if (isOwn && isMerged(type, apiVersion)) return [];
      const decision = decideEntry(input, type, elements);
      const kind = kindOf(elements.from.length > 0, elements.live.length > 0);
      const held = whole().get(entryName({ section, ...(key !== undefined && { key }) })) ?? elements.live;
      return [{ section, ...(key !== undefined && { key }), kind, decision, elements: held }];
    },
  );
};

/** The org's entries as they are, aligned when the first is asked for: mostly nothing has drifted. */
const liveEntries = (type: string, { from, to, live }: Present): (() => ReadonlyMap<string, EntryEdit['elements']>) => {
  let entries: ReadonlyMap<string, EntryEdit['elements']> | undefined;
  const aligned = () => alignEntries(type, { from: from.xml, to: to.xml, live: live.xml });
  return () => (entries ??= new Map(aligned().map((entry) => [entryName(entry), entry.elements.live])));
};

const entryName = ({ section, key }: EntryId): string => `${section}\0${key ?? ''}`;

type Elements = Readonly<Record<keyof ThreeSides, EntryEdit['elements']>>;

const decideEntry = (input: PlanInput, type: string, { from, to, live }: Elements): DriftDecision => {
  if (isSameList(type, to, live)) return 'alreadyThere';
  const isConflict = !isSameList(type, from, to);
  if (!isConflict && sendsOnlyChanges(type, input.facts.apiVersion)) return 'untouched';
  return decide(input.options.onDrift, isConflict);
};

const driftFiles = (onDrift: OnDrift, { from, to, live }: Present): readonly DriftFile[] =>
  pathsOf(from, to, live).flatMap((path) => {
    const [was, will, is] = [from.files.get(path), to.files.get(path), live.files.get(path)];
    if (isSameBytes(was, is)) return [];
    const decision = isSameBytes(will, is) ? 'alreadyThere' : decide(onDrift, !isSameBytes(was, will));
    return [{ path, kind: kindOf(was !== undefined, is !== undefined), decision }];
  });
