import { targetOf } from '../upsert/access-entries.ts';
import { apexJobProblem } from '../apex/apex-jobs.ts';
import type { Draft } from '../state/draft.ts';
import { isCustomName, memberOf } from '../names.ts';
import { treeOf } from '../xml/parsed.ts';
import type { StoredComponent } from '../types.ts';
import { childText } from '../xml/xml.ts';
import { keyOf } from '../package/zip-components.ts';

type Refusal = (draft: Draft, component: StoredComponent) => string | undefined;

const always =
  (problem: string): Refusal =>
  () =>
    problem;

const manual = (what: string): Refusal => always(`${what} can't be deleted through the API`);

/** What the platform says of a flow, whatever is asked of it (known issue W-10538057; documented there). */
export const noAccess = 'insufficient access rights on cross-reference id';

const isDefaultSomewhere: Refusal = ({ components }, { fullName }) => {
  for (const component of components.values()) {
    if (component.type !== 'Profile' || component.xml?.includes(fullName) !== true) continue;
    const isDefault = treeOf(component).children.some(
      (entry) => targetOf(entry) === keyOf('CustomApplication', fullName) && childText(entry, 'default') === 'true',
    );
    if (isDefault) return 'Unable to delete custom app. Profiles are using this custom app as default.';
  }
  return undefined;
};

const text = (component: StoredComponent, name: string): string => childText(treeOf(component), name)?.trim() ?? '';

const profile: Refusal = ({ context }, component) => {
  if (text(component, 'custom') !== 'true') return 'Cannot delete a standard profile';
  return context.records.usersWithProfile(component.fullName) > 0 ? 'cannot delete profile in use' : undefined;
};

const ownsRows: Refusal = ({ context }, { type, fullName }) =>
  context.records.rowsOwnedBy(fullName) > 0
    ? `This ${type.toLowerCase()} owns records: change their owner first`
    : undefined;

/**
 * Types whose deletion a deploy refuses, wholly or in some states, and how the org says so. The wording is the
 * platform's where a source is named; the others are assumed.
 */
export const deletionRules: Readonly<Record<string, Refusal>> = {
  // devops-center-feedback#203; folklore
  RecordType: always('Cannot delete record type through API'),
  // sfdx-git-delta#38; folklore
  Workflow: always('Cannot delete a workflow object; Workflow Rules and Actions must be deleted individually'),
  SharingRules: always('Cannot delete a sharing rules object; Sharing Rules must be deleted individually'),
  FlowDefinition: always(noAccess),
  Settings: manual('Settings'),
  StandardValueSet: manual('Standard value sets'),
  Translations: manual('Translations'),
  CustomObjectTranslation: manual('Object translations'),
  Skill: manual('Skills'),
  CustomObject: (_draft, { fullName }) =>
    isCustomName(fullName) ? undefined : `Cannot delete standard object: ${fullName}`,
  CustomField: (_draft, { fullName }) =>
    isCustomName(memberOf(fullName)) ? undefined : `Cannot delete standard field: ${fullName}`,
  // devops-center-feedback#207; folklore
  Profile: profile,
  PermissionSet: ({ context }, { fullName }) =>
    context.records.permissionSetAssignments(fullName) > 0
      ? 'This permission set is assigned to users: remove the assignments first'
      : undefined,
  PermissionSetGroup: ({ context }, { fullName }) =>
    context.records.permissionSetGroupAssignments(fullName) > 0
      ? 'This permission set group is assigned to users: remove the assignments first'
      : undefined,
  Role: ({ context }, { fullName }) =>
    context.records.usersWithRole(fullName) > 0 ? 'This role has users: assign them another role first' : undefined,
  Queue: ownsRows,
  Group: ownsRows,
  // certinia/df12-deployment-tools#15; folklore
  CustomApplication: isDefaultSomewhere,
  MatchingRule: (_draft, component) =>
    text(component, 'ruleStatus') === 'Active' ? "You can't delete an active matching rule" : undefined,
  CustomSite: (_draft, component) =>
    text(component, 'active') === 'true' ? "You can't delete an active site: deactivate it first" : undefined,
  Network: (_draft, component) =>
    text(component, 'status') === 'Live' ? "You can't delete a live site: deactivate it first" : undefined,
  ApexClass: (draft, { fullName }) => apexJobProblem(draft, fullName),
};
