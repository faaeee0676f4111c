/**
 * What an element of an object or a settings file is when it was never set: sent where the release set it first and
 * nobody knows the former value. Marks: the Metadata API guide's page of the type says so (documented), else assumed.
 */
const platformDefaults: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  /** meta_customobject.htm; documented for the switches, assumed for the rest. */
  CustomObject: {
    allowInChatterGroups: 'false',
    compactLayoutAssignment: 'SYSTEM',
    description: '',
    enableActivities: 'false',
    enableBulkApi: 'true',
    enableChangeDataCapture: 'false',
    enableDataTranslation: 'false',
    enableEnhancedLookup: 'false',
    enableFeeds: 'false',
    enableHistory: 'false',
    enableLicensing: 'false',
    enableReports: 'false',
    enableSearch: 'false',
    enableSharing: 'true',
    enableStreamingApi: 'true',
    visibility: 'Public',
  },
  /** meta_deploymentsettings.htm; documented. */
  DeploymentSettings: { doesSkipAsyncApexValidation: 'true' },
  /** meta_flowsettings.htm; documented for production. */
  FlowSettings: { enableFlowDeployAsActiveEnabled: 'false' },
};

/** The value of an element that was never set, by the name of the root element; undefined when nobody knows. */
export const platformDefault = (root: string, element: string): string | undefined => {
  const defaults = Object.hasOwn(platformDefaults, root) ? platformDefaults[root] : undefined;
  return defaults !== undefined && Object.hasOwn(defaults, element) ? defaults[element] : undefined;
};
