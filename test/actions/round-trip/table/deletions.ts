import type { PracticeOrg } from '../../../../src/practice-org/index.ts';
import { element, metadataFiles, piece, tags } from '../pieces.ts';
import {
  app,
  claim,
  flow,
  layout,
  may,
  page,
  permissionSet,
  picklist,
  profile,
  textField,
  valuesOf,
} from './components.ts';
import type { Row } from './row.ts';

const colours = piece(
  'GlobalValueSet:Colour',
  `${valuesOf('customValue', 'Red')}<masterLabel>Colour</masterLabel><sorted>false</sorted>`,
);
const colourField = piece(
  'CustomField:Account.Colour__c',
  `${tags({ label: 'Colour', required: false, type: 'Picklist' })}<valueSet><restricted>true</restricted><valueSetName>Colour</valueSetName></valueSet>`,
);
const defaultApp = element('applicationVisibilities', { application: 'Claims', default: true, visible: true });

/** A package brings two fields to an object that everybody has. */
const installed = ({ events }: PracticeOrg): void => {
  const files = metadataFiles(['Level', 'Rank'].map((name) => textField(`Account.pack__${name}__c`, 'shipped')));
  events.installPackage('Pack', { namespace: 'pack', files });
};

const idOf = ({ metadata }: PracticeOrg, key: string): string => metadata.components.get(key)!.id;

export const deletionRows: readonly Row[] = [
  {
    title: 'a record type is switched off; a person deletes it',
    from: [piece('RecordType:Account.Partner', tags({ active: true, label: 'Partner' }))],
    to: [],
    sends: ['RecordType:Account.Partner'],
    stays: ['recordtype:account.partner should not be there'],
    limits: ['recordTypeCannotBeDeleted RecordType:Account.Partner'],
  },
  {
    title: 'a standard value set and settings that the release was the first to bring stay',
    from: [
      piece('StandardValueSet:Industry', `<sorted>false</sorted>${valuesOf('standardValue', 'Mining')}`),
      piece('Settings:Account', tags({ enableAccountTeams: true })),
    ],
    to: [],
    stays: ['settings:account should not be there', 'standardvalueset:industry should not be there'],
    limits: ['formerValueUnknown Settings:Account enableAccountTeams', 'typeCannotBeDeleted StandardValueSet:Industry'],
  },
  {
    title: 'a standard object is never deleted: its property goes back',
    from: [piece('CustomObject:Account', tags({ enableFeeds: true }))],
    to: [],
    sends: ['CustomObject:Account'],
    limits: ['platformDefaultAssumed CustomObject:Account enableFeeds'],
  },
  {
    title: 'a skill stays',
    from: [piece('Skill:Welding', tags({ label: 'Welding' }))],
    to: [],
    stays: ['skill:welding should not be there'],
    limits: ['typeCannotBeDeleted Skill:Welding'],
  },
  {
    title: 'a profile stays, and with it the app that is its default',
    from: [app('Claims'), profile(defaultApp)],
    to: [],
    stays: ['customapplication:claims should not be there', 'profile:clerk should not be there'],
    limits: ['applicationStillDefault CustomApplication:Claims', 'profileCannotBeDeleted Profile:Clerk'],
  },
  {
    title: 'a page that an application assigns stays assigned, and stays',
    from: [
      page('Account_Page', 'one'),
      app(
        'Claims',
        element('actionOverrides', {
          actionName: 'View',
          content: 'Account_Page',
          formFactor: 'Large',
          pageOrSobjectType: 'Account',
          skipRecordTypeSelect: false,
          type: 'Flexipage',
        }),
      ),
    ],
    to: [app('Claims')],
    sends: ['CustomApplication:Claims'],
    stays: ['customapplication:claims differs in actionOverrides', 'flexipage:account_page should not be there'],
    limits: [
      'pageAssignmentStays CustomApplication:Claims actionOverrides View | Account |  | Large',
      'stillReferenced FlexiPage:Account_Page',
    ],
  },
  {
    title: 'a value set that a field uses which goes too needs a second deploy',
    from: [colours, colourField],
    to: [],
    deletes: ['post CustomField:Account.Colour__c', '2 post GlobalValueSet:Colour'],
  },
  {
    title: 'an action on a layout that goes too needs a second deploy',
    always: [claim()],
    from: [
      piece(
        'QuickAction:Account.New_Claim',
        tags({ label: 'New', optionsCreateFeedItem: false, targetObject: 'Claim__c', type: 'Create' }),
      ),
      layout(
        'Account-Sales',
        'one',
        '<platformActionList><actionListContext>Record</actionListContext><platformActionListItems><actionName>Account.New_Claim</actionName><actionType>QuickAction</actionType><sortOrder>0</sortOrder></platformActionListItems></platformActionList>',
      ),
    ],
    to: [],
    deletes: ['post Layout:Account-Sales', '2 post QuickAction:Account.New_Claim'],
  },
  {
    title: 'a live site stays; a person deactivates it',
    from: [piece('Network:Portal', tags({ status: 'Live' }))],
    to: [],
    stays: ['network:portal should not be there'],
    limits: ['typeCannotBeDeleted Network:Portal'],
  },
  {
    title: 'a field that a version of a flow names stays: obsolete versions go on naming it',
    kind: 'sandbox',
    from: [
      textField('Account.Risk__c'),
      piece(
        'Flow:Route',
        `${tags({ apiVersion: '62.0', label: 'two' })}<assignments><name>Set</name><label>Set</label><assignmentItems><assignToReference>account.Risk__c</assignToReference><operator>Assign</operator><value><stringValue>x</stringValue></value></assignmentItems></assignments>${tags({ processType: 'AutoLaunchedFlow', status: 'Active' })}<variables><name>account</name><dataType>SObject</dataType><isCollection>false</isCollection><isInput>true</isInput><isOutput>false</isOutput><objectType>Account</objectType></variables>`,
      ),
    ],
    to: [flow('Route', 'one', 'Active')],
    steps: ['Route 1'],
    stays: ['customfield:account.risk__c should not be there'],
    limits: ['stillReferenced CustomField:Account.Risk__c', 'flowVersionStays Flow:Route'],
  },
  {
    title: 'a field that a formula of the former release does not name any more goes',
    always: [textField('Account.Tier__c')],
    from: [
      textField('Account.Risk__c'),
      piece('CustomField:Account.Shout__c', tags({ formula: 'Risk__c', label: 'Shout', type: 'Text' })),
    ],
    to: [piece('CustomField:Account.Shout__c', tags({ formula: 'Tier__c', label: 'Shout', type: 'Text' }))],
    sends: ['CustomField:Account.Shout__c'],
    deletes: ['post CustomField:Account.Risk__c'],
  },
  {
    title: 'a permission set that users have stays, and gives them nothing any more',
    from: [permissionSet('Sales', may('EditTask'))],
    to: [],
    meanwhile: (org) => {
      const [user] = org.database.query('SELECT Id FROM User LIMIT 1');
      org.database.insert('PermissionSetAssignment', [
        { AssigneeId: user!['Id'], PermissionSetId: idOf(org, 'PermissionSet:Sales') },
      ]);
    },
    sends: ['PermissionSet:Sales'],
    stays: ['permissionset:sales should not be there'],
    limits: ['heldByUsers PermissionSet:Sales'],
  },
  {
    title: 'a permission set group that users have stays, and holds no permission set any more',
    from: [
      permissionSet('Sales', may('EditTask')),
      piece('PermissionSetGroup:Team', tags({ label: 'Team', permissionSets: 'Sales' })),
    ],
    to: [],
    meanwhile: (org) => {
      const [user] = org.database.query('SELECT Id FROM User LIMIT 1');
      const [own] = org.database.query('SELECT Id FROM PermissionSet WHERE IsOwnedByProfile = true LIMIT 1');
      const group = idOf(org, 'PermissionSetGroup:Team');
      org.database.insert('PermissionSetAssignment', [
        { AssigneeId: user!['Id'], PermissionSetId: own!['Id'], PermissionSetGroupId: group },
      ]);
    },
    sends: ['PermissionSetGroup:Team'],
    stays: ['permissionset:sales should not be there', 'permissionsetgroup:team should not be there'],
    limits: ['stillReferenced PermissionSet:Sales', 'heldByUsers PermissionSetGroup:Team'],
  },
  {
    title: 'a role that users have stays',
    from: [piece('Role:CFO', tags({ caseAccessLevel: 'Edit', name: 'CFO' }))],
    to: [],
    meanwhile: (org) => {
      const [user] = org.database.query('SELECT Id FROM User LIMIT 1');
      org.database.write({
        object: 'User',
        kind: 'update',
        rows: [{ Id: user!['Id'], UserRoleId: idOf(org, 'Role:CFO') }],
      });
    },
    stays: ['role:cfo should not be there'],
    limits: ['heldByUsers Role:CFO'],
  },
  {
    title: 'a queue that owns records stays',
    from: [
      piece(
        'Queue:Agents',
        `${tags({ doesSendEmailToMembers: false, name: 'Agents' })}<queueSobject><sobjectType>Case</sobjectType></queueSobject>`,
      ),
    ],
    to: [],
    meanwhile: (org) => void org.database.insert('Case', [{ Subject: 'one', OwnerId: idOf(org, 'Queue:Agents') }]),
    stays: ['queue:agents should not be there'],
    limits: ['ownsRecords Queue:Agents'],
  },
  {
    title: 'what belongs to a managed package is never touched, whatever the releases say of it',
    before: installed,
    from: [textField('Account.pack__Level__c', 'two'), textField('Account.pack__Rank__c')],
    to: [textField('Account.pack__Level__c', 'one')],
    stays: [
      'customfield:account.pack__level__c differs in label',
      'customfield:account.pack__rank__c should not be there',
    ],
    limits: ['managedPackage CustomField:Account.pack__Level__c', 'managedPackage CustomField:Account.pack__Rank__c'],
  },
  {
    title: 'a site that is active stays, and a person deactivates it',
    from: [piece('CustomSite:Shop', tags({ active: true, masterLabel: 'Shop' }))],
    to: [],
    stays: ['customsite:shop should not be there'],
    limits: ['typeCannotBeDeleted CustomSite:Shop'],
  },
  {
    title: 'a picklist value is never deleted by name, nor is a picklist that has rows',
    from: [picklist('Account.Risk__c', valuesOf('value', 'Low', 'High'))],
    to: [picklist('Account.Risk__c', valuesOf('value', 'Low'))],
    meanwhile: ({ database }) => void database.insert('Account', [{ Name: 'one', Risk__c: 'High' }]),
    sends: ['CustomField:Account.Risk__c'],
    limits: ['picklistValueOnlyDeactivated CustomField:Account.Risk__c value High'],
  },
];
