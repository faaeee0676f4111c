import { element, piece, tags, type Piece } from '../pieces.ts';
import { apexClass, app, claim, flow, layout, may, profile, testOf, textField } from './components.ts';
import type { Row } from './row.ts';

const standardApp = element('applicationVisibilities', {
  application: 'standard__Sales',
  default: true,
  visible: true,
});

interface Around extends Pick<Row, 'sends' | 'entries' | 'stays' | 'limits'> {
  /** What the entry is about. */
  readonly about?: readonly Piece[];
  /** Entries that the profile had before. */
  readonly before?: string;
}

/** A profile that gets one entry more. */
const added = (title: string, entry: string, { about = [], before = '', ...told }: Around = {}): Row => ({
  title,
  always: about,
  from: [profile(standardApp + before + entry)],
  to: [profile(standardApp + before)],
  sends: ['Profile:Clerk'],
  ...told,
});

const objectRights = (right: boolean) =>
  element('objectPermissions', {
    allowCreate: right,
    allowDelete: right,
    allowEdit: right,
    allowRead: true,
    modifyAllRecords: false,
    object: 'Claim__c',
    viewAllRecords: false,
  });
const recordType = piece('RecordType:Account.Partner', tags({ active: true, label: 'Partner' }));
const shop = piece('RecordType:Account.Shop', tags({ active: true, label: 'Shop' }));
const webTab = piece(
  'CustomTab:Web',
  tags({ customObject: false, label: 'Web', motif: 'Custom20: Airplane', url: 'https://example.com' }),
);
const assign = (name: string) => element('layoutAssignments', { layout: name });
const visible = (name: string, isDefault: boolean) =>
  element('recordTypeVisibilities', { default: isDefault, recordType: name, visible: true });

export const profileRows: readonly Row[] = [
  added(
    'access to a field is taken away',
    element('fieldPermissions', { editable: true, field: 'Account.Risk__c', readable: true }),
    {
      about: [textField('Account.Risk__c')],
      entries: ['fieldPermissions editable=false field=Account.Risk__c readable=false'],
    },
  ),
  added('access to an object is taken away', objectRights(true), {
    about: [claim()],
    entries: [
      'objectPermissions allowCreate=false allowDelete=false allowEdit=false allowRead=false modifyAllRecords=false object=Claim__c viewAllRecords=false',
    ],
  }),
  {
    title: 'rights on an object that were widened are narrowed again',
    always: [claim()],
    from: [profile(standardApp + objectRights(true))],
    to: [profile(standardApp + objectRights(false))],
    sends: ['Profile:Clerk'],
    entries: [
      'objectPermissions allowCreate=false allowDelete=false allowEdit=false allowRead=true modifyAllRecords=false object=Claim__c viewAllRecords=false',
    ],
  },
  added('access to a class is taken away', element('classAccesses', { apexClass: 'Pricing', enabled: true }), {
    about: [apexClass('Pricing', ''), testOf('Pricing')],
    entries: ['classAccesses apexClass=Pricing enabled=false'],
  }),
  added('access to a page is taken away', element('pageAccesses', { apexPage: 'Old', enabled: true }), {
    about: [piece('ApexPage:Old', tags({ apiVersion: '62.0', label: 'Old' }), { 'Old.page': '<apex:page/>' })],
    entries: ['pageAccesses apexPage=Old enabled=false'],
  }),
  added('access to a flow is taken away', element('flowAccesses', { enabled: true, flow: 'Route' }), {
    about: [flow('Route', 'one', 'Draft')],
    entries: ['flowAccesses enabled=false flow=Route'],
  }),
  added('a permission of the user is taken away', may('ViewSetup'), {
    entries: ['userPermissions enabled=false name=ViewSetup'],
  }),
  added(
    'a custom permission is sent as off; the API may not take it away',
    element('customPermissions', { enabled: true, name: 'Approve' }),
    {
      about: [piece('CustomPermission:Approve', tags({ isLicensed: false, label: 'Approve' }))],
      stays: ['profile:clerk differs in customPermissions'],
      limits: ['profileEntryStays Profile:Clerk customPermissions Approve'],
      entries: ['customPermissions enabled=false name=Approve'],
    },
  ),
  added(
    'an app is hidden again',
    element('applicationVisibilities', { application: 'Claims', default: false, visible: true }),
    { about: [app('Claims')], entries: ['applicationVisibilities application=Claims default=false visible=false'] },
  ),
  {
    title: 'the default app goes back to the one that it was',
    always: [app('Claims')],
    from: [
      profile(
        `${standardApp.replace('<default>true', '<default>false')}${element('applicationVisibilities', { application: 'Claims', default: true, visible: true })}`,
      ),
    ],
    to: [
      profile(
        `${standardApp}${element('applicationVisibilities', { application: 'Claims', default: false, visible: true })}`,
      ),
    ],
    sends: ['Profile:Clerk'],
    entries: [
      'applicationVisibilities application=Claims default=false visible=true',
      'applicationVisibilities application=standard__Sales default=true visible=true',
    ],
  },
  added('a record type is hidden again', visible('Account.Partner', false), {
    about: [recordType, shop],
    before: visible('Account.Shop', true),
    entries: ['recordTypeVisibilities default=false recordType=Account.Partner visible=false'],
  }),
  added('the only default record type of an object stays', visible('Account.Partner', true), {
    about: [recordType],
    sends: [],
    stays: ['profile:clerk differs in recordTypeVisibilities'],
    limits: ['lastDefaultRecordType Profile:Clerk recordTypeVisibilities Account.Partner'],
  }),
  added('a tab is hidden again', element('tabVisibilities', { tab: 'Web', visibility: 'DefaultOn' }), {
    about: [webTab],
    entries: ['tabVisibilities tab=Web visibility=Hidden'],
  }),
  {
    title: 'the former layout of the same object is assigned again',
    always: [layout('Account-Old', 'Old'), layout('Account-New', 'New')],
    from: [profile(standardApp + assign('Account-New'))],
    to: [profile(standardApp + assign('Account-Old'))],
    sends: ['Profile:Clerk'],
    entries: ['layoutAssignments layout=Account-Old'],
  },
  added('a layout stays assigned where nothing was assigned before', assign('Account-New'), {
    about: [layout('Account-New', 'New')],
    sends: [],
    stays: ['profile:clerk differs in layoutAssignments'],
    limits: ['noFormerLayout Profile:Clerk layoutAssignments Account'],
  }),
  added(
    'login IP ranges cannot be emptied',
    element('loginIpRanges', { endAddress: '10.0.0.9', startAddress: '10.0.0.1' }),
    {
      sends: [],
      stays: ['profile:clerk differs in loginIpRanges'],
      limits: ['profileEntryStays Profile:Clerk loginIpRanges'],
    },
  ),
  added('a description cannot be emptied', tags({ description: 'new' }), {
    sends: [],
    stays: ['profile:clerk differs in description'],
    limits: ['profileEntryStays Profile:Clerk description'],
  }),
  {
    title: 'an entry about a component that goes is not sent: access to it goes with it',
    from: [
      profile(standardApp + element('fieldPermissions', { editable: true, field: 'Account.Risk__c', readable: true })),
      textField('Account.Risk__c'),
    ],
    to: [profile(standardApp)],
    deletes: ['post CustomField:Account.Risk__c'],
  },
];
