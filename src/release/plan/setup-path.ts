import type { ManualStep } from './limit.ts';
import type { Limit } from './plan.ts';

type Place = string | ((limit: Pick<Limit, 'component'>) => string);

const setup = (page: string): string => `/lightning/setup/${page}`;

/** The object of a child: `Claim__c` of `Claim__c.Risk__c`; a layout names it before the first hyphen. */
const objectIn = ({ component: { type, fullName } }: Pick<Limit, 'component'>): string =>
  fullName.split(type === 'Layout' ? '-' : '.')[0] ?? fullName;

const inObject =
  (part: string): Place =>
  (limit) =>
    setup(`ObjectManager/${encodeURIComponent(objectIn(limit))}/${part}/view`);

/** Where Setup lists the components of a type; of most that people delete by hand. */
const lists: Readonly<Record<string, Place>> = {
  ApexClass: setup('ApexClasses/home'),
  ApexPage: setup('ApexPages/home'),
  ApexTrigger: setup('ApexTriggers/home'),
  ApprovalProcess: setup('ApprovalProcesses/home'),
  CustomApplication: setup('NavigationMenus/home'),
  CustomField: inObject('FieldsAndRelationships'),
  CustomLabel: setup('ExternalStrings/home'),
  CustomMetadata: setup('CustomMetadata/home'),
  CustomObject: inObject('Details'),
  CustomPermission: setup('CustomPermissions/home'),
  CustomSite: setup('CustomDomain/home'),
  CustomTab: setup('CustomTabs/home'),
  DuplicateRule: setup('DuplicateRules/home'),
  FlexiPage: setup('FlexiPageList/home'),
  Flow: setup('Flows/home'),
  GlobalValueSet: setup('Picklists/home'),
  Group: setup('PublicGroups/home'),
  Layout: inObject('PageLayouts'),
  LightningComponentBundle: setup('LightningComponentBundles/home'),
  MatchingRule: setup('MatchingRules/home'),
  NamedCredential: setup('NamedCredential/home'),
  Network: setup('SetupNetworks/home'),
  PermissionSet: setup('PermSets/home'),
  PermissionSetGroup: setup('PermSetGroups/home'),
  Profile: setup('EnhancedProfiles/home'),
  Queue: setup('Queues/home'),
  RecordType: inObject('RecordTypes'),
  RemoteSiteSetting: setup('SecurityRemoteProxy/home'),
  Role: setup('Roles/home'),
  StaticResource: setup('StaticResources/home'),
  ValidationRule: inObject('ValidationRules'),
  WorkflowRule: setup('WorkflowRules/home'),
};

const home = setup('SetupOneHome/home');

const byType: Place = (limit) => placeIn(lists[limit.component.type] ?? home, limit);

/**
 * Where each manual step is done (Salesforce's Lightning Experience Setup addresses, as the browser shows them; folklore:
 * Salesforce promises none of them). `deleteDataModel` and the like go by type.
 */
const places: Readonly<Record<ManualStep, Place>> = {
  deleteInSetup: byType,
  deleteRecordType: inObject('RecordTypes'),
  deleteFlowVersions: setup('Flows/home'),
  activateFlowVersion: setup('Flows/home'),
  deletePicklistValue: byType,
  removePicklistDependency: inObject('FieldsAndRelationships'),
  deleteProfile: setup('EnhancedProfiles/home'),
  removeProfileEntry: setup('EnhancedProfiles/home'),
  removePageAssignment: byType,
  setFormerValue: byType,
  removeTranslation: setup('LabelWorkbenchTranslate/home'),
  changeFieldType: inObject('FieldsAndRelationships'),
  undeleteField: inObject('FieldsAndRelationships'),
  deactivateFirst: byType,
  removeReference: byType,
  takeFromUsers: byType,
  giveRecordsAway: byType,
  restoreCategories: setup('DataCategories/home'),
  enterSecrets: byType,
  restoreData: setup('DataManagementDataImporter/home'),
  deleteDataModel: byType,
};

const placeIn = (place: Place, limit: Pick<Limit, 'component'>): string =>
  typeof place === 'string' ? place : place(limit);

/** Where in Setup a person takes the step, relative to the org's address; undefined when there is none to take. */
export const setupPath = (limit: Pick<Limit, 'component' | 'manual'>): string | undefined =>
  limit.manual === undefined ? undefined : placeIn(places[limit.manual], limit);
