/**
 * Elements whose order among their equals means something, by the type of the component; `*` for every type. All
 * others are sets: a retrieve gives them in an order of its own.
 */
export const ordered: Readonly<Record<string, ReadonlySet<string>>> = {
  // A filter's logic names its conditions by number: "1 AND (2 OR 3)".
  '*': new Set(['conditions', 'criteriaItems', 'criterion', 'filterItems', 'filters', 'ruleItems']),
  AppMenu: new Set(['appMenuItems']),
  ApprovalProcess: new Set(['approvalStep', 'approver', 'field']),
  // The first entry that fits is the one that is used.
  AssignmentRule: new Set(['ruleEntry']),
  AutoResponseRule: new Set(['ruleEntry']),
  BotVersion: new Set(['botSteps', 'botStepConditions']),
  CompactLayout: new Set(['fields']),
  CustomApplication: new Set(['tabs']),
  CustomField: new Set(['picklistValues', 'value']),
  CustomObject: new Set([
    'customTabListAdditionalFields',
    'lookupDialogsAdditionalFields',
    'lookupFilterFields',
    'lookupPhoneDialogsAdditionalFields',
    'searchFilterFields',
    'searchResultsAdditionalFields',
  ]),
  Dashboard: new Set(['components', 'dashboardFilterOptions', 'dashboardFilters']),
  DuplicateRule: new Set(['duplicateRuleMatchRules']),
  EntitlementProcess: new Set(['milestones']),
  EscalationRule: new Set(['ruleEntry']),
  FieldSet: new Set(['displayedFields']),
  FlexiPage: new Set(['componentInstances', 'itemInstances', 'valueListItems']),
  Flow: new Set(['assignmentItems', 'choiceReferences', 'fields', 'rules', 'sortOptions', 'stageSteps']),
  GlobalValueSet: new Set(['customValue']),
  HomePageLayout: new Set(['narrowComponents', 'wideComponents']),
  Layout: new Set([
    'customButtons',
    'fields',
    'layoutColumns',
    'layoutItems',
    'layoutSections',
    'quickActionListItems',
    'relatedContentItems',
    'relatedLists',
  ]),
  ListView: new Set(['columns']),
  MatchingRule: new Set(['matchingRuleItems']),
  PathAssistant: new Set(['fieldNames', 'pathAssistantSteps']),
  QuickAction: new Set(['quickActionLayoutColumns', 'quickActionLayoutItems']),
  Report: new Set(['columns', 'groupingsAcross', 'groupingsDown']),
  ReportType: new Set(['columns', 'sections']),
  StandardValueSet: new Set(['standardValue']),
};

/**
 * Values that an element has when it is not there, by type: writing them out is no change. Only types that a deploy
 * replaces whole are here; where a deploy merges, an absent element means "as it is" and not the default.
 */
export const defaults: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  CustomField: {
    externalId: 'false',
    required: 'false',
    trackFeedHistory: 'false',
    trackHistory: 'false',
    trackTrending: 'false',
    unique: 'false',
  },
  CustomMetadata: { protected: 'false' },
  LightningComponentBundle: { isExposed: 'false' },
  PermissionSet: { hasActivationRequired: 'false' },
};
