/**
 * How each metadata type is undone: the one table to read, to doubt and to correct. Nothing else in the product
 * decides by metadata type. "Only in from" is what the release added, "only in to" what it deleted.
 *
 * Every row says how sure it is: `documented` by Salesforce; `code`: read in a tool that does it; `folklore`: reported
 * by a vendor or users; `assumed`: general knowledge, to be proved in a sandbox.
 */
export interface UndoRule {
  /**
   * `delete`: destructive change. `deactivate`: sent in a form without effect, deleted by hand. `keep`: stays, with a
   * limit. `flow`: no version active. `children`: a mere container, only its children are undone.
   */
  readonly onlyInFrom: 'delete' | 'deactivate' | 'keep' | 'flow' | 'children';
  /**
   * `replace`: `to` whole, the org drops the rest. `values`: `to` whole, values that are missing become inactive.
   * `access`: merges; explicit negative entries. `properties`: merges; the former value of each element.
   * `texts`: merges; the former text, entries stay. `fields`: every field explicitly, nil for an empty one.
   * `pages`: `to` whole, page assignments stay. `flow`: versions. `flowDefinition`: a step, never sent. `children`:
   * only the children. `keep`: never automatic.
   */
  readonly inBoth:
    | 'replace'
    | 'values'
    | 'access'
    | 'properties'
    | 'texts'
    | 'fields'
    | 'pages'
    | 'flow'
    | 'flowDefinition'
    | 'children'
    | 'keep';
  readonly onlyInTo: 'create' | 'flow' | 'flowDefinition' | 'children' | 'keep';
  /** What a deletion destroys: values of a field, rows of an object. */
  readonly holds?: 'values' | 'rows';
  /** Part of its object's data model: stays as long as the object stays for the sake of its rows. */
  readonly staysWithObject?: true;
  /** Place among the deletions, lowest first: who names others goes before what is named. Default 50. */
  readonly deletedAt?: number;
  /** Secrets are no metadata: what is created again has to be filled in by hand. */
  readonly secrets?: true;
  /** Deleted before anything is sent: another one is sent that takes its place in an order without gaps. */
  readonly makesWay?: true;
  /** Who keeps the platform from deleting it: users that it is given to, records that it owns. */
  readonly heldBy?: 'users' | 'records';
  /** The elements that are left of it while it is held, because all others give something. */
  readonly emptyWith?: readonly string[];
  /** Element and value that say the component is active, while the platform refuses to change or delete it. */
  readonly lockedWhile?: { readonly element: string; readonly is: string };
  readonly sure: 'documented' | 'code' | 'folklore' | 'assumed';
  readonly source: string;
}

const whole = { onlyInFrom: 'delete', inBoth: 'replace', onlyInTo: 'create' } as const;
/** What users are given, and nobody can delete while one has it. */
const given = { ...whole, heldBy: 'users', sure: 'assumed' } as const;
/** Elements of a permission set, or of a group of them, that permit nothing. */
const inert = ['description', 'hasActivationRequired', 'label', 'license'];
const child = { ...whole, sure: 'folklore', source: 'METAZOA: children of objects; SDR registry: children' } as const;
const container = { onlyInFrom: 'children', inBoth: 'children', onlyInTo: 'children' } as const;
const orderedRules = {
  ...whole,
  sure: 'folklore',
  source: 'METAZOA: the container merges, a rule is replaced; meta_assignmentrule.htm',
} as const;
const workflowAction = { ...child, deletedAt: 41 } as const;
const sharingRule = { ...child, deletedAt: 40, source: 'metadata-sharingrules.html; SDR registry: children' } as const;
const code = {
  ...whole,
  sure: 'folklore',
  source: 'METAZOA: replaced whole; plugin-deploy-retrieve: a bundle is a unit',
} as const;
const translation = {
  onlyInFrom: 'keep',
  inBoth: 'texts',
  onlyInTo: 'create',
  sure: 'folklore',
  source: 'Gearset 4046001: translations can be added and changed, not deleted',
} as const;
const secret = { ...whole, secrets: true, sure: 'assumed', source: 'secrets are not in metadata' } as const;
const page = { ...whole, deletedAt: 30, sure: 'assumed', source: 'replaced whole' } as const;
const site = { ...page, onlyInFrom: 'keep', source: 'an active site is deactivated by hand' } as const;

/** A type that has no row: replaced whole, deleted by name. */
export const usualRule: UndoRule = { ...whole, sure: 'assumed', source: 'deploy() is an upsert by name' };

export const undoRules: Readonly<Record<string, UndoRule>> = {
  // --- code and bundles ---
  ApexTrigger: { ...code, deletedAt: 10 },
  ApexClass: { ...code, deletedAt: 11 },
  ApexPage: { ...code, deletedAt: 11 },
  ApexComponent: { ...code, deletedAt: 12 },
  ApexTestSuite: { ...code, deletedAt: 10 },
  LightningComponentBundle: { ...code, deletedAt: 13 },
  AuraDefinitionBundle: { ...code, deletedAt: 13 },
  StaticResource: { ...code, deletedAt: 14 },

  // --- access ---
  Profile: {
    onlyInFrom: 'keep',
    inBoth: 'access',
    onlyInTo: 'create',
    sure: 'folklore',
    source: 'sfdx-hardis#1755, Copado-Manual#8: merges; devops-center-feedback#207: cannot be deleted in use',
  },
  PermissionSet: {
    ...given,
    deletedAt: 70,
    emptyWith: inert,
    sure: 'documented',
    source: 'meta_permissionset.htm: from API 40 on the file is the whole truth; not deleted while assigned: assumed',
  },
  MutingPermissionSet: { ...whole, deletedAt: 69, sure: 'assumed', source: 'as PermissionSet' },
  PermissionSetGroup: { ...given, deletedAt: 68, emptyWith: inert, source: 'as PermissionSet; recalculates later' },
  CustomPermission: { ...whole, deletedAt: 71, sure: 'assumed', source: 'replaced whole' },
  Role: { ...given, deletedAt: 75, source: 'replaced whole; not while users have it' },
  Group: { ...whole, deletedAt: 74, sure: 'assumed', source: 'replaced whole; not while in sharing rules' },
  Queue: {
    ...whole,
    deletedAt: 74,
    heldBy: 'records',
    sure: 'assumed',
    source: 'replaced whole; not while it owns records',
  },

  // --- objects and what belongs to them ---
  CustomObject: {
    onlyInFrom: 'delete',
    inBoth: 'properties',
    onlyInTo: 'create',
    holds: 'rows',
    deletedAt: 60,
    sure: 'folklore',
    source: 'salesforce.stackexchange.com/q/277989: elements that are not sent stay',
  },
  CustomField: { ...child, inBoth: 'values', holds: 'values', staysWithObject: true, deletedAt: 55 },
  ValidationRule: { ...child, deletedAt: 40 },
  ListView: { ...child, staysWithObject: true, deletedAt: 33 },
  WebLink: { ...child, deletedAt: 34 },
  FieldSet: { ...child, staysWithObject: true, deletedAt: 35 },
  CompactLayout: { ...child, staysWithObject: true, deletedAt: 35 },
  BusinessProcess: { ...child, staysWithObject: true, deletedAt: 56 },
  Index: { ...child, staysWithObject: true, deletedAt: 54 },
  SharingReason: { ...child, deletedAt: 45 },
  RecordType: {
    ...whole,
    onlyInFrom: 'deactivate',
    staysWithObject: true,
    sure: 'folklore',
    source: 'Gearset 4046001, devops-center-feedback#203: "Cannot delete record type through API"',
  },
  CustomMetadata: {
    ...whole,
    inBoth: 'fields',
    deletedAt: 38,
    sure: 'documented',
    source: 'meta_custommetadata.htm: a value can be null; what an omitted one does is not documented',
  },
  CustomObjectTranslation: translation,
  CustomFieldTranslation: translation,
  Translations: translation,
  GlobalValueSetTranslation: translation,
  StandardValueSetTranslation: translation,
  GlobalValueSet: {
    ...whole,
    inBoth: 'values',
    deletedAt: 65,
    sure: 'documented',
    source: 'meta_customvalue.htm: values missing from the file get deactivated',
  },
  StandardValueSet: {
    ...whole,
    onlyInFrom: 'keep',
    inBoth: 'values',
    sure: 'documented',
    source: 'meta_standardvalueset.htm: holds at least one value, cannot be deleted',
  },

  // --- containers, rules ---
  CustomLabels: { ...container, sure: 'code', source: 'SDR registry: CustomLabel has no parent in its name' },
  CustomLabel: { ...child, deletedAt: 20, source: 'SDR registry: ignoreParentName' },
  Workflow: { ...container, sure: 'code', source: 'SDR registry: children; sfdx-git-delta emits the children' },
  WorkflowRule: { ...child, deletedAt: 40, source: 'an action in use by a rule cannot go: rules first' },
  WorkflowAlert: workflowAction,
  WorkflowFieldUpdate: workflowAction,
  WorkflowFlowAction: workflowAction,
  WorkflowKnowledgePublish: workflowAction,
  WorkflowOutboundMessage: workflowAction,
  WorkflowSend: workflowAction,
  WorkflowTask: workflowAction,
  SharingRules: { ...container, sure: 'documented', source: 'metadata-sharingrules.html' },
  SharingCriteriaRule: sharingRule,
  SharingGuestRule: sharingRule,
  SharingOwnerRule: sharingRule,
  SharingTerritoryRule: sharingRule,
  AssignmentRules: { ...container, sure: 'folklore', source: 'METAZOA: merged' },
  AutoResponseRules: { ...container, sure: 'folklore', source: 'METAZOA: merged' },
  EscalationRules: { ...container, sure: 'folklore', source: 'METAZOA: merged' },
  AssignmentRule: orderedRules,
  AutoResponseRule: orderedRules,
  EscalationRule: orderedRules,
  MatchingRules: { ...container, sure: 'code', source: 'SDR registry: children' },
  MatchingRule: {
    ...child,
    lockedWhile: { element: 'ruleStatus', is: 'Active' },
    deletedAt: 44,
    source: 'sfdx-hardis deploy tips: an active matching rule cannot be changed',
  },
  DuplicateRule: {
    ...whole,
    makesWay: true,
    deletedAt: 43,
    sure: 'folklore',
    source: 'sfdx-hardis deploy tips: sort-order-error',
  },
  ApprovalProcess: { ...whole, deletedAt: 42, sure: 'documented', source: 'meta_special_behavior.htm' },

  // --- pages and applications ---
  QuickAction: { ...page, deletedAt: 29 },
  Layout: { ...page, staysWithObject: true, source: 'replaced whole; salto last_layout_removal: an object keeps one' },
  FlexiPage: { ...page, source: 'meta_deploy_deleting_files.htm: not while it is active' },
  CustomApplication: {
    ...whole,
    inBoth: 'pages',
    deletedAt: 72,
    sure: 'folklore',
    source: 'Gearset 4046001: page assignments can be added and changed, not removed',
  },
  CustomTab: { ...page, deletedAt: 58 },
  ReportType: { ...page, deletedAt: 52 },
  Report: { ...page, deletedAt: 51 },
  Dashboard: page,
  ReportFolder: { ...page, deletedAt: 80, source: 'a folder goes after its content' },
  DashboardFolder: { ...page, deletedAt: 80, source: 'a folder goes after its content' },
  DocumentFolder: { ...page, deletedAt: 80, source: 'a folder goes after its content' },
  EmailTemplateFolder: { ...page, deletedAt: 80, source: 'a folder goes after its content' },
  EmailFolder: { ...page, deletedAt: 80, source: 'a folder goes after its content' },
  Network: site,
  CustomSite: site,
  ExperienceBundle: site,
  DigitalExperienceBundle: site,

  // --- flows ---
  Flow: {
    onlyInFrom: 'flow',
    inBoth: 'flow',
    onlyInTo: 'flow',
    sure: 'documented',
    source: 'meta_visual_workflow.htm: each deploy of a changed flow makes a version; cli#3401: no bare deletion',
  },
  FlowDefinition: {
    onlyInFrom: 'flow',
    inBoth: 'flowDefinition',
    onlyInTo: 'flowDefinition',
    sure: 'documented',
    source: 'meta_flowdefinition.htm: overrides the status of flow files, so it is never in the same package',
  },

  // --- never automatic, or not to be deleted ---
  Settings: {
    onlyInFrom: 'keep',
    inBoth: 'properties',
    onlyInTo: 'create',
    sure: 'assumed',
    source: 'meta_deploymentsettings.htm: singletons; elements that are not sent stay',
  },
  DataCategoryGroup: {
    onlyInFrom: 'keep',
    inBoth: 'keep',
    onlyInTo: 'keep',
    sure: 'code',
    source: 'salto data_category_group: a deploy removes categories and what records have of them',
  },
  Skill: { ...whole, onlyInFrom: 'keep', sure: 'folklore', source: 'Gearset 4046001: cannot be deleted' },
  Territory2Model: {
    ...whole,
    onlyInFrom: 'keep',
    sure: 'documented',
    source: 'meta_territory2model.htm: its state is not in the file',
  },
  NamedCredential: secret,
  ExternalCredential: secret,
  AuthProvider: secret,
  ConnectedApp: secret,
  ExternalDataSource: secret,
  Certificate: secret,
  SamlSsoConfig: secret,
};

/** The rule of a type: its row, or the usual one. */
export const undoRuleOf = (type: string): UndoRule =>
  Object.hasOwn(undoRules, type) ? (undoRules[type] ?? usualRule) : usualRule;
