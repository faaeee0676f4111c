import { DeployProblem, type Draft } from '../state/draft.ts';
import { exists } from '../state/existence.ts';
import { latestVersion } from '../flows/flow-content.ts';
import type { Edge } from '../references/edges.ts';
import { edgesOf, edgesOfVersion } from '../references/references.ts';
import type { StoredComponent } from '../types.ts';

/** Types of which a missing one fails the deploy of whoever names it. */
const checked = new Set([
  'ApexClass',
  'ApexPage',
  'CustomField',
  'CustomLabel',
  'CustomObject',
  'CustomPermission',
  'CustomTab',
  'EmailTemplate',
  'FlexiPage',
  'GlobalValueSet',
  'MutingPermissionSet',
  'PermissionSet',
  'QuickAction',
  'RecordType',
  'Report',
  'Role',
]);

const bundles = ['LightningComponentBundle', 'AuraDefinitionBundle'];

const isMissing = (draft: Draft, { type, fullName }: Edge): boolean => {
  if (bundles.includes(type)) return bundles.every((bundle) => !exists(draft, bundle, fullName));
  return checked.has(type) && !exists(draft, type, fullName);
};

const edges = (draft: Draft, component: StoredComponent): readonly Edge[] => {
  if (component.type !== 'Flow') return edgesOf(draft.components, component);
  const flow = draft.flows.get(component.fullName);
  const latest = flow && latestVersion(flow);
  return latest ? edgesOfVersion(draft.components, latest) : [];
};

/** Refuses a component that names one that is not there (sfdx-hardis deployment tips; folklore). */
export const refuseDangling = (draft: Draft, component: StoredComponent): void => {
  const missing = edges(draft, component).find((edge) => isMissing(draft, edge));
  if (missing)
    throw new DeployProblem(`In field: ${missing.element} - no ${missing.type} named ${missing.fullName} found`);
};
