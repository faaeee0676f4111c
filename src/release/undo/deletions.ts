import { isManaged, isStandard, objectOf } from '../metadata/component-names.ts';
import { keyOf, parseKey, type ComponentKey } from '../metadata/component.ts';
import { isMergedAccess } from '../delta/drift.ts';
import { isComputed } from './field-change.ts';
import type { LimitReason } from '../plan/limit.ts';
import { childText } from '../content/entries.ts';
import type { ComponentId } from '../metadata/component.ts';
import type { DataAtRisk, KeepReason, Limit } from '../plan/plan.ts';
import type { PlanInput, RowFacts } from '../plan/plan-input.ts';
import type { Bound } from './bound-deletions.ts';
import { blockedBy, referencesTo, stayingContent, type Outlook, type Staying } from './references.ts';
import type { Subject } from './undone.ts';

/** What is known of one component that only `from` has before anything is decided about the others. */
export type Candidate = Omit<Subject, 'gone' | 'recreated'>;

/** Why a component that would be deleted stays. */
export interface Held {
  readonly because: KeepReason;
  readonly limit: Limit;
}

export interface Settled {
  /** Named in a destructive manifest. */
  readonly deleted: ReadonlySet<ComponentKey>;
  /** Not in the org any more afterwards: what is deleted, what goes with it, what is not there to begin with. */
  readonly gone: ReadonlySet<ComponentKey>;
  readonly held: ReadonlyMap<ComponentKey, Held>;
}

/** What the deletions have to look out for beside themselves. */
export interface Surroundings {
  /** What stays in the org whatever is decided about the candidates. */
  readonly staying: readonly Staying[];
  /** Contents that the plan sends whole, by key. */
  readonly sent: Outlook['sent'];
  /** What the platform does not let go, whoever names it. */
  readonly bound: (going: ReadonlySet<ComponentKey>) => readonly Bound[];
}

/**
 * Which components of the release go. One stays when its type is locked or its package managed, when rows would be
 * lost, when users or records hold on to it, when its object stays, and when something that stays names it: in turns,
 * until nothing changes any more.
 */
export const settleDeletions = (
  input: PlanInput,
  candidates: readonly Candidate[],
  surroundings: Surroundings,
): Settled => {
  const deletable = candidates.filter(isDeletable);
  const held = new Map<ComponentKey, Held>();
  for (const candidate of deletable) {
    const reason = heldAlone(candidate);
    if (reason !== undefined) held.set(keyOf(candidate.id), reason);
  }
  for (let before = -1; before < held.size;) {
    before = held.size;
    holdChildren(deletable, held);
    holdReferenced(input, { candidates, surroundings, now: settled(candidates, deletable, held) }, held);
  }
  return settled(candidates, deletable, held);
};

interface Turn {
  readonly candidates: readonly Candidate[];
  readonly surroundings: Surroundings;
  readonly now: Settled;
}

const holdReferenced = (
  input: PlanInput,
  { candidates, surroundings, now }: Turn,
  held: Map<ComponentKey, Held>,
): void => {
  const going = [...now.deleted].map(parseKey);
  const own = candidates.flatMap(({ id, live }) =>
    live === undefined || now.gone.has(keyOf(id)) ? [] : [stayingContent(live)],
  );
  const references = referencesTo(input, now.deleted, { gone: now.gone, sent: surroundings.sent });
  for (const { to, by } of blockedBy(going, [...surroundings.staying, ...own], references))
    held.set(keyOf(to), {
      because: 'stillReferenced',
      limit: { ...hold(to, 'stillReferenced', 'stillReferenced').limit, others: by },
    });
  for (const { to, by, because } of surroundings.bound(now.gone))
    if (now.deleted.has(keyOf(to)))
      held.set(keyOf(to), {
        because: 'stillReferenced',
        limit: { ...hold(to, 'stillReferenced', because).limit, others: by },
      });
};

/** Rule and drift let it be deleted; what is not in the org needs no deletion. */
const isDeletable = ({ id, rule, drift, live, input, hasParts, isRespelled }: Candidate): boolean =>
  rule.onlyInFrom === 'delete' &&
  !hasParts &&
  !isRespelled &&
  live !== undefined &&
  drift.component === 'asPlanned' &&
  !isStandard(id) &&
  !isManaged(id, input.facts.namespaces);

const heldAlone = (candidate: Candidate): Held | undefined => heldByOthers(candidate) ?? heldByData(candidate);

/** What the platform does not let go: an active rule, and what users or records hold on to. */
const heldByOthers = (candidate: Candidate): Held | undefined => {
  const { id, rule, live, input } = candidate;
  const lock = rule.lockedWhile;
  if (lock !== undefined && live?.xml !== undefined && childText(live.xml, lock.element) === lock.is)
    return hold(id, 'cannotBeDeleted', 'lockedWhileActive');
  const isHeld = rule.heldBy !== undefined && (input.facts.holders.get(keyOf(id)) ?? 0) > 0;
  return isHeld ? heldOnTo(candidate, rule.heldBy === 'users' ? 'heldByUsers' : 'ownsRecords') : undefined;
};

const heldByData = (candidate: Candidate): Held | undefined => {
  const { id, input } = candidate;
  if (!holdsData(candidate)) return undefined;
  if (input.options.keepDataModel === 'always') return hold(id, 'dataModelKept', 'dataModelKept');
  if (isAccepted(input, id)) return undefined;
  const facts = rowsIn(input, id);
  if (facts === undefined) return hold(id, 'rowsNotCounted', 'rowsNotCounted');
  return facts.rows > candidate.rowsInGit ? hold(id, 'dataWouldBeLost', 'dataWouldBeLost') : undefined;
};

/** What gives something is kept without effect where the platform takes a file for the whole truth. */
const heldOnTo = (candidate: Candidate, reason: 'heldByUsers' | 'ownsRecords'): Held => {
  const { because, limit } = hold(candidate.id, 'stillHeld', reason);
  return { because, limit: isEmptied(candidate) ? { ...limit, instead: 'neutralised' } : limit };
};

/** Whether it is sent without what it gives while it is held on to. */
export const isEmptied = ({ id, rule, input }: Pick<Candidate, 'id' | 'rule' | 'input'>): boolean =>
  rule.emptyWith !== undefined && !isMergedAccess(id.type, input.facts.apiVersion);

const manualFor = {
  lockedWhileActive: 'deactivateFirst',
  heldByUsers: 'takeFromUsers',
  ownsRecords: 'giveRecordsAway',
  dataModelKept: 'deleteDataModel',
  rowsNotCounted: 'deleteDataModel',
  dataWouldBeLost: 'deleteDataModel',
  parentKept: 'deleteDataModel',
  stillReferenced: 'removeReference',
  layoutStillAssigned: 'removeReference',
  applicationStillDefault: 'removeReference',
  lastLayout: 'deleteInSetup',
} as const satisfies Partial<Record<LimitReason, Limit['manual']>>;

const hold = (component: ComponentId, because: KeepReason, reason: keyof typeof manualFor): Held => ({
  because,
  limit: { reason, component, instead: 'kept', manual: manualFor[reason] },
});

/**
 * What was counted of a component. A field of an object without rows holds nothing, even one that cannot be filtered by
 * (long text, encrypted text) and was therefore not counted itself.
 */
const rowsIn = ({ facts: { rows } }: PlanInput, id: ComponentId): RowFacts | undefined => {
  const object = objectOf(id);
  const ofObject = object && rows.get(keyOf(object));
  return rows.get(keyOf(id)) ?? (ofObject?.rows === 0 ? ofObject : undefined);
};

/** Objects whose rows are data: custom objects and settings, articles, big objects, custom metadata. */
const objectWithRows = /__(?:c|kav|b|mdt)$/iu;

/** Events and external objects keep nothing in the org. */
const holdsData = ({ id, rule, from, live }: Pick<Candidate, 'id' | 'rule' | 'from' | 'live'>): boolean => {
  if (rule.holds === 'rows') return objectWithRows.test(id.fullName);
  if (rule.holds !== 'values' || /^\w+__(?:e|x)\./iu.test(id.fullName)) return false;
  return !isComputed(live ?? from);
};

/** Accepted by name; who accepts the loss of an object accepts that of its fields. */
const isAccepted = ({ options }: PlanInput, id: ComponentId): boolean => {
  const object = objectOf(id);
  return (
    options.acceptDataLoss.includes(keyOf(id)) ||
    (object !== undefined && options.acceptDataLoss.includes(keyOf(object)))
  );
};

/** The data model of an object that stays stays with it. */
const holdChildren = (deletable: readonly Candidate[], held: Map<ComponentKey, Held>): void => {
  for (const { id, rule } of deletable) {
    const object = objectOf(id);
    if (rule.staysWithObject !== true || object === undefined || held.has(keyOf(id))) continue;
    if (held.has(keyOf(object))) held.set(keyOf(id), hold(id, 'parentKept', 'parentKept'));
  }
};

const settled = (
  candidates: readonly Candidate[],
  deletable: readonly Candidate[],
  held: ReadonlyMap<ComponentKey, Held>,
): Settled => {
  const going = new Set(deletable.map(({ id }) => keyOf(id)).filter((key) => !held.has(key)));
  const goesWith = (id: ComponentId): boolean => {
    const object = objectOf(id);
    return object !== undefined && going.has(keyOf(object));
  };
  const gone = new Set(
    candidates
      .map(({ id, live }) => ({ id, isThere: live !== undefined }))
      .flatMap(({ id, isThere }) => (!isThere || going.has(keyOf(id)) || goesWith(id) ? [keyOf(id)] : [])),
  );
  return { deleted: new Set([...going].filter((key) => !goesWith(parseKey(key)))), gone, held };
};

/** What a deletion that was decided on destroys, and what one that was not leaves alone. */
export const dataAtRisk = (candidate: Candidate, settledAs: Settled): readonly DataAtRisk[] => {
  const { id, rule, input } = candidate;
  const key = keyOf(id);
  if (!holdsData(candidate) || !(settledAs.deleted.has(key) || settledAs.held.has(key))) return [];
  const facts = rowsIn(input, id);
  if (facts !== undefined && facts.rows <= candidate.rowsInGit) return [];
  const what = rule.holds === 'rows' ? 'records' : 'fieldValues';
  const fate = settledAs.deleted.has(key) ? 'lost' : 'kept';
  return [{ component: id, what, rows: 'unknown', ...facts, fate }];
};
