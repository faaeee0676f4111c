import { DeployProblem, put, type Draft, type Effect } from '../state/draft.ts';
import { latestVersion } from './flow-content.ts';
import { isOn } from '../state/org-settings.ts';
import type { FlowHistory, FlowVersion } from '../types.ts';
import { parseFile } from '../upsert/upsert.ts';
import { canonicalDocument, childText, type XmlElement } from '../xml/xml.ts';
import type { ZipComponent } from '../package/zip-components.ts';

const withoutStatus = (root: XmlElement): Buffer =>
  canonicalDocument({ ...root, children: root.children.filter(({ name }) => name !== 'status') });

const onlyFile = (component: ZipComponent): Buffer => [...component.files.values()][0] ?? Buffer.alloc(0);

/** Production deploys flows inactive unless its setting says otherwise (meta_flowsettings.htm; documented). */
const deploysActive = ({ components, context }: Draft): boolean =>
  context.kind !== 'production' || isOn(components, context, 'FlowSettings.enableFlowDeployAsActiveEnabled');

const statusOf = (draft: Draft, root: XmlElement): FlowVersion['status'] => {
  const sent = childText(root, 'status')?.trim();
  if (sent === 'Obsolete' || sent === 'InvalidDraft') return sent;
  return sent === 'Active' && deploysActive(draft) ? 'Active' : 'Draft';
};

/** Makes one version the active one, or none with 0. Who was active before is obsolete. */
export const activate = (flow: FlowHistory, versionNumber: number): FlowHistory => ({
  ...flow,
  versions: flow.versions.map((version) => {
    if (version.versionNumber === versionNumber) return { ...version, status: 'Active' };
    return version.status === 'Active' ? { ...version, status: 'Obsolete' } : version;
  }),
});

const newFlow = (draft: Draft, fullName: string): FlowHistory => ({
  definitionId: draft.context.nextId('300'),
  developerName: fullName,
  versions: [],
});

/**
 * Deploys a flow: content that differs from the latest version becomes a new version; content that differs in
 * nothing but its status changes nothing at all, not even which version is active (meta_visual_workflow.htm,
 * documented; sfdx-git-delta#588, folklore).
 */
export const storeFlow = (draft: Draft, component: ZipComponent): Effect => {
  const root = parseFile(onlyFile(component));
  const flow = draft.flows.get(component.fullName) ?? newFlow(draft, component.fullName);
  const latest = latestVersion(flow);
  if (latest && withoutStatus(parseFile(latest.content)).equals(withoutStatus(root))) return 'unchanged';
  const version: FlowVersion = {
    ...draft.author,
    id: draft.context.nextId('301'),
    versionNumber: (latest?.versionNumber ?? 0) + 1,
    status: 'Draft',
    content: onlyFile(component),
  };
  const status = statusOf(draft, root);
  const grown = { ...flow, versions: [...flow.versions, { ...version, status }] };
  draft.flows.set(component.fullName, status === 'Active' ? activate(grown, version.versionNumber) : grown);
  const { fullName } = component;
  put(draft, { type: 'FlowDefinition', fullName, id: flow.definitionId });
  return put(draft, { type: 'Flow', fullName, id: flow.definitionId });
};

/**
 * Deploys a FlowDefinition, which decides over the status in the flow's own file (meta_flowdefinition.htm;
 * documented). Activating by it obeys the same setting as the flow's status (assumed); deactivating always works.
 */
export const storeFlowDefinition = (draft: Draft, component: ZipComponent): Effect => {
  const number = Number(childText(parseFile(onlyFile(component)), 'activeVersionNumber') ?? '0');
  const flow = draft.flows.get(component.fullName);
  if (!flow) throw new DeployProblem(`no Flow named ${component.fullName} found`);
  if (number !== 0 && !flow.versions.some(({ versionNumber }) => versionNumber === number))
    throw new DeployProblem(`The version of the flow you're trying to activate doesn't exist: ${number}`);
  const active = flow.versions.find(({ status }) => status === 'Active')?.versionNumber ?? 0;
  if (active === number || (number !== 0 && !deploysActive(draft))) return 'unchanged';
  draft.flows.set(component.fullName, activate(flow, number));
  return put(draft, { type: 'FlowDefinition', fullName: component.fullName });
};
