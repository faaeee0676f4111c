import { compareText, keyOf, type ComponentId, type ComponentKey } from '../metadata/component.ts';
import { contentOf, resolveContent, type PlanContents } from '../content/content-source.ts';
import type { ComponentContent } from '../content/content.ts';
import { alignEntries, isSameList } from '../content/entries.ts';
import type { LimitReason } from './limit.ts';
import type { EntryId, Expectation, KeepReason, Limit, Plan } from './plan.ts';
import type { FlowFacts, OrgContents } from './plan-input.ts';
import { plainRoot } from '../xml/reserialisation.ts';
import { isSameFile } from '../delta/same-file.ts';
import { spokenOf } from '../content/spoken-of.ts';
import type { XmlElement } from '../xml/xml-element.ts';

/**
 * What was found about one component:
 * `proven` the org holds what `to` says; `limited` it holds what was planned, which a limit of the plan tells apart from
 * `to`; `differs` it holds something else; `missing` it should be there; `unexpected` it should be gone; `unread` nobody
 * read it, so nothing is known.
 */
export type ComponentVerdict = 'proven' | 'limited' | 'differs' | 'missing' | 'unexpected' | 'unread';

export interface ProvenComponent extends ComponentId {
  readonly verdict: ComponentVerdict;
  /** Entries that are neither as planned nor as in `to`. */
  readonly entries: readonly EntryId[];
  /** The same for files. */
  readonly files: readonly string[];
  /** A flow whose active version is not as planned: whether the org has one active. */
  readonly active?: boolean;
  /** Why it is not as in `to`: the limits of the plan, and why it was kept. */
  readonly limits: readonly LimitReason[];
  readonly kept?: KeepReason;
}

export interface Proof {
  readonly plan: Plan['id'];
  readonly components: readonly ProvenComponent[];
  readonly counts: Readonly<Record<ComponentVerdict, number>>;
}

export interface ProofInput {
  readonly plan: Plan;
  /** The contents that the plan was made from. */
  readonly planned: PlanContents;
  /** What the org holds now. */
  readonly live: OrgContents;
  /** Versions of every flow of the plan as the org has them now. */
  readonly flows: ReadonlyMap<string, FlowFacts>;
}

/** Compares what the org holds now with what the plan promised, component by component. Silent about nothing. */
export const prove = (input: ProofInput): Proof => {
  const limits = Map.groupBy(input.plan.limits, ({ component }) => keyOf(component));
  const keeps = new Map(input.plan.keeps.map((kept) => [keyOf(kept), kept.because]));
  const gone = new Set(input.plan.expected.filter(({ state }) => state === 'absent').map(keyOf));
  const components = input.plan.expected.map((expected) => {
    const key = keyOf(expected);
    return proveOne({ ...input, gone, expected, limits: limits.get(key) ?? [], kept: keeps.get(key) });
  });
  const count = (verdict: ComponentVerdict): number => components.filter((one) => one.verdict === verdict).length;
  const counts = {
    proven: count('proven'),
    limited: count('limited'),
    differs: count('differs'),
    missing: count('missing'),
    unexpected: count('unexpected'),
    unread: count('unread'),
  };
  return { plan: input.plan.id, components, counts };
};

/** Whether the org holds everything as planned; what a limit explains is as planned. */
export const isProven = ({ counts }: Proof): boolean =>
  counts.differs + counts.missing + counts.unexpected + counts.unread === 0;

/** One expectation and all that the plan says of its component. */
interface Question extends ProofInput {
  /** What the plan deletes: access entries that name it go with it, unsent (deleting a field; documented). */
  readonly gone: ReadonlySet<ComponentKey>;
  readonly expected: Expectation;
  readonly limits: readonly Limit[];
  readonly kept: KeepReason | undefined;
}

const proveOne = (question: Question): ProvenComponent => {
  const { expected, limits, kept } = question;
  const { verdict, ...found } = findingOf(question);
  const reasons = verdict === 'proven' ? [] : [...new Set(limits.map(({ reason }) => reason))];
  return {
    type: expected.type,
    fullName: expected.fullName,
    verdict,
    entries: [],
    files: [],
    ...found,
    limits: reasons,
    ...(verdict !== 'proven' && kept !== undefined && { kept }),
  };
};

type Finding = Pick<ProvenComponent, 'verdict'> & Partial<Pick<ProvenComponent, 'entries' | 'files' | 'active'>>;

const findingOf = (question: Question): Finding => {
  const { expected } = question;
  const live = question.live.get(keyOf(expected));
  if (live === undefined) return { verdict: 'unread' };
  if (expected.state === 'absent') return { verdict: live === 'absent' ? reached(question, undefined) : 'unexpected' };
  if (live === 'absent') return { verdict: 'missing' };
  const flow = expected.state === 'flow' ? flowVerdict(question, expected) : 'asPlanned';
  if (flow === 'unread') return { verdict: 'unread' };
  const wrong = differencesFrom(question, expected, live);
  if (flow === 'wrong') {
    const { activeVersion = 0 } = question.flows.get(expected.fullName) ?? {};
    return { verdict: 'differs', ...wrong, active: activeVersion > 0 };
  }
  if (wrong.entries.length + wrong.files.length === 0) return { verdict: reached(question, live) };
  return isOfThen(question, flow, live) ? { verdict: 'limited' } : { verdict: 'differs', ...wrong };
};

/** A flow that shows another version than the file's, as the plan said it may. */
const isOfThen = (question: Question, flow: FlowVerdict, live: ComponentContent): boolean =>
  flow === 'ofThen' || (flow === 'maybeOlder' && isBefore(question, live));

/** As planned: is that also what `to` says? What merges may hold more than `to`, and nothing has to explain that. */
const reached = (
  { planned, expected, limits, kept, gone }: Question,
  live: ComponentContent | undefined,
): ComponentVerdict => {
  const to = planned.to.get(keyOf(expected));
  if (to === undefined && live === undefined) return 'proven';
  if (to !== undefined && live !== undefined && isEqual(to, live, gone)) return 'proven';
  return limits.length > 0 || (kept !== undefined && kept !== 'alreadyAsPlanned') ? 'limited' : 'proven';
};

interface Wrong {
  readonly entries: readonly EntryId[];
  readonly files: readonly string[];
}

/** An entry is right when it is as planned, or, where the plan names a limit, as `to` has it after all. */
const differencesFrom = (
  { planned, limits, gone }: Question,
  expected: Exclude<Expectation, { state: 'absent' }>,
  live: ComponentContent,
): Wrong => {
  const wrong = compare(resolveContent(planned, expected, expected.content), live, gone);
  const to = contentOf(planned, 'to', expected);
  const limited = new Set(limits.flatMap(({ entry }) => entry?.section ?? []));
  if (to === undefined || limited.size === 0) return wrong;
  const name = ({ section, key }: EntryId): string => `${section}\0${key ?? ''}`;
  const beside = new Set(compare(to, live, gone).entries.map(name));
  return { ...wrong, entries: wrong.entries.filter((entry) => !limited.has(entry.section) || beside.has(name(entry))) };
};

const isEqual = (one: ComponentContent, other: ComponentContent, gone: Question['gone']): boolean => {
  const { entries, files } = compare(one, other, gone);
  return entries.length + files.length === 0;
};

const compare = (wanted: ComponentContent, live: ComponentContent, gone: Question['gone']): Wrong => {
  const { type } = live;
  const entries = alignEntries(type, { wanted: plain(wanted, gone), live: plain(live, gone) })
    .filter(({ elements }) => !isSameList(type, elements.wanted, elements.live))
    .map(({ section, key }) => ({ section, ...(key !== undefined && { key }) }));
  const paths = new Set([...wanted.files.keys(), ...live.files.keys()]);
  const files = [...paths]
    .filter((path) => !isSameBytes(wanted.files.get(path), live.files.get(path)))
    .sort(compareText);
  return { entries, files };
};

const plain = (content: ComponentContent, gone: Question['gone']): XmlElement | undefined => {
  const { xml, type } = content;
  if (xml === undefined) return undefined;
  const root = plainRoot(xml, type);
  const stays = (entry: XmlElement): boolean =>
    !spokenOf(content, entry).some((component) => gone.has(keyOf(component)));
  return gone.size === 0 ? root : { ...root, children: root.children.filter(stays) };
};

const isSameBytes = (one: Uint8Array | undefined, other: Uint8Array | undefined): boolean =>
  one === undefined || other === undefined ? one === other : isSameFile(one, other);

type FlowVerdict = 'asPlanned' | 'maybeOlder' | 'ofThen' | 'wrong' | 'unread';

/** Whether the version is active that was planned; a deploy leaves that to the org and the plan says so. */
const flowVerdict = (
  { flows, limits, plan }: Question,
  expected: Extract<Expectation, { state: 'flow' }>,
): FlowVerdict => {
  if (expected.active === undefined)
    return limits.some(({ reason }) => reason === 'flowActivatedByOrg') ? 'maybeOlder' : 'asPlanned';
  const facts = flows.get(expected.fullName);
  if (facts === undefined) return 'unread';
  const step = plan.steps.find((one) => one.kind === 'activateFlowVersion' && one.flow === expected.fullName);
  const number = step?.kind === 'activateFlowVersion' && step.version !== 'newest' ? step.version : undefined;
  if (facts.activeVersion > 0 !== expected.active || (number ?? facts.activeVersion) !== facts.activeVersion)
    return 'wrong';
  return number !== undefined && limits.some(({ reason }) => reason === 'flowVersionOfThen') ? 'ofThen' : 'asPlanned';
};

/** The org still shows the version that was active before the deploy. */
const isBefore = ({ planned, expected, gone }: Question, live: ComponentContent): boolean => {
  const before = planned.live.get(keyOf(expected));
  return before !== undefined && before !== 'absent' && isEqual(before, live, gone);
};
