import { expect } from 'chai';
import { deploy, type Files, finished, manifest } from '../client.ts';
import { at, pluck, type RestOrg, restOrg, textAt } from './rest/client.ts';

const xml = (root: string, inner: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><${root} xmlns="http://soap.sforce.com/2006/04/metadata" ` +
  `xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">${inner}</${root}>`;

const object = (label: string, fields: string): string =>
  xml(
    'CustomObject',
    `<deploymentStatus>Deployed</deploymentStatus><label>${label}</label><nameField><label>Name</label><type>Text</type></nameField>` +
      `<pluralLabel>${label}s</pluralLabel><sharingModel>ReadWrite</sharingModel>${fields}`,
  );

const field = (name: string, type: string, inner = ''): string =>
  `<fields><fullName>${name}</fullName><label>${name.replace('__c', '')}</label><type>${type}</type>${inner}</fields>`;

const CODE = field('Code__c', 'Text', '<length>20</length><externalId>true</externalId><unique>true</unique>');
const TOTAL = field('Total__c', 'Currency', '<precision>10</precision><scale>2</scale>');
const INVOICE = field(
  'Invoice__c',
  'MasterDetail',
  '<referenceTo>Invoice__c</referenceTo><relationshipName>Lines</relationshipName><relationshipOrder>0</relationshipOrder>',
);

const billing: Files = {
  'package.xml': manifest({ CustomObject: ['Invoice__c', 'Line__c'] }),
  'objects/Invoice__c.object': object('Invoice', CODE + TOTAL),
  'objects/Line__c.object': xml(
    'CustomObject',
    '<deploymentStatus>Deployed</deploymentStatus><label>Line</label><nameField><label>Name</label><type>AutoNumber</type>' +
      '<displayFormat>L-{000}</displayFormat></nameField><pluralLabel>Lines</pluralLabel><sharingModel>ControlledByParent</sharingModel>' +
      INVOICE,
  ),
};

const release = async (rest: RestOrg, files: Files): Promise<void> => {
  const id = await deploy(rest.org, files);
  const status = await finished(rest.org, id);
  if (status !== 'Succeeded') throw new Error(`the deploy ended ${status ?? 'nowhere'}`);
};

const dropped = (name: string): Files => ({
  'package.xml': manifest({}),
  'destructiveChanges.xml': manifest({ CustomField: [name] }),
});

describe('tables of a deployed object', () => {
  it('take rows, relate them, and describe themselves', async () => {
    await using rest = await restOrg();
    await release(rest, billing);
    const invoice = await rest.send('PATCH', '/sobjects/Invoice__c/Code__c/I1', { Name: 'One', Total__c: 12.5 });
    expect([invoice.status, at(invoice.body, 'created')]).to.deep.equal([201, true]);
    await rest.send('POST', '/sobjects/Line__c', { Invoice__r: { Code__c: 'i1' } });
    const { body } = await rest.query('SELECT Name, (SELECT Name FROM Lines__r) FROM Invoice__c');
    expect(pluck(at(body, 'records', 0, 'Lines__r', 'records'), 'Name')).to.deep.equal(['L-001']);
    const described = (await rest.get('/sobjects/Line__c/describe')).body;
    const master = pluck(at(described, 'fields')).find((one) => at(one, 'name') === 'Invoice__c');
    expect(master).to.include({ cascadeDelete: true, nillable: false, relationshipName: 'Invoice__r' });
    expect(at(described, 'keyPrefix')).to.equal(
      textAt((await rest.query('SELECT Id FROM Line__c')).body, 'records', 0, 'Id').slice(0, 3),
    );
  });

  it('lose the values of a deleted field, and give it back empty when it is deployed again', async () => {
    await using rest = await restOrg();
    await release(rest, billing);
    await rest.send('POST', '/sobjects/Invoice__c', { Name: 'One', Total__c: 12.5 });
    await release(rest, dropped('Invoice__c.Total__c'));
    expect((await rest.query('SELECT Total__c FROM Invoice__c')).status).to.equal(400);
    expect(rest.org.database.deletedDefinitions()).to.have.length(1);
    await release(rest, billing);
    const { body } = await rest.query('SELECT Name, Total__c FROM Invoice__c');
    expect(at(body, 'records', 0)).to.include({ Name: 'One', Total__c: null });
  });

  it('show records of custom metadata, which nobody can write through the data APIs', async () => {
    await using rest = await restOrg();
    await release(rest, {
      'package.xml': manifest({ CustomObject: ['App__mdt'], CustomMetadata: ['App.Main'] }),
      'objects/App__mdt.object': xml(
        'CustomObject',
        `<label>App</label><pluralLabel>Apps</pluralLabel><visibility>Public</visibility>${field('Limit__c', 'Number', '<precision>5</precision><scale>0</scale>')}`,
      ),
      'customMetadata/App.Main.md': xml(
        'CustomMetadata',
        '<label>Main</label><protected>false</protected><values><field>Limit__c</field><value xsi:type="xsd:double">5.0</value></values>',
      ),
    });
    const { body } = await rest.query('SELECT DeveloperName, MasterLabel, Limit__c FROM App__mdt WHERE Limit__c > 4');
    expect(at(body, 'records', 0)).to.include({ DeveloperName: 'Main', MasterLabel: 'Main', Limit__c: 5 });
    const refused = await rest.send('POST', '/sobjects/App__mdt', { DeveloperName: 'X' });
    expect(at(refused.body, 0, 'errorCode')).to.equal('INVALID_TYPE_FOR_OPERATION');
  });

  it('let a permission set be given to a user, once it is deployed', async () => {
    await using rest = await restOrg();
    await release(rest, {
      'package.xml': manifest({ PermissionSet: ['Helper'] }),
      'permissionsets/Helper.permissionset': xml('PermissionSet', '<label>Helper</label>'),
    });
    const set = textAt(
      (await rest.query("SELECT Id FROM PermissionSet WHERE Name = 'Helper'")).body,
      'records',
      0,
      'Id',
    );
    const user = textAt((await rest.query('SELECT Id FROM User LIMIT 1')).body, 'records', 0, 'Id');
    const given = await rest.send('POST', '/sobjects/PermissionSetAssignment', {
      PermissionSetId: set,
      AssigneeId: user,
    });
    expect(given.status).to.equal(201);
    const { body } = await rest.query(
      "SELECT Assignee.Name FROM PermissionSetAssignment WHERE PermissionSet.Name = 'Helper'",
    );
    expect(at(body, 'records', 0, 'Assignee', 'Name')).to.equal('Practice Admin');
  });
});
