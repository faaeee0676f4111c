import { expect } from 'chai';
import { apexClass, element, field, flow, object, standardObject, testOrg, xml, type Files } from './test-org.ts';

const files: Files = {
  ...apexClass('A', 'class A { Integer i = 1; }'),
  ...apexClass('ATest', '@IsTest class ATest { @IsTest static void works() {} }'),
  'objects/Thing__c.object': object(
    '<fields><fullName>Level__c</fullName><label>L</label><type>Picklist</type><valueSet><valueSetDefinition><value><fullName>Low</fullName><default>false</default><label>Low</label></value><value><fullName>High</fullName><default>false</default><label>High</label></value></valueSetDefinition></valueSet></fields>',
  ),
  'objects/Account.object': standardObject(element('recordTypes', { fullName: 'One', active: true, label: 'One' })),
  'labels/CustomLabels.labels': xml('CustomLabels', element('labels', { fullName: 'Hello', value: 'Hello' })),
  'flows/Greet.flow': flow('Greet'),
};

const orgWithFiles = (kind: 'sandbox' | 'production' = 'sandbox'): ReturnType<typeof testOrg> => {
  const org = testOrg({ kind, settings: { 'FlowSettings.enableFlowDeployAsActiveEnabled': 'true' } });
  org.given(files);
  org.context = {
    ...org.context,
    user: { id: '005000000000002AAA', name: 'Somebody' },
    now: new Date('2026-03-02T00:00:00Z'),
  };
  return org;
};

describe('practice org: an edit in Setup', () => {
  it('changes a text, under the name of who did it', () => {
    const org = orgWithFiles();
    org.edit('CustomLabel:Hello', { kind: 'replaceText', from: '<value>Hello', to: '<value>Good morning' });
    expect(org.retrieve('CustomLabel:Hello')['labels/CustomLabels.labels']).to.include('Good morning');
    expect(org.state.components.get('CustomLabel:Hello')).to.include({
      lastModifiedByName: 'Somebody',
      createdByName: 'Release Manager',
    });
  });

  it('edits Apex in a sandbox, not in production', () => {
    const change = { kind: 'replaceText', from: '= 1', to: '= 2' } as const;
    expect(orgWithFiles().edit('ApexClass:A', change)).to.have.property('state');
    expect(orgWithFiles('production').edit('ApexClass:A', change)).to.have.property('errorCode', 'INSUFFICIENT_ACCESS');
  });

  it('really deletes a picklist value, which no deploy can', () => {
    const org = orgWithFiles();
    const content =
      '<fields><fullName>Level__c</fullName><label>L</label><type>Picklist</type><valueSet><valueSetDefinition><value><fullName>Low</fullName><default>false</default><label>Low</label></value></valueSetDefinition></valueSet></fields>';
    const outcome = org.edit('CustomField:Thing__c.Level__c', { kind: 'content', content });
    expect(outcome).to.have.nested.property('schemaChanges[0].kind', 'fieldChanged');
    expect(org.retrieve('CustomObject:Thing__c')['objects/Thing__c.object']).to.not.include('High');
  });

  it('deletes a record type, which no deploy can', () => {
    const org = orgWithFiles();
    expect(org.edit('RecordType:Account.One', { kind: 'delete' })).to.have.property('state');
    expect(org.state.components.has('RecordType:Account.One')).to.be.false;
  });

  it('refuses to delete what is used', () => {
    const org = testOrg();
    org.given({
      'objects/Thing__c.object': object(
        field('Score__c'),
        '<fields><fullName>F__c</fullName><label>F</label><type>Number</type><formula>Score__c</formula></fields>',
      ),
    });
    expect(org.edit('CustomField:Thing__c.Score__c', { kind: 'delete' })).to.have.property(
      'errorCode',
      'DEPENDENCY_EXISTS',
    );
  });

  it('saves a flow as a new version and activates it where one was active', () => {
    const org = orgWithFiles();
    org.edit('Flow:Greet', { kind: 'replaceText', from: '<label>Greet', to: '<label>Greet again' });
    expect(org.state.flows.get('Greet')?.versions.map(({ status }) => status)).to.deep.equal(['Obsolete', 'Active']);
  });

  it('replaces a whole profile without merging', () => {
    const org = orgWithFiles();
    org.given({
      'profiles/Sales.profile': xml(
        'Profile',
        `<custom>true</custom>${element('userPermissions', { enabled: true, name: 'EditTask' })}`,
      ),
    });
    org.edit('Profile:Sales', { kind: 'content', content: xml('Profile', '<custom>true</custom>') });
    expect(org.retrieve('Profile:Sales')['profiles/Sales.profile']).to.not.include('EditTask');
  });

  it('says what is not there, not in it, or not XML', () => {
    const org = orgWithFiles();
    expect(org.edit('CustomLabel:Gone', { kind: 'delete' })).to.have.property('errorCode', 'NOT_FOUND');
    expect(org.edit('CustomLabel:Hello', { kind: 'replaceText', from: 'no such text', to: '' })).to.have.property(
      'errorCode',
      'INVALID_INPUT',
    );
    expect(org.edit('CustomLabel:Hello', { kind: 'content', content: '<labels>' })).to.have.property(
      'errorCode',
      'INVALID_INPUT',
    );
  });
});
