/**
 * Which elements of which types name another component. Keys are an element's name, or `parent/element` where the
 * name alone is not enough. What they name:
 *
 * - a metadata type: the text is a full name of it
 * - `.Type`: the text is a name on the component's own object (`Account` + `.` + text)
 * - `field`: a field, or a path to one, read from the object at hand
 * - `qualified`: a field with its object in front (`Invoice__c.Level__c`)
 * - `formula`: text with field names and global variables in it; `merge`: the same inside `{!…}` only
 * - `bundle`: a Lightning component, with or without `c:`
 *
 * An element that is not listed names nothing the org checks. Sources: the types' pages of the Metadata API guide.
 */
export type Meaning = string;

const criteria = { 'criteriaItems/field': 'qualified', formula: 'formula' } as const;

const rules = {
  ...criteria,
  assignedToTemplate: 'EmailTemplate',
  escalateToTemplate: 'EmailTemplate',
  notifyToTemplate: 'EmailTemplate',
  template: 'EmailTemplate',
} as const;

const sharing = {
  'criteriaItems/field': 'field',
  'sharedFrom/group': 'Group',
  'sharedFrom/queue': 'Queue',
  'sharedFrom/role': 'Role',
  'sharedFrom/roleAndSubordinates': 'Role',
  'sharedFrom/roleAndSubordinatesInternal': 'Role',
  'sharedTo/group': 'Group',
  'sharedTo/queue': 'Queue',
  'sharedTo/role': 'Role',
  'sharedTo/roleAndSubordinates': 'Role',
  'sharedTo/roleAndSubordinatesInternal': 'Role',
} as const;

export const xmlReferences: Readonly<Record<string, Readonly<Record<string, Meaning>>>> = {
  ApexTestSuite: { testClassName: 'ApexClass' },
  ApprovalProcess: {
    ...criteria,
    'approvalPageFields/field': 'field',
    emailTemplate: 'EmailTemplate',
  },
  AssignmentRule: rules,
  AutoResponseRule: rules,
  EscalationRule: rules,
  CompactLayout: { fields: 'field' },
  CustomApplication: {
    tabs: 'CustomTab',
    utilityBar: 'FlexiPage',
    'actionOverrides/content': 'FlexiPage',
    'profileActionOverrides/content': 'FlexiPage',
    'profileActionOverrides/recordType': 'RecordType',
  },
  CustomField: {
    'filterItems/field': 'qualified',
    'filterItems/valueField': 'formula',
    'summaryFilterItems/field': 'qualified',
    'valueSet/controllingField': 'field',
    defaultValue: 'formula',
    formula: 'formula',
    referenceTo: 'CustomObject',
    summarizedField: 'qualified',
    summaryForeignKey: 'qualified',
    valueSetName: 'GlobalValueSet',
  },
  CustomMetadata: { 'values/field': 'field' },
  CustomObject: { compactLayoutAssignment: '.CompactLayout', customTabListAdditionalFields: 'field' },
  CustomTab: { auraComponent: 'bundle', flexiPage: 'FlexiPage', lwcComponent: 'bundle', page: 'ApexPage' },
  Dashboard: { report: 'Report' },
  DuplicateRule: { 'duplicateRuleFilterItems/field': 'field', matchingRule: '.MatchingRule' },
  EmailServicesFunction: { apexClass: 'ApexClass' },
  FieldSet: { 'availableFields/field': 'field', 'displayedFields/field': 'field' },
  FlexiPage: {
    componentName: 'bundle',
    fieldItem: 'formula',
    'criteria/leftValue': 'formula',
    parentFlexiPage: 'FlexiPage',
    sobjectType: 'CustomObject',
    'valueListItems/value': 'action',
  },
  Layout: {
    'layoutItems/customLink': '.WebLink',
    'layoutItems/field': 'field',
    'layoutItems/page': 'ApexPage',
    'miniLayout/fields': 'field',
    quickActionName: 'QuickAction',
    relatedList: 'qualified',
  },
  ListView: { columns: 'field', 'filters/field': 'field', ...sharing },
  MatchingRule: { fieldName: 'field' },
  PermissionSetGroup: { mutingPermissionSets: 'MutingPermissionSet', permissionSets: 'PermissionSet' },
  Queue: { sobjectType: 'CustomObject' },
  QuickAction: {
    flowDefinition: 'Flow',
    lightningComponent: 'bundle',
    lightningWebComponent: 'bundle',
    page: 'ApexPage',
    targetObject: 'CustomObject',
    'quickActionLayoutItems/field': 'target',
    'fieldOverrides/field': 'target',
  },
  RecordType: {
    businessProcess: '.BusinessProcess',
    compactLayoutAssignment: '.CompactLayout',
    'picklistValues/picklist': 'field',
  },
  Report: {
    column: 'report',
    field: 'report',
    groupingColumn: 'report',
    sortColumn: 'report',
    reportType: 'reportType',
  },
  ReportType: { baseObject: 'CustomObject' },
  Role: { parentRole: 'Role' },
  SharingCriteriaRule: sharing,
  SharingGuestRule: sharing,
  SharingOwnerRule: sharing,
  ValidationRule: { errorConditionFormula: 'formula', errorDisplayField: 'field' },
  WebLink: { page: 'ApexPage', url: 'merge' },
  WorkflowAlert: { template: 'EmailTemplate', 'recipients/field': 'field' },
  WorkflowFieldUpdate: { field: 'field', formula: 'formula' },
  WorkflowFlowAction: { flow: 'Flow' },
  WorkflowOutboundMessage: { fields: 'field' },
  WorkflowRule: { ...criteria, offsetFromField: 'qualified' },
};
