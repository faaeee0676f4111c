import { deletionRules, noAccess } from './deletion-rules.ts';
import { failed, succeeded, warned, type Subject } from '../deploy-messages.ts';
import type { Draft } from '../state/draft.ts';
import { versionAddress } from '../flows/flow-content.ts';
import { problemOfReferrers, blockedBy } from './deletion-references.ts';
import { own } from '../own.ts';
import type { Destruction } from '../package/package-reader.ts';
import { cascadeOf, removeAll } from './removal.ts';
import type { DeployMessage, FlowHistory, StoredComponent } from '../types.ts';
import { keyOf, storedName } from '../package/zip-components.ts';

interface Member {
  readonly type: string;
  readonly fullName: string;
  readonly subject: Subject;
}

/** A member whose component is there and whose type allows the deletion; what refers to it decides. */
interface Candidate extends Member {
  readonly component: StoredComponent;
  readonly gone: ReadonlySet<string>;
}

const membersOf = (draft: Draft, { fileName, manifest }: Destruction): readonly Member[] => {
  const now = draft.context.now.toISOString();
  return manifest.types.flatMap(({ name: type, members }) =>
    members.map((member): Member => {
      const fullName = storedName({ type, fullName: member }, draft.components);
      const stored = draft.components.get(keyOf(type, fullName));
      const createdDate = stored?.createdDate ?? now;
      const id = stored ? { id: stored.id } : {};
      return { type, fullName, subject: { componentType: type, fullName, fileName, createdDate, ...id } };
    }),
  );
};

const notThere = ({ type, fullName, subject }: Member): DeployMessage =>
  warned({ ...subject, componentType: '', fullName: subject.fileName }, `No ${type} named: ${fullName} found`);

/** Versions can be deleted one by one unless active; a flow by its bare name never (W-10538057; documented). */
const deleteFlowVersion = (draft: Draft, member: Member): DeployMessage => {
  if (draft.flows.has(member.fullName)) return failed(member.subject, noAccess);
  const address = versionAddress(member.fullName);
  const flow = address && draft.flows.get(address.name);
  const version = flow?.versions.find(({ versionNumber }) => versionNumber === address?.number);
  if (!flow || !version) return notThere(member);
  if (version.status === 'Active') return failed(member.subject, "You can't delete the active version of a flow");
  if (draft.context.records.pausedInterviews(version.id) > 0)
    return failed(member.subject, "This flow version can't be deleted because it has paused or waiting interviews");
  removeVersion(draft, flow, version.versionNumber);
  return succeeded({ ...member.subject, id: version.id }, 'deleted');
};

/** Takes one version away, and the flow with its last. */
export const removeVersion = (draft: Draft, flow: FlowHistory, versionNumber: number): void => {
  const versions = flow.versions.filter((version) => version.versionNumber !== versionNumber);
  if (versions.length > 0) {
    draft.flows.set(flow.developerName, { ...flow, versions });
    return;
  }
  removeAll(draft, new Set([`Flow:${flow.developerName}`, `FlowDefinition:${flow.developerName}`]), false);
  draft.flows.delete(flow.developerName);
};

/** The answer to a member that nobody's references need to be asked about, or the candidate that it is. */
const judge = (draft: Draft, member: Member): DeployMessage | Candidate => {
  if (member.fullName === '*') return failed(member.subject, 'Wildcards are not supported in destructive changes');
  if (member.type === 'Flow') return deleteFlowVersion(draft, member);
  const component = draft.components.get(keyOf(member.type, member.fullName));
  if (!component) return notThere(member);
  if (component.namespacePrefix !== undefined)
    return failed(member.subject, `Cannot delete a managed component: ${member.fullName}`);
  const refusal = own(deletionRules, member.type)?.(draft, component);
  return refusal === undefined
    ? { ...member, component, gone: cascadeOf(draft, component) }
    : failed(member.subject, refusal);
};

const isCandidate = (answer: DeployMessage | Candidate): answer is Candidate => 'gone' in answer;

/**
 * Which candidates something that stays still refers to. One that must stay may itself refer to others of the same
 * manifest, so this goes on until nothing changes.
 */
const settle = (draft: Draft, candidates: readonly Candidate[]): ReadonlyMap<Candidate, string> => {
  const blocked = new Map<Candidate, string>();
  for (;;) {
    const going = candidates.filter((candidate) => !blocked.has(candidate));
    const found = blockedBy(
      draft,
      going.map(({ gone }) => gone),
    );
    if (found.size === 0) return blocked;
    for (const [position, referrers] of found) {
      const candidate = going[position];
      if (candidate) blocked.set(candidate, problemOfReferrers(candidate.component, referrers));
    }
  }
};

/** Obeys one destructive manifest: a message per member, in its order. What is not there is a warning. */
export const destroy = (draft: Draft, destruction: Destruction, purge: boolean): readonly DeployMessage[] => {
  const answers = membersOf(draft, destruction).map((member) => judge(draft, member));
  const blocked = settle(draft, answers.filter(isCandidate));
  const gone = answers.filter(isCandidate).filter((candidate) => !blocked.has(candidate));
  removeAll(draft, new Set(gone.flatMap((candidate) => [...candidate.gone])), purge);
  return answers.map((answer) => {
    if (!isCandidate(answer)) return answer;
    const problem = blocked.get(answer);
    return problem === undefined ? succeeded(answer.subject, 'deleted') : failed(answer.subject, problem);
  });
};
