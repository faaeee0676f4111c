import { expect } from 'chai';
import {
  apexClass,
  element,
  field,
  object,
  problems,
  standardObject,
  testOrg,
  xml,
  type Files,
  type TestOrg,
} from './test-org.ts';

const profile = (...entries: readonly string[]): Files => ({
  'profiles/Sales.profile': xml('Profile', `${entries.join('')}<custom>true</custom>`),
});

const permissionSet = (...entries: readonly string[]): Files => ({
  'permissionsets/Sales.permissionset': xml('PermissionSet', `${entries.join('')}<label>Sales</label>`),
});

/** Components that the entries below name. */
const named: Files = {
  ...apexClass('Helper', 'class Helper {}'),
  'pages/Start.page': '<apex:page/>',
  'pages/Start.page-meta.xml': xml('ApexPage', '<apiVersion>62.0</apiVersion><label>Start</label>'),
  'objects/Thing__c.object': object(
    field('Level__c'),
    field('Name_2__c', { required: true, type: 'Text', length: 10 }),
  ),
  'objects/Account.object': standardObject(
    element('recordTypes', { fullName: 'One', active: true, label: 'One' }),
    element('recordTypes', { fullName: 'Two', active: true, label: 'Two' }),
  ),
  'customPermissions/Bypass.customPermission': xml('CustomPermission', '<label>Bypass</label>'),
  'applications/Desk.app': xml('CustomApplication', '<label>Desk</label>'),
  'applications/Shop.app': xml('CustomApplication', '<label>Shop</label>'),
  'tabs/Thing__c.tab': xml('CustomTab', '<customObject>true</customObject><motif>Custom1: Heart</motif>'),
  'flows/Greet.flow': xml('Flow', '<label>Greet</label><status>Active</status>'),
};

/** Components that a profile has to be retrieved with, for its entries about them to be seen. */
const companions = [
  'ApexClass:Helper',
  'ApexPage:Start',
  'CustomObject:Thing__c',
  'CustomObject:Account',
  'CustomPermission:Bypass',
  'CustomApplication:Desk',
  'CustomApplication:Shop',
  'CustomTab:Thing__c',
  'Flow:Greet',
];

const shown = (org: TestOrg): string =>
  (org.retrieve('Profile:Sales', ...companions)['profiles/Sales.profile'] ?? '').replace(/\s+/g, '');

const field_ = (editable: boolean, readable: boolean): string =>
  element('fieldPermissions', { editable, field: 'Thing__c.Level__c', readable });

const object_ = (allowed: boolean): string =>
  element('objectPermissions', {
    allowCreate: allowed,
    allowDelete: allowed,
    allowEdit: allowed,
    allowRead: allowed,
    modifyAllRecords: allowed,
    object: 'Thing__c',
    viewAllRecords: allowed,
  });

/** Each kind of entry that can be taken back: what grants, what revokes, and what the profile shows afterwards. */
const revocable: readonly {
  readonly kind: string;
  readonly grant: string;
  readonly revoke: string;
  readonly after: string;
}[] = [
  { kind: 'field permission', grant: field_(true, true), revoke: field_(false, false), after: '<readable>false' },
  {
    kind: 'class access',
    grant: element('classAccesses', { apexClass: 'Helper', enabled: true }),
    revoke: element('classAccesses', { apexClass: 'Helper', enabled: false }),
    after: '<apexClass>Helper</apexClass><enabled>false',
  },
  {
    kind: 'page access',
    grant: element('pageAccesses', { apexPage: 'Start', enabled: true }),
    revoke: element('pageAccesses', { apexPage: 'Start', enabled: false }),
    after: '<apexPage>Start</apexPage><enabled>false',
  },
  {
    kind: 'flow access',
    grant: element('flowAccesses', { enabled: true, flow: 'Greet' }),
    revoke: element('flowAccesses', { enabled: false, flow: 'Greet' }),
    after: '<enabled>false</enabled><flow>Greet',
  },
  {
    kind: 'tab',
    grant: element('tabVisibilities', { tab: 'Thing__c', visibility: 'DefaultOn' }),
    revoke: element('tabVisibilities', { tab: 'Thing__c', visibility: 'Hidden' }),
    after: '<visibility>Hidden',
  },
];

describe('practice org: profiles', () => {
  for (const { kind, grant, revoke, after } of revocable)
    it(`takes a ${kind} back by its negative, not by leaving it out`, () => {
      const org = testOrg();
      org.given({ ...named, ...profile(grant) });
      const granted = shown(org);
      org.given(profile());
      expect(shown(org)).to.equal(granted);
      org.given(profile(revoke));
      expect(shown(org)).to.not.equal(granted);
      expect(shown(org)).to.include(after);
    });

  it('shows nothing of a revoked user or object permission', () => {
    const org = testOrg();
    const user = (enabled: boolean): string => element('userPermissions', { enabled, name: 'EditTask' });
    org.given({ ...named, ...profile(user(true), object_(true)) });
    org.given(profile(user(false), object_(false)));
    expect(shown(org)).to.equal(shown(org).replace(/EditTask|allowRead/g, ''));
  });

  for (const { tag, name } of [
    { tag: 'customPermissions', name: 'Bypass' },
    { tag: 'customMetadataTypeAccesses', name: 'Thing__c' },
  ])
    it(`cannot take back ${tag} once granted (folklore)`, () => {
      const org = testOrg();
      org.given({ ...named, ...profile(element(tag, { enabled: true, name })) });
      org.given(profile(element(tag, { enabled: false, name })));
      expect(shown(org)).to.include(`<enabled>true</enabled><name>${name}`);
    });

  it('cannot empty the description or the IP ranges', () => {
    const org = testOrg();
    const range = element('loginIpRanges', { startAddress: '10.0.0.1', endAddress: '10.0.0.9' });
    org.given(profile('<description>Old</description>', range));
    org.given(profile('<description></description>', '<loginIpRanges/>'));
    expect(shown(org)).to.include('<description>Old').and.to.include('10.0.0.9');
  });

  it('assigns layouts per object and record type, whichever layout it was', () => {
    const org = testOrg();
    const layouts = {
      'layouts/Account-A.layout': xml('Layout', ''),
      'layouts/Account-B.layout': xml('Layout', ''),
    };
    const assign = (layout: string): string => element('layoutAssignments', { layout });
    org.given({ ...layouts, ...profile(assign('Account-A')) });
    org.given(profile(assign('Account-B')));
    const text = org.retrieve('Profile:Sales', 'Layout:Account-A', 'Layout:Account-B')['profiles/Sales.profile'] ?? '';
    expect(text).to.include('Account-B').and.not.to.include('Account-A');
  });

  it('shows entries only for components that are retrieved with it', () => {
    const org = testOrg();
    org.given({
      ...named,
      ...profile(field_(true, true), element('classAccesses', { apexClass: 'Helper', enabled: true })),
    });
    const alone = org.retrieve('Profile:Sales')['profiles/Sales.profile'];
    expect(alone).to.not.include('Helper').and.not.include('Level__c');
    expect(org.retrieve('Profile:Sales', 'ApexClass:Helper')['profiles/Sales.profile']).to.include('Helper');
    expect(org.retrieve('Profile:Sales', 'CustomField:Thing__c.Level__c')['profiles/Sales.profile']).to.include(
      'Level__c',
    );
  });

  for (const files of [profile, permissionSet])
    it(`refuses an entry of a ${files === profile ? 'profile' : 'permission set'} about a field that is not there`, () => {
      const outcome = testOrg().deploy({
        ...named,
        ...files(element('fieldPermissions', { editable: false, field: 'Thing__c.Gone__c', readable: false })),
      });
      expect(problems(outcome)).to.deep.equal(['In field: field - no CustomField named Thing__c.Gone__c found']);
    });

  for (const files of [profile, permissionSet])
    it(`refuses an entry of a ${files === profile ? 'profile' : 'permission set'} about a required field`, () => {
      const outcome = testOrg().deploy({
        ...named,
        ...files(element('fieldPermissions', { editable: true, field: 'Thing__c.Name_2__c', readable: true })),
      });
      expect(problems(outcome)).to.deep.equal(['You cannot deploy to a required field: Thing__c.Name_2__c']);
    });

  it('accepts standard fields and components of installed packages', () => {
    const org = testOrg();
    const installed = {
      id: '0A3',
      subscriberPackageId: '033',
      name: 'Pack',
      namespacePrefix: 'pack',
      versionId: '04t',
      versionNumber: '1.0',
    };
    org.state = { ...org.state, packages: [installed] };
    const outcome = org.deploy(
      profile(
        element('fieldPermissions', { editable: true, field: 'Account.Industry', readable: true }),
        element('fieldPermissions', { editable: true, field: 'Account.pack__Level__c', readable: true }),
        element('classAccesses', { apexClass: 'pack__Helper', enabled: true }),
      ),
    );
    expect(problems(outcome)).to.be.empty;
  });

  const app = (application: string, isDefault: boolean, visible = true): string =>
    element('applicationVisibilities', { application, default: isDefault, visible });

  it('refuses to take away the only default app', () => {
    const org = testOrg();
    org.given({ ...named, ...profile(app('Desk', true)) });
    expect(problems(org.deploy(profile(app('Desk', false, false))))).to.deep.equal([
      "You can't remove the only default app from the profile.",
    ]);
  });

  it('hands the default on to the app that is sent as default', () => {
    const org = testOrg();
    org.given({ ...named, ...profile(app('Desk', true)) });
    org.given(profile(app('Shop', true)));
    expect(shown(org)).to.include('<application>Desk</application><default>false');
  });

  const recordType = (name: string, isDefault: boolean, visible = true): string =>
    element('recordTypeVisibilities', { default: isDefault, recordType: `Account.${name}`, visible });

  it('refuses to take away the default record type while another is visible', () => {
    const org = testOrg();
    org.given({ ...named, ...profile(recordType('One', true), recordType('Two', false)) });
    expect(problems(org.deploy(profile(recordType('One', false, false))))[0]).to.include(
      'only default record type of Account',
    );
    org.given(profile(recordType('One', false, false), recordType('Two', true)));
    org.given(profile(recordType('Two', false, false)));
    expect(shown(org)).to.not.include('<visible>true');
  });

  it('puts object permissions back while View All Data or Modify All Data is on', () => {
    const org = testOrg();
    const all = (enabled: boolean): string => element('userPermissions', { enabled, name: 'ModifyAllData' });
    org.given({ ...named, ...profile(all(true), object_(true)) });
    org.given(profile(object_(false)));
    expect(shown(org)).to.include('<allowRead>true');
    org.given(profile(all(false), object_(false)));
    expect(shown(org)).to.not.include('<allowRead>true');
  });

  it('drops the entries of a component that is deleted, in profiles and permission sets', () => {
    const org = testOrg();
    org.given({ ...named, ...profile(field_(true, true)), ...permissionSet(field_(true, true)) });
    org.given({}, { post: ['CustomField:Thing__c.Level__c'] });
    expect(shown(org)).to.not.include('Level__c');
    expect(org.retrieve('PermissionSet:Sales')['permissionsets/Sales.permissionset']).to.not.include('Level__c');
  });

  it('drops the entries of a field that becomes required, so that what is retrieved can be deployed', () => {
    const org = testOrg();
    org.given({ ...named, ...profile(field_(true, true)) });
    org.given({ 'objects/Thing__c.object': object(field('Level__c', { required: true, type: 'Text', length: 80 })) });
    expect(shown(org)).to.not.include('Level__c');
  });
});
