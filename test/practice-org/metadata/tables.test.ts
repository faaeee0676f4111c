import { expect } from 'chai';
import { metadataTables } from '../../../src/practice-org/metadata/tables/all.ts';
import type { Row } from '../../../src/practice-org/records/types.ts';
import { apexClass, element, field, object, standardObject, testOrg, xml, type TestOrg } from './test-org.ts';

const rows = (org: TestOrg, name: string): readonly Row[] => {
  const table = metadataTables.find(({ definition }) => definition.name === name);
  if (!table) throw new Error(`no table ${name}`);
  return table.rows(org.state);
};

const orgWithAccess = (): TestOrg => {
  const org = testOrg();
  const access = (readable: boolean): string =>
    element('classAccesses', { apexClass: 'Helper', enabled: readable }) +
    element('fieldPermissions', { editable: false, field: 'Thing__c.Score__c', readable }) +
    element('objectPermissions', {
      allowCreate: false,
      allowDelete: false,
      allowEdit: false,
      allowRead: readable,
      modifyAllRecords: false,
      object: 'Thing__c',
      viewAllRecords: false,
    });
  org.given({
    'objects/Thing__c.object': object(field('Score__c')),
    ...apexClass('Helper', 'class Helper {}'),
    'profiles/Sales.profile': xml('Profile', `${access(true)}<custom>true</custom>`),
    'profiles/None.profile': xml('Profile', `${access(false)}<custom>true</custom>`),
    'permissionsets/Desk.permissionset': xml('PermissionSet', `${access(true)}<label>Desk</label>`),
  });
  return org;
};

describe('practice org: metadata as tables', () => {
  it('gives every profile a permission set of its own, beside the real ones', () => {
    const org = orgWithAccess();
    const profile = rows(org, 'Profile').find(({ Name }) => Name === 'Sales');
    const sets = rows(org, 'PermissionSet');
    expect(sets.find(({ ProfileId }) => ProfileId === profile?.['Id'])).to.include({ IsOwnedByProfile: true });
    expect(sets.find(({ Name }) => Name === 'Desk')).to.include({ IsOwnedByProfile: false, ProfileId: null });
  });

  it('calls standard profiles as the data API does', () => {
    expect(rows(testOrg(), 'Profile').map(({ Name }) => Name)).to.include('System Administrator');
  });

  for (const { table, expected } of [
    {
      table: 'FieldPermissions',
      expected: { Field: 'Thing__c.Score__c', SobjectType: 'Thing__c', PermissionsRead: true, PermissionsEdit: false },
    },
    {
      table: 'ObjectPermissions',
      expected: { SobjectType: 'Thing__c', PermissionsRead: true, PermissionsEdit: false },
    },
    { table: 'SetupEntityAccess', expected: { SetupEntityType: 'ApexClass' } },
  ])
    it(`has ${table} rows for what is granted only, each with an id of its own`, () => {
      const org = orgWithAccess();
      const found = rows(org, table);
      const parents = new Set(rows(org, 'PermissionSet').map(({ Id }) => Id));
      expect(found).to.have.length(2);
      for (const row of found) {
        expect(row).to.include(expected);
        expect(parents.has(row['ParentId'])).to.be.true;
        expect(row['Id']).to.match(/^\w{18}$/);
      }
      expect(found[0]?.['Id']).to.not.equal(found[1]?.['Id']);
      expect(rows(org, table)).to.deep.equal(found);
    });

  it('says of Apex whether it would compile, also when what it names went behind its back', () => {
    const org = testOrg();
    org.given({
      'objects/Thing__c.object': object(field('Score__c')),
      ...apexClass('User_', 'class User_ { Object f(Thing__c t) { return t.Score__c; } }'),
    });
    expect(rows(org, 'ApexClass')[0]).to.include({ Name: 'User_', IsValid: true, ApiVersion: 62, Status: 'Active' });
    const components = new Map(org.state.components);
    components.delete('CustomField:Thing__c.Score__c');
    org.state = { ...org.state, components };
    expect(rows(org, 'ApexClass')[0]).to.include({ IsValid: false });
  });

  it('describes fields and objects', () => {
    const org = testOrg();
    org.given({
      'objects/Account.object': standardObject(field('Risk__c', { type: 'Number', precision: 8, scale: 2 })),
    });
    expect(rows(org, 'FieldDefinition')[0]).to.include({
      QualifiedApiName: 'Risk__c',
      DeveloperName: 'Risk',
      Precision: 8,
    });
    expect(rows(org, 'EntityParticle')[0]).to.include({ Name: 'Risk__c', QualifiedApiName: 'Risk__c' });
    expect(rows(org, 'EntityDefinition').map(({ QualifiedApiName }) => QualifiedApiName)).to.include('Account');
    expect(rows(org, 'CustomField')[0]).to.include({ DeveloperName: 'Risk', TableEnumOrId: 'Account' });
  });

  it('lists record types, validation rules and installed packages', () => {
    const org = testOrg();
    org.given({
      'objects/Account.object': standardObject(
        element('recordTypes', { fullName: 'One', active: true, label: 'The one' }),
        element('validationRules', { fullName: 'V', active: true, errorConditionFormula: 'false', errorMessage: 'no' }),
      ),
    });
    org.state = {
      ...org.state,
      packages: [
        {
          id: '0A3',
          subscriberPackageId: '033',
          name: 'Pack',
          namespacePrefix: 'pack',
          versionId: '04t',
          versionNumber: '1.2.3.4',
        },
      ],
    };
    expect(rows(org, 'RecordType')[0]).to.include({
      DeveloperName: 'One',
      Name: 'The one',
      SobjectType: 'Account',
      IsActive: true,
    });
    expect(rows(org, 'ValidationRule')[0]).to.include({ ValidationName: 'V', Active: true });
    expect(rows(org, 'InstalledSubscriberPackage')[0]).to.include({ SubscriberPackageId: '033' });
    expect(rows(org, 'SubscriberPackageVersion')[0]).to.include({ MajorVersion: 1, BuildNumber: 4 });
  });

  it('lists roles, groups and queues under the ids of their components', () => {
    const org = testOrg();
    const role = (name: string, parent = '') => xml('Role', `<name>The ${name}</name>${parent}`);
    org.given({
      'roles/CEO.role': role('CEO'),
      'roles/CFO.role': role('CFO', '<parentRole>CEO</parentRole>'),
      'groups/Team.group': xml('Group', '<doesIncludeBosses>true</doesIncludeBosses><name>Team</name>'),
      'queues/Agents.queue': xml('Queue', '<name>Agents</name>'),
    });
    const idOf = (key: string): string | undefined => org.state.components.get(key)?.id;
    expect(rows(org, 'UserRole').map(({ Id, Name, ParentRoleId }) => ({ Id, Name, ParentRoleId }))).to.deep.equal([
      { Id: idOf('Role:CEO'), Name: 'The CEO', ParentRoleId: null },
      { Id: idOf('Role:CFO'), Name: 'The CFO', ParentRoleId: idOf('Role:CEO') },
    ]);
    expect(rows(org, 'Group').map(({ Id, DeveloperName, Type }) => ({ Id, DeveloperName, Type }))).to.deep.equal([
      { Id: idOf('Group:Team'), DeveloperName: 'Team', Type: 'Regular' },
      { Id: idOf('Queue:Agents'), DeveloperName: 'Agents', Type: 'Queue' },
    ]);
  });

  it('answers every table of a new org', () => {
    const org = testOrg();
    for (const { rows: rowsOf } of metadataTables) expect(rowsOf(org.state)).to.be.an('array');
  });
});
