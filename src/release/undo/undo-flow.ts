import type { ComponentId } from '../metadata/component.ts';
import { sourceOf } from '../content/content-source.ts';
import { childText } from '../content/entries.ts';
import { compareContents } from '../delta/compare-contents.ts';
import type { FlowVersionStep, Limit } from '../plan/plan.ts';
import type { FlowFacts, PlanInput } from '../plan/plan-input.ts';
import { kept, sentWhole, type Subject, type Undone } from './undone.ts';

/**
 * Undoes a flow. Every deploy of a changed flow makes a version and production keeps it inactive, so the undo is the
 * version number: the version that was active at `to` is activated again; when the org has it no more, or nobody wrote
 * it down, the content of `to` is sent and the version that makes is activated. A flow that the release brought is
 * deactivated, never deleted: its versions may have paused interviews (meta_visual_workflow.htm, FlowSettings;
 * documented; sfdx-git-delta#588; folklore).
 */
export const undoFlow = (subject: Subject): Undone => {
  if (subject.input.purpose === 'deploy' && subject.to !== undefined) return deployFlow(subject);
  const facts = flowFacts(subject.input, subject);
  if (subject.to === undefined) return deactivate(subject, facts);
  return isActiveIn(subject) ? activate(subject, facts) : leaveInactive(subject, facts);
};

/** Going forward the org decides by its own setting whether the new version is active. */
const deployFlow = (subject: Subject): Undone => {
  const { id, input, drift, live } = subject;
  if (drift.component === 'already') return kept(subject, 'alreadyAsPlanned');
  const { ships = [] } = sentWhole(subject, live === undefined ? 'recreate' : 'redeploy');
  return {
    ships,
    limits:
      live === undefined && !isActiveIn(subject)
        ? []
        : [{ reason: 'flowActivatedByOrg', component: id, instead: 'kept', manual: 'activateFlowVersion' }],
    expected: [{ ...id, state: 'flow', content: sourceOf(input.contents, id, { of: 'to' }) }],
  };
};

/** What the org says of a flow. Throws a `RangeError` when the org has the flow and nobody asked. */
const flowFacts = (input: PlanInput, { id, live }: Pick<Subject, 'id' | 'live'>): FlowFacts => {
  const facts = input.facts.flows.get(id.fullName);
  if (facts === undefined && live !== undefined)
    throw new RangeError(`the org was not asked for the versions of flow ${id.fullName}`);
  return facts ?? { activeVersion: 0, versions: [] };
};

const recorded = ({ id, input }: Subject): number | undefined => input.facts.recordedFlowVersions.get(id.fullName);

/** Whether a version was active at `to`: what the release wrote down, else the status in its file. */
const isActiveIn = (subject: Subject): boolean => {
  const version = recorded(subject);
  if (version !== undefined) return version > 0;
  const status = subject.to?.xml === undefined ? '' : childText(subject.to.xml, 'status');
  return status === 'Active';
};

const step = (flow: string, version: FlowVersionStep['version'], facts: FlowFacts): FlowVersionStep => ({
  kind: 'activateFlowVersion',
  flow,
  version,
  compensation: { kind: 'activateFlowVersion', flow, version: facts.activeVersion },
});

/** Only in `from`. */
const deactivate = (subject: Subject, facts: FlowFacts): Undone => {
  const { id, input, live } = subject;
  if (live === undefined) return kept(subject, 'alreadyAsPlanned');
  const limit: Limit = {
    reason: 'flowOnlyDeactivated',
    component: id,
    instead: 'deactivated',
    manual: 'deleteFlowVersions',
  };
  const content = sourceOf(input.contents, id, { of: 'live' });
  return {
    keeps: [{ ...id, because: 'undoneByStep' }],
    steps: facts.activeVersion === 0 ? [] : [step(id.fullName, 0, facts)],
    limits: [limit],
    expected: [{ ...id, state: 'flow', content, active: false }],
  };
};

const activate = (subject: Subject, facts: FlowFacts): Undone => {
  const { id } = subject;
  const version = recorded(subject);
  if (version !== undefined && facts.versions.includes(version)) return reactivate(subject, version, facts);
  if (facts.activeVersion > 0 && subject.drift.component === 'already') return kept(subject, 'alreadyAsPlanned');
  const unknown: Limit = { reason: 'flowVersionUnknown', component: id, instead: 'newestVersionActivated' };
  return {
    ...sentAsFlow(subject, true),
    steps: [step(id.fullName, 'newest', facts)],
    limits: facts.versions.length === 0 ? [] : [unknown, ...laterVersions(id, 0, facts)],
  };
};

/**
 * The version that was active at `to`, by its number. Production may have kept the release's own version inactive, so
 * that what was active then is not what the file says.
 */
const reactivate = (subject: Subject, version: number, facts: FlowFacts): Undone => {
  const { id, input, to, live } = subject;
  const isActive = version === facts.activeVersion;
  const mayDiffer = isActive ? compareContents(to, live) !== undefined : input.orgKind === 'production';
  const content = sourceOf(input.contents, id, { of: isActive ? 'live' : 'to' });
  const ofThen: Limit = { reason: 'flowVersionOfThen', component: id, instead: 'kept', manual: 'activateFlowVersion' };
  return {
    keeps: [{ ...id, because: isActive ? 'alreadyAsPlanned' : 'undoneByStep' }],
    steps: isActive ? [] : [step(id.fullName, version, facts)],
    limits: [...(mayDiffer ? [ofThen] : []), ...laterVersions(id, version, facts)],
    expected: [{ ...id, state: 'flow', content, active: true }],
  };
};

/** `to` has the flow without an active version. */
const leaveInactive = (subject: Subject, facts: FlowFacts): Undone => ({
  ...sentAsFlow(subject, false),
  steps: facts.activeVersion === 0 ? [] : [step(subject.id.fullName, 0, facts)],
  limits: laterVersions(subject.id, 0, facts),
});

const sentAsFlow = (subject: Subject, active: boolean): Undone => {
  const { id, input } = subject;
  const action = subject.live === undefined ? 'recreate' : 'redeploy';
  const { ships = [] } = sentWhole(subject, action);
  const content = sourceOf(input.contents, id, { of: 'to' });
  return { ships, expected: [{ ...id, state: 'flow', content, active }] };
};

/** What the release deployed stays in the org as an inactive version and goes on naming what it named. */
const laterVersions = (id: ComponentId, since: number, facts: FlowFacts): readonly Limit[] =>
  facts.versions.some((version) => version > since)
    ? [{ reason: 'flowVersionStays', component: id, instead: 'kept', manual: 'deleteFlowVersions' }]
    : [];

/**
 * Undoes a flow definition without sending it: in a package it would override the status of every flow file
 * (meta_flowdefinition.htm; documented). Its number becomes a step.
 */
export const undoFlowDefinition = (subject: Subject): Undone => {
  const { id, input, to, live } = subject;
  const wanted = Number(to?.xml === undefined ? '0' : childText(to.xml, 'activeVersionNumber') || '0');
  const facts = flowFacts(input, { id, live });
  const keeps = [{ ...id, because: 'undoneByStep' as const }];
  if (wanted === facts.activeVersion || facts.versions.length === 0) return { keeps };
  if (wanted !== 0 && !facts.versions.includes(wanted))
    return kept(subject, 'cannotBeUndone', [
      { reason: 'flowVersionUnknown', component: id, instead: 'kept', manual: 'activateFlowVersion' },
    ]);
  return { keeps, steps: [step(id.fullName, wanted, facts)] };
};
