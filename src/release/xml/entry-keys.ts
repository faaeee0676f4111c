/**
 * Child elements that name an entry, from the page of its type in the Metadata API guide. Several make one key
 * together. `a/b` goes into a nested element, `a|b` takes the first that is there, `layout~object` is the text before
 * the first dash (the object of a layout), `.` is the element's own text, `#` its position among its equals.
 */
export type EntryKey = readonly string[];

/** Permissions: the same entries in profiles, permission sets and muting permission sets. */
const permissions: Readonly<Record<string, EntryKey>> = {
  agentAccesses: ['agentName'],
  applicationVisibilities: ['application'],
  classAccesses: ['apexClass'],
  customMetadataTypeAccesses: ['name'],
  customPermissions: ['name'],
  customSettingAccesses: ['name'],
  dataspaceScopes: ['dataspaceScope'],
  emailRoutingAddressAccesses: ['name'],
  externalCredentialPrincipalAccesses: ['externalCredentialPrincipal'],
  externalDataSourceAccesses: ['externalDataSource'],
  fieldLevelSecurities: ['field'],
  fieldPermissions: ['field'],
  flowAccesses: ['flow'],
  objectPermissions: ['object'],
  pageAccesses: ['apexPage'],
  recordTypeVisibilities: ['recordType'],
  servicePresenceStatusAccesses: ['servicePresenceStatus'],
  tabSettings: ['tab'],
  tabVisibilities: ['tab'],
  userPermissions: ['name'],
};

const overrides: EntryKey = ['actionName', 'pageOrSobjectType', 'recordType', 'formFactor', 'profile'];
const value: EntryKey = ['fullName'];
const position: EntryKey = ['#'];

/** What names an entry directly under the root, by the component's type, then by element. */
export const entryKeys: Readonly<Record<string, Readonly<Record<string, EntryKey>>>> = {
  AppMenu: { appMenuItems: ['type', 'name'] },
  ApprovalProcess: { allowedSubmitters: ['type', 'submitter'], approvalStep: ['name'] },
  AssignmentRule: { ruleEntry: position },
  AutoResponseRule: { ruleEntry: position },
  BotVersion: { botDialogs: ['developerName'], conversationVariables: ['developerName'] },
  BrandingSet: { brandingSetProperty: ['propertyName'] },
  ConnectedApp: { attributes: ['key'] },
  CustomApplication: { actionOverrides: overrides, profileActionOverrides: overrides },
  CustomMetadata: { values: ['field'] },
  CustomObject: { actionOverrides: overrides, profileSearchLayouts: ['profileName'] },
  CustomObjectTranslation: {
    caseValues: ['plural', 'caseType', 'article', 'possessive'],
    fieldSets: ['name'],
    fields: ['name'],
    layouts: ['layout', 'layoutType'],
    namedFilters: ['name'],
    quickActions: ['name'],
    recordTypes: ['name'],
    sharingReasons: ['name'],
    standardFields: ['name'],
    validationRules: ['name'],
    webLinks: ['name'],
    workflowTasks: ['subject'],
  },
  CustomTab: { actionOverrides: overrides },
  Dashboard: { dashboardFilters: ['name'] },
  DataCategoryGroup: { dataCategory: ['name'] },
  DuplicateRule: { duplicateRuleMatchRules: ['matchRuleSObjectType', 'matchingRule'] },
  EntitlementProcess: { milestones: ['milestoneName'] },
  EscalationRule: { ruleEntry: position },
  ExternalCredential: { externalCredentialParameters: ['parameterGroup', 'parameterType', 'parameterName'] },
  ExternalServiceRegistration: { operations: ['name'] },
  FieldSet: { availableFields: ['field'], displayedFields: ['field'] },
  FlexiPage: { flexiPageRegions: ['name'] },
  Flow: { '*': ['name'] },
  FlowTest: { testPoints: ['elementApiName'] },
  GlobalValueSet: { customValue: value },
  GlobalValueSetTranslation: { valueTranslation: ['masterLabel'] },
  KeywordList: { keywords: ['keyword'] },
  Layout: {
    layoutSections: ['label'],
    relatedLists: ['relatedList'],
  },
  LightningMessageChannel: { lightningMessageFields: ['fieldName'] },
  ListView: { filters: position },
  ManagedTopics: { managedTopic: ['managedTopicType', 'name'] },
  MatchingRule: { matchingRuleItems: position },
  ModerationRule: { entitiesAndFields: ['entityName', 'fieldName'] },
  MutingPermissionSet: permissions,
  NamedCredential: { namedCredentialParameters: ['parameterType', 'parameterName'] },
  NavigationMenu: { navigationMenuItem: ['label', 'type', 'target'] },
  PathAssistant: { pathAssistantSteps: ['picklistValueName'] },
  PermissionSet: permissions,
  Profile: {
    ...permissions,
    categoryGroupVisibilities: ['dataCategoryGroup'],
    layoutAssignments: ['layout~object', 'recordType'],
    loginFlows: ['friendlyName|friendlyname'],
    loginIpRanges: ['startAddress', 'endAddress'],
    profileActionOverrides: overrides,
  },
  Prompt: { promptVersions: ['versionNumber'] },
  Queue: { queueSobject: ['sobjectType'] },
  QuickAction: { fieldOverrides: ['field'] },
  RecordType: { picklistValues: ['picklist'] },
  Report: {
    aggregates: ['developerName'],
    buckets: ['developerName'],
    colorRanges: ['columnName'],
    columns: ['field'],
    groupingsAcross: ['field'],
    groupingsDown: ['field'],
    params: ['name'],
  },
  ReportType: { sections: ['masterLabel'] },
  SharingCriteriaRule: { criteriaItems: position },
  StandardValueSet: { standardValue: value },
  StandardValueSetTranslation: { valueTranslation: ['masterLabel'] },
  Territory2: { objectAccessLevels: ['objectType'], ruleAssociations: ['ruleName'] },
  Territory2Rule: { ruleItems: position },
  Translations: {
    bots: ['fullName'],
    customApplications: ['name'],
    customDataTypeTranslations: ['name'],
    customLabels: ['name'],
    customPageWebLinks: ['name'],
    customTabs: ['name'],
    flowDefinitions: ['fullName'],
    globalPicklists: ['name'],
    pipelineInspMetricConfigs: ['name'],
    prompts: ['name'],
    quickActions: ['name'],
    reportTypes: ['name'],
    scontrols: ['name'],
  },
  WorkflowAlert: { recipients: ['type', 'recipient|field'] },
  WorkflowRule: { actions: ['type', 'name'], criteriaItems: position, workflowTimeTriggers: position },
};

const layoutItem: EntryKey = [
  'field|customLink|page|component|canvas|scontrol|reportChartComponent/reportName|analyticsCloudComponent/devName|emptySpace',
];

/** What names an entry deeper down, by type, then by the elements that lead to it. */
export const nestedEntryKeys: Readonly<Record<string, Readonly<Record<string, EntryKey>>>> = {
  ApprovalProcess: { 'approvalPageFields/field': ['.'], 'entryCriteria/criteriaItems': position },
  BotVersion: { 'botDialogs/botSteps': position },
  CustomField: {
    'picklist/picklistValues': value,
    'valueSet/valueSetDefinition/value': value,
    'valueSet/valueSettings': ['valueName'],
  },
  CustomObjectTranslation: { 'fields/picklistValues': ['masterLabel'], 'layouts/sections': ['section'] },
  Dashboard: { 'dashboardGridLayout/dashboardGridComponents': ['rowIndex', 'columnIndex'] },
  FlexiPage: {
    'flexiPageRegions/componentInstances': ['identifier|componentName'],
    'flexiPageRegions/itemInstances': [
      'componentInstance/identifier|fieldInstance/identifier|componentInstance/componentName|fieldInstance/fieldItem',
    ],
  },
  Flow: {
    'actionCalls/inputParameters': ['name'],
    'decisions/rules': ['name'],
    'orchestratedStages/stageSteps': ['name'],
    'recordCreates/inputAssignments': ['field'],
    'recordUpdates/inputAssignments': ['field'],
    'screens/fields': ['name'],
    'start/scheduledPaths': ['name'],
    'subflows/inputAssignments': ['name'],
    'waits/waitEvents': ['name'],
  },
  Layout: {
    'layoutSections/layoutColumns': position,
    'layoutSections/layoutColumns/layoutItems': layoutItem,
    'platformActionList/platformActionListItems': ['actionType', 'actionName'],
    'quickActionList/quickActionListItems': ['quickActionName'],
  },
  QuickAction: {
    'quickActionLayout/quickActionLayoutColumns': position,
    'quickActionLayout/quickActionLayoutColumns/quickActionLayoutItems': ['field'],
  },
  RecordType: { 'picklistValues/values': value },
  Report: { 'filter/criteriaItems': position },
  ReportType: { 'sections/columns': ['table', 'field'] },
  Translations: { 'flowDefinitions/flows': ['fullName'], 'globalPicklists/picklistValues': ['masterLabel'] },
};

/** Child elements that name their parent, first found first, where the tables say nothing. */
export const usualNames: readonly string[] = [
  'fullName',
  'name',
  'apiName',
  'developerName',
  'masterLabel',
  'label',
  'field',
  'fieldName',
  'actionName',
  'type',
];

/** Between the parts of a key made of several elements. */
export const keySeparator = ' | ';

/** Between the key of an entry and that of an entry inside it. */
export const pathSeparator = ' / ';
