/**
 * What names an entry in a component, by the component's type, then by element. A path of elements (`value/fullName`)
 * goes into nested ones; several make one key together. The facts are those of the Metadata API guide's page of each
 * type; what is not in the table is named by `usualNames`.
 */
export const entryKeys: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  Profile: {
    applicationVisibilities: ['application'],
    categoryGroupVisibilities: ['dataCategoryGroup'],
    classAccesses: ['apexClass'],
    customMetadataTypeAccesses: ['name'],
    customPermissions: ['name'],
    customSettingAccesses: ['name'],
    externalCredentialPrincipalAccesses: ['externalCredentialPrincipal'],
    externalDataSourceAccesses: ['externalDataSource'],
    fieldLevelSecurities: ['field'],
    fieldPermissions: ['field'],
    flowAccesses: ['flow'],
    layoutAssignments: ['layout', 'recordType'],
    loginFlows: ['friendlyName'],
    loginIpRanges: ['startAddress', 'endAddress'],
    objectPermissions: ['object'],
    pageAccesses: ['apexPage'],
    profileActionOverrides: ['actionName', 'pageOrSobjectType', 'recordType', 'formFactor'],
    recordTypeVisibilities: ['recordType'],
    tabVisibilities: ['tab'],
    userPermissions: ['name'],
  },
  PermissionSet: {
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
    tabSettings: ['tab'],
    userPermissions: ['name'],
  },
};

/** Child elements that name their parent, first found first, where the table says nothing. */
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

/**
 * Elements whose order among their equals means something, by the type of the component; `*` for every type. All
 * others are sets: a retrieve gives them in an order of its own.
 */
export const ordered: Readonly<Record<string, ReadonlySet<string>>> = {
  '*': new Set(['criteriaItems', 'filterItems', 'booleanFilter']),
};

/** Values that an element has when it is not there, by type: writing them out is no change. */
export const defaults: Readonly<Record<string, Readonly<Record<string, string>>>> = {};
