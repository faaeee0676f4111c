/**
 * How the org takes in a component that it already has, by type. A type that is not listed is replaced whole
 * (classes, pages, bundles, layouts, flexipages, tabs, report types, roles …; METAZOA "What does the Metadata API
 * replace"; folklore).
 *
 * `entries`: elements that are recognised by the text of these children; several are joined.
 * `keeps`: what stays although the incoming file leaves it out.
 */
export interface MergeRule {
  readonly entries: Readonly<Record<string, readonly string[]>>;
  readonly keeps: 'nothing' | 'entries' | 'properties' | 'all';
  /** Entries that keep their own children and lists too, however deep (translations, settings). */
  readonly deep?: boolean;
  /** Kept as sent until there is something to merge: there are many of these, and most are deployed once. */
  readonly lazy?: boolean;
}

const access = {
  agentAccesses: ['agentName'],
  applicationVisibilities: ['application'],
  classAccesses: ['apexClass'],
  customMetadataTypeAccesses: ['name'],
  customPermissions: ['name'],
  customSettingAccesses: ['name'],
  externalCredentialPrincipalAccesses: ['externalCredentialPrincipal'],
  externalDataSourceAccesses: ['externalDataSource'],
  fieldPermissions: ['field'],
  flowAccesses: ['flow'],
  objectPermissions: ['object'],
  pageAccesses: ['apexPage'],
  recordTypeVisibilities: ['recordType'],
  userPermissions: ['name'],
} as const;

const named = (...tags: readonly string[]): Record<string, readonly string[]> =>
  Object.fromEntries(tags.map((tag) => [tag, ['name', 'fullName', 'masterLabel', 'layout']]));

const override = ['actionName', 'pageOrSobjectType', 'recordType', 'profile', 'formFactor'];

/** Entries merge, absent stays, `false` revokes (meta_profile.htm; sfdx-hardis#1755, Copado-Manual#8; folklore). */
const profile: MergeRule = {
  keeps: 'all',
  entries: {
    ...access,
    categoryGroupVisibilities: ['dataCategoryGroup'],
    layoutAssignments: ['layout', 'recordType'], // the layout counts by its object only, see `entryKey`
    loginFlows: ['friendlyName', 'friendlyname'],
    profileActionOverrides: override,
    tabVisibilities: ['tab'],
  },
};

/** From API 40 on the file is the whole truth (meta_permissionset.htm; documented). */
const permissionSet: MergeRule = {
  keeps: 'nothing',
  entries: {
    ...access,
    emailRoutingAddressAccesses: ['name'],
    servicePresenceStatusAccesses: ['name'],
    tabSettings: ['tab'],
  },
};

export const mergeRules: Readonly<Record<string, MergeRule>> = {
  Profile: profile,
  PermissionSet: permissionSet,
  MutingPermissionSet: permissionSet,
  /** Only elements that are sent change (stackexchange 277989; folklore). Children are components of their own. */
  CustomObject: { keeps: 'all', entries: { actionOverrides: ['actionName', 'formFactor'] } },
  Workflow: { keeps: 'all', entries: {} },
  SharingRules: { keeps: 'all', entries: {} },
  AssignmentRules: { keeps: 'all', entries: {} },
  AutoResponseRules: { keeps: 'all', entries: {} },
  EscalationRules: { keeps: 'all', entries: {} },
  MatchingRules: { keeps: 'all', entries: {} },
  CustomLabels: { keeps: 'all', entries: {} },
  Bot: { keeps: 'properties', entries: {} },
  AIScoringModelDefinition: { keeps: 'properties', entries: {} },
  /** Absent elements keep their value (assumed; proved nowhere). */
  Settings: { keeps: 'all', deep: true, entries: {} },
  /** Missing values are deactivated (meta_customvalue.htm; documented): see value-sets.ts. */
  GlobalValueSet: { keeps: 'nothing', entries: {} },
  StandardValueSet: { keeps: 'nothing', entries: {} },
  /** Entries can be added and changed, never removed (Gearset 4046001; folklore). */
  Translations: {
    keeps: 'all',
    deep: true,
    lazy: true,
    entries: named(
      'bots',
      'customApplications',
      'customDataTypeTranslations',
      'customLabels',
      'customPageWebLinks',
      'customTabs',
      'flowDefinitions',
      'pipelineInspMetricConfigs',
      'prompts',
      'quickActions',
      'reportTypes',
      'scontrols',
    ),
  },
  CustomObjectTranslation: {
    keeps: 'all',
    deep: true,
    lazy: true,
    entries: {
      ...named(
        'fieldSets',
        'fields',
        'layouts',
        'namedFilters',
        'quickActions',
        'recordTypes',
        'sharingReasons',
        'standardFields',
        'validationRules',
        'webLinks',
        'workflowTasks',
      ),
      caseValues: ['plural', 'caseType', 'article', 'possessive'],
    },
  },
  GlobalValueSetTranslation: { keeps: 'all', entries: { valueTranslation: ['masterLabel'] } },
  StandardValueSetTranslation: { keeps: 'all', entries: { valueTranslation: ['masterLabel'] } },
  /** App default pages and page assignments can be added and changed, not removed (Gearset 4046001; folklore). */
  CustomApplication: {
    keeps: 'entries',
    entries: { actionOverrides: override, profileActionOverrides: override },
  },
  /** A value that is left out stays as it was: the harder reading of what the guide does not say (assumed). */
  CustomMetadata: { keeps: 'entries', lazy: true, entries: { values: ['field'] } },
};
