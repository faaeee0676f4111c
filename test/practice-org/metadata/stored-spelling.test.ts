import { expect } from 'chai';
import { apexClass, effectOn, element, field, object, problems, testOrg, xml, type Files } from './test-org.ts';

const label = (name: string, value: string): Files => ({
  'labels/CustomLabels.labels': xml(
    'CustomLabels',
    element('labels', { fullName: name, language: 'en_US', protected: false, shortDescription: name, value }),
  ),
});

const permissionSet = (fieldName: string): Files => ({
  'permissionsets/Sales.permissionset': xml(
    'PermissionSet',
    `${element('fieldPermissions', { editable: true, field: fieldName, readable: true })}<label>Sales</label>`,
  ),
});

describe('practice org: names in another case', () => {
  it('change the component that is there, which keeps its name', () => {
    const org = testOrg();
    org.given({
      'objects/Thing__c.object': object(field('accountId__c')),
      ...apexClass('Greeter', 'class Greeter {}'),
    });
    const outcome = org.given(
      {
        'objects/THING__c.object': object(field('AccountId__c', { description: 'who pays' })),
        ...apexClass('greeter', 'class greeter { }'),
      },
      { members: ['CustomField:THING__c.AccountId__c', 'ApexClass:greeter'] },
    );
    expect(effectOn(outcome, 'CustomField:Thing__c.accountId__c')).to.equal('changed');
    expect(effectOn(outcome, 'ApexClass:Greeter')).to.equal('changed');
    const names = [...org.state.components.keys()];
    expect(names).to.include.members(['CustomField:Thing__c.accountId__c', 'ApexClass:Greeter']);
    expect(names).not.to.include.members(['CustomField:Thing__c.AccountId__c']);
    const file = org.retrieve('CustomField:thing__C.ACCOUNTID__C')['objects/Thing__c.object'];
    expect(file).to.include('<fullName>accountId__c</fullName>').and.include('who pays');
    expect(org.retrieve('ApexClass:GREETER')['classes/Greeter.cls']).to.equal('class greeter { }');
  });

  it('reach children that come with their parent, and labels', () => {
    const org = testOrg();
    org.given({ 'objects/Thing__c.object': object(field('level__c')), ...label('greeting', 'Hi') });
    org.given({
      'objects/Thing__c.object': object(field('LEVEL__c', { description: 'how high' })),
      ...label('Greeting', 'Hello'),
    });
    expect(org.retrieve('CustomObject:Thing__c')['objects/Thing__c.object']?.match(/<fullName>/g)).to.have.length(1);
    expect(org.retrieve('CustomLabel:greeting')['labels/CustomLabels.labels'])
      .to.include('<fullName>greeting</fullName>')
      .and.include('Hello');
  });

  it('delete the component that is there', () => {
    const org = testOrg();
    org.given({ 'objects/Thing__c.object': object(field('accountId__c')) });
    const outcome = org.given({}, { post: ['CustomField:thing__c.ACCOUNTID__c'] });
    expect(effectOn(outcome, 'CustomField:Thing__c.accountId__c')).to.equal('deleted');
  });

  it('are written in permission sets as the component has it', () => {
    const org = testOrg();
    const shown = (): string => org.retrieve('PermissionSet:Sales')['permissionsets/Sales.permissionset'] ?? '';
    org.given(
      { 'objects/Thing__c.object': object(field('accountId__c')), ...permissionSet('Thing__c.AccountID__c') },
      { members: ['CustomObject:Thing__c', 'CustomField:Thing__c.accountId__c', 'PermissionSet:Sales'] },
    );
    expect(shown()).to.include('<field>Thing__c.accountId__c</field>');
    org.given(permissionSet('Thing__c.ACCOUNTID__c'));
    expect(shown()).to.include('<field>Thing__c.accountId__c</field>');
  });

  it('leave a picklist value alone that is spelled like a field', () => {
    const org = testOrg();
    const kind = `<fields><fullName>Kind__c</fullName><label>Kind</label><type>Picklist</type><valueSet><valueSetDefinition><sorted>false</sorted><value><fullName>LEVEL__c</fullName><default>false</default><label>x</label></value></valueSetDefinition></valueSet></fields>`;
    org.given({ 'objects/Thing__c.object': object(field('level__c')) });
    org.given({ 'objects/Thing__c.object': object(kind) });
    expect(org.retrieve('CustomField:Thing__c.Kind__c')['objects/Thing__c.object']).to.include('LEVEL__c');
  });

  it('do not save a broken file from its error', () => {
    const org = testOrg();
    org.given({ 'objects/Thing__c.object': object(field('level__c')) });
    const outcome = org.deploy({ 'objects/Thing__c.object': '<CustomObject><fields><fullName>LEVEL__c</fullName>' });
    expect(problems(outcome)[0]).to.include('Error parsing file');
  });
});
