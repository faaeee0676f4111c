import { element, piece, tags } from '../pieces.ts';
import { claim, may, permissionSet, picklist, profile, textField, valuesOf } from './components.ts';
import type { Row } from './row.ts';

const colours = (...names: readonly string[]) =>
  piece(
    'GlobalValueSet:Colour',
    `${valuesOf('customValue', ...names)}<masterLabel>Colour</masterLabel><sorted>false</sorted>`,
  );
const industry = (...names: readonly string[]) =>
  piece('StandardValueSet:Industry', `<sorted>false</sorted>${valuesOf('standardValue', ...names)}`);

const children = (text: string) => [
  piece('ValidationRule:Account.V', tags({ active: true, errorConditionFormula: 'false', errorMessage: text })),
  piece('ListView:Account.L', tags({ filterScope: 'Everything', label: text })),
  piece(
    'WebLink:Account.W',
    tags({
      availability: 'online',
      displayType: 'link',
      linkType: 'url',
      masterLabel: text,
      openType: 'newWindow',
      protected: false,
      url: 'https://example.com',
    }),
  ),
  piece('FieldSet:Account.F', tags({ description: text, label: text })),
  piece('CompactLayout:Account.C', `<fields>Name</fields>${tags({ label: text })}`),
  piece(
    'BusinessProcess:Opportunity.B',
    `${tags({ description: text, isActive: true })}<values><fullName>Closed</fullName><default>false</default></values>`,
  ),
];
const recordType = (text: string) => piece('RecordType:Account.Partner', tags({ active: true, label: text }));
const checkbox = piece('CustomField:Account.Risk__c', tags({ defaultValue: false, label: 'Label', type: 'Checkbox' }));
const fieldAccess = element('fieldPermissions', { editable: true, field: 'Account.Risk__c', readable: true });
const rateType = [
  piece('CustomObject:Rate__mdt', tags({ label: 'Rate', pluralLabel: 'Rates', visibility: 'Public' })),
  ...['One__c', 'Two__c'].map((name) =>
    piece(
      `CustomField:Rate__mdt.${name}`,
      tags({ fieldManageability: 'DeveloperControlled', label: name, length: 20, type: 'Text' }),
    ),
  ),
];
const rate = (name: string, ...fields: readonly string[]) =>
  piece(
    `CustomMetadata:Rate.${name}`,
    `${tags({ label: name, protected: false })}${fields.map((field) => `<values><field>${field}</field><value xsi:type="xsd:string">x</value></values>`).join('')}`,
  );

export const dataModelRows: readonly Row[] = [
  {
    title: 'a permission set is the whole truth: what the release added to it is gone when it is sent again',
    from: [permissionSet('Sales', may('EditTask') + may('ViewSetup'))],
    to: [permissionSet('Sales', may('ViewSetup'))],
    sends: ['PermissionSet:Sales'],
  },
  {
    title: 'a permission set of a project up to API 39 merges: what was added is switched off by name',
    apiVersion: '39.0',
    from: [permissionSet('Sales', may('EditTask') + may('ViewSetup'))],
    to: [permissionSet('Sales', may('ViewSetup'))],
    sends: ['PermissionSet:Sales'],
  },
  {
    title: 'a muting permission set and a permission set group are sent whole',
    always: [permissionSet('Sales')],
    from: [
      piece('MutingPermissionSet:Less', `${tags({ label: 'Less' })}${may('EditTask')}`),
      piece('PermissionSetGroup:Team', tags({ label: 'Two', mutingPermissionSets: 'Less', permissionSets: 'Sales' })),
    ],
    to: [
      piece('MutingPermissionSet:Less', tags({ label: 'Less' })),
      piece('PermissionSetGroup:Team', tags({ label: 'One', mutingPermissionSets: 'Less', permissionSets: 'Sales' })),
    ],
    sends: ['MutingPermissionSet:Less', 'PermissionSetGroup:Team'],
  },
  {
    title: 'a property of an object gets its former value',
    from: [claim({ enableFeeds: true })],
    to: [claim({ enableFeeds: false })],
    sends: ['CustomObject:Claim__c'],
  },
  {
    title: 'a property that the release was the first to set gets the default of the platform',
    from: [claim({ enableHistory: true })],
    to: [claim()],
    sends: ['CustomObject:Claim__c'],
    limits: ['platformDefaultAssumed CustomObject:Claim__c enableHistory'],
  },
  {
    title: 'a property of which nobody knows what it was stays',
    from: [claim({ externalSharingModel: 'Private' })],
    to: [claim()],
    stays: ['customobject:claim__c differs in externalSharingModel'],
    limits: ['formerValueUnknown CustomObject:Claim__c externalSharingModel'],
  },
  {
    title: 'children of an object that were changed are sent whole',
    from: children('two'),
    to: children('one'),
    sends: [
      'BusinessProcess:Opportunity.B',
      'CompactLayout:Account.C',
      'FieldSet:Account.F',
      'ListView:Account.L',
      'ValidationRule:Account.V',
      'WebLink:Account.W',
    ],
  },
  {
    title: 'children of an object that were added are deleted by name',
    from: children('one'),
    to: [],
    deletes: [
      'post BusinessProcess:Opportunity.B',
      'post CompactLayout:Account.C',
      'post FieldSet:Account.F',
      'post ListView:Account.L',
      'post ValidationRule:Account.V',
      'post WebLink:Account.W',
    ],
  },
  {
    title: 'a sharing reason and an index of a custom object are deleted by name',
    always: [claim()],
    from: [piece('SharingReason:Claim__c.R', tags({ label: 'R' })), piece('Index:Claim__c.I', tags({ label: 'I' }))],
    to: [],
    deletes: ['post Index:Claim__c.I', 'post SharingReason:Claim__c.R'],
  },
  {
    title: 'a record type that was changed is sent whole',
    from: [recordType('two')],
    to: [recordType('one')],
    sends: ['RecordType:Account.Partner'],
  },
  {
    title: 'a picklist dependency stays, and with it the field that it depends on',
    from: [
      picklist('Account.Kind__c', valuesOf('value', 'a')),
      picklist('Account.Shade__c', valuesOf('value', 'b'), 'Kind__c'),
    ],
    to: [picklist('Account.Shade__c', valuesOf('value', 'b'))],
    sends: ['CustomField:Account.Shade__c'],
    stays: ['customfield:account.kind__c should not be there', 'customfield:account.shade__c differs in valueSet'],
    limits: [
      'stillReferenced CustomField:Account.Kind__c',
      'picklistDependencyStays CustomField:Account.Shade__c valueSet controllingField',
    ],
  },
  {
    title: 'values of a picklist, a global and a standard value set become inactive; nothing deletes them',
    from: [
      picklist('Account.Risk__c', valuesOf('value', 'Low', 'High')),
      colours('Red', 'Blue'),
      industry('Mining', 'Trade'),
    ],
    to: [picklist('Account.Risk__c', valuesOf('value', 'Low')), colours('Red'), industry('Mining')],
    sends: ['CustomField:Account.Risk__c', 'GlobalValueSet:Colour', 'StandardValueSet:Industry'],
    limits: [
      'picklistValueOnlyDeactivated CustomField:Account.Risk__c value High',
      'picklistValueOnlyDeactivated GlobalValueSet:Colour customValue Blue',
      'picklistValueOnlyDeactivated StandardValueSet:Industry standardValue Trade',
    ],
  },
  {
    title: 'a value that a release gives another API name keeps the one that the org has: two of one label are refused',
    from: [colours('Rouge=Red')],
    to: [colours('Red=Red')],
    sends: ['GlobalValueSet:Colour'],
  },
  {
    title: 'a field without values is deleted after everything that is sent',
    from: [textField('Account.Risk__c')],
    to: [],
    deletes: ['post CustomField:Account.Risk__c'],
  },
  {
    title: 'a field that people have written into stays',
    from: [textField('Account.Risk__c')],
    to: [],
    meanwhile: ({ database }) => void database.insert('Account', [{ Name: 'one', Risk__c: 'high' }]),
    stays: ['customfield:account.risk__c should not be there'],
    limits: ['dataWouldBeLost CustomField:Account.Risk__c'],
  },
  {
    title: 'an object with rows stays, with its fields',
    from: [claim(), textField('Claim__c.Note__c')],
    to: [],
    meanwhile: ({ database }) => void database.insert('Claim__c', [{ Name: 'one' }]),
    stays: ['customfield:claim__c.note__c should not be there', 'customobject:claim__c should not be there'],
    limits: ['parentKept CustomField:Claim__c.Note__c', 'dataWouldBeLost CustomObject:Claim__c'],
  },
  {
    title: 'an object without rows goes with all that belongs to it',
    from: [claim(), textField('Claim__c.Note__c')],
    to: [],
    deletes: ['post CustomObject:Claim__c'],
  },
  {
    title: 'a field that was deleted comes back empty, and who could see it is told again',
    from: [profile('')],
    to: [textField('Account.Risk__c'), profile(fieldAccess)],
    sends: ['CustomField:Account.Risk__c', 'Profile:Clerk'],
    limits: ['fieldRecreatedEmpty CustomField:Account.Risk__c'],
    entries: ['fieldPermissions editable=true field=Account.Risk__c readable=true'],
  },
  {
    title: 'a field of another type is changed back while nobody has written into it',
    from: [checkbox],
    to: [textField('Account.Risk__c')],
    sends: ['CustomField:Account.Risk__c'],
  },
  {
    title: 'a change of type that would lose values is left to a person',
    from: [checkbox],
    to: [textField('Account.Risk__c')],
    meanwhile: ({ database }) => void database.insert('Account', [{ Name: 'one', Risk__c: true }]),
    stays: ['customfield:account.risk__c differs in defaultValue, type, length, required'],
    limits: ['fieldTypeChange CustomField:Account.Risk__c'],
  },
  {
    title: 'a field that was made longer stays as long where values may not fit any more',
    from: [textField('Account.Risk__c', 'Label', 80)],
    to: [textField('Account.Risk__c', 'Label', 20)],
    meanwhile: ({ database }) => void database.insert('Account', [{ Name: 'one', Risk__c: 'x'.repeat(40) }]),
    sends: ['CustomField:Account.Risk__c'],
    stays: ['customfield:account.risk__c differs in length'],
    limits: ['fieldNarrowed CustomField:Account.Risk__c length'],
  },
  {
    title: 'a custom metadata record gets a nil for every field that the release filled',
    always: rateType,
    from: [rate('Base', 'One__c', 'Two__c')],
    to: [rate('Base', 'One__c')],
    sends: ['CustomMetadata:Rate.Base'],
  },
  {
    title: 'a custom metadata record that was added is deleted',
    always: rateType,
    from: [rate('Base', 'One__c')],
    to: [],
    deletes: ['post CustomMetadata:Rate.Base'],
  },
];
