import { expect } from 'chai';
import { describeMetadata, listMetadata } from '../../../src/practice-org/metadata/retrieve/listing.ts';
import { retrieve } from '../../../src/practice-org/metadata/retrieve/retrieve.ts';
import {
  apexClass,
  element,
  field,
  object,
  standardObject,
  testOrg,
  xml,
  type Files,
  type TestOrg,
} from './test-org.ts';

const files: Files = {
  ...apexClass('A', 'class A {}'),
  'objects/Thing__c.object': object(
    field('B__c'),
    field('A__c'),
    element('listViews', { fullName: 'All', filterScope: 'Everything', label: 'All' }),
  ),
  'objects/Account.object': standardObject(field('Risk__c')),
  'labels/CustomLabels.labels': xml(
    'CustomLabels',
    `${element('labels', { fullName: 'Hello', value: ' Hello &amp; welcome: ' })}${element('labels', { fullName: 'Bye', value: 'Bye' })}`,
  ),
  'reports/Sales-meta.xml': xml('ReportFolder', '<name>Sales</name>'),
  'reports/Sales/Open.report': xml('Report', '<name>Open</name>'),
  'documents/Logos-meta.xml': xml('DocumentFolder', '<name>Logos</name>'),
  'documents/Logos/small.png': 'PNG',
  'documents/Logos/small.png-meta.xml': xml('Document', '<name>small</name>'),
};

const orgWithFiles = (): TestOrg => {
  const org = testOrg();
  org.given(files, {
    members: [
      'ApexClass:A',
      'CustomObject:Thing__c',
      'CustomObject:Account',
      'CustomLabels:CustomLabels',
      'Report:Sales',
      'Report:Sales/Open',
      'Document:Logos',
      'Document:Logos/small.png',
    ],
  });
  return org;
};

const paths = (org: TestOrg, ...members: readonly string[]): readonly string[] =>
  Object.keys(org.retrieve(...members)).filter((path) => path !== 'package.xml');

describe('practice org: retrieve', () => {
  /** What is asked for and which files come. */
  const requests: readonly { readonly members: readonly string[]; readonly expected: readonly string[] }[] = [
    { members: ['ApexClass:A'], expected: ['classes/A.cls', 'classes/A.cls-meta.xml'] },
    { members: ['ApexClass:*'], expected: ['classes/A.cls', 'classes/A.cls-meta.xml'] },
    { members: ['CustomObject:*'], expected: ['objects/Thing__c.object'] },
    { members: ['CustomObject:Account'], expected: ['objects/Account.object'] },
    { members: ['CustomField:Account.Risk__c'], expected: ['objects/Account.object'] },
    { members: ['CustomLabels:CustomLabels'], expected: ['labels/CustomLabels.labels'] },
    { members: ['Report:*'], expected: [] },
    { members: ['Report:Sales/Open'], expected: ['reports/Sales/Open.report'] },
    { members: ['Report:Sales'], expected: ['reports/Sales-meta.xml'] },
    {
      members: ['Document:Logos/small'],
      expected: ['documents/Logos/small.png', 'documents/Logos/small.png-meta.xml'],
    },
    { members: ['ApexClass:Gone'], expected: [] },
  ];

  for (const { members, expected } of requests)
    it(`answers ${members.join(', ')} with ${expected.join(', ') || 'nothing'}`, () => {
      expect([...paths(orgWithFiles(), ...members)].sort()).to.deep.equal(expected);
    });

  it('gives a child alone in its container, and the container with everything', () => {
    const org = orgWithFiles();
    const alone = org.retrieve('CustomField:Thing__c.A__c')['objects/Thing__c.object'] ?? '';
    expect(alone).to.include('A__c').and.not.include('B__c').and.not.include('<pluralLabel>');
    const all = org.retrieve('CustomObject:Thing__c')['objects/Thing__c.object'] ?? '';
    expect(all).to.include('<fullName>All').and.include('<pluralLabel>');
    expect(all.indexOf('A__c')).to.be.lessThan(all.indexOf('B__c'));
  });

  it('keeps text exactly, blanks at its ends included', () => {
    expect(orgWithFiles().retrieve('CustomLabel:Hello')['labels/CustomLabels.labels']).to.equal(
      '<?xml version="1.0" encoding="UTF-8"?>\n' +
        '<CustomLabels xmlns="http://soap.sforce.com/2006/04/metadata">\n' +
        '    <labels>\n        <fullName>Hello</fullName>\n        <value> Hello &amp; welcome: </value>\n    </labels>\n' +
        '</CustomLabels>\n',
    );
  });

  it('keeps line ends, tabs and signs of every kind in text', () => {
    const org = testOrg();
    const value = 'a\tb\n c &lt;&gt;&amp;&quot;&apos; d&#13;\ne \u{1F600}';
    org.given({ 'labels/CustomLabels.labels': xml('CustomLabels', element('labels', { fullName: 'L', value })) });
    const once = org.retrieve('CustomLabels:CustomLabels')['labels/CustomLabels.labels'] ?? '';
    expect(once).to.include('a\tb\n c &lt;&gt;&amp;&quot;&apos; d&#13;\ne \u{1F600}');
    expect(org.given({ 'labels/CustomLabels.labels': once }).messages[1]).to.include({
      changed: false,
      created: false,
    });
  });

  it('gives bytes as they were sent when asked to, canonical XML otherwise', () => {
    const org = testOrg();
    const sent = xml('CustomTab', '<url>https://a.example</url>\n\n<label>L</label><!-- note -->');
    org.given({ 'tabs/Home.tab': sent });
    const types = [{ name: 'CustomTab', members: ['Home'] }];
    const { entries } = retrieve(org.state, { apiVersion: '62.0', types, verbatim: true });
    expect(entries.get('tabs/Home.tab')?.toString()).to.equal(sent);
    const canonical = org.retrieve('CustomTab:Home')['tabs/Home.tab'] ?? '';
    expect(canonical).to.include('    <label>L</label>\n    <url>').and.not.include('note');
  });

  it('says which names it cannot find, and which types it does not know', () => {
    const types = [
      { name: 'ApexClass', members: ['Gone'] },
      { name: 'Nonsense', members: ['*'] },
    ];
    const { messages } = retrieve(orgWithFiles().state, { apiVersion: '62.0', types });
    expect(messages.map(({ problem }) => problem)).to.deep.equal([
      "Entity of type 'ApexClass' named 'Gone' cannot be found",
      "Entity type 'Nonsense' is not available in this organization",
    ]);
  });

  it('tells when and by whom each component was last changed', () => {
    const org = orgWithFiles();
    org.context = {
      ...org.context,
      now: new Date('2026-04-01T00:00:00Z'),
      user: { id: '005000000000002AAA', name: 'Somebody' },
    };
    org.given(
      { 'objects/Thing__c.object': object(field('A__c', { type: 'Text', length: 99 })) },
      { members: ['CustomField:Thing__c.A__c'] },
    );
    const types = [{ name: 'CustomField', members: ['Thing__c.A__c', 'Thing__c.B__c'] }];
    const { fileProperties } = retrieve(org.state, { apiVersion: '62.0', types });
    expect(
      fileProperties.map(({ fullName, lastModifiedByName, createdByName }) => [
        fullName,
        createdByName,
        lastModifiedByName,
      ]),
    ).to.deep.equal([
      ['Thing__c.A__c', 'Release Manager', 'Somebody'],
      ['Thing__c.B__c', 'Release Manager', 'Release Manager'],
    ]);
    expect(fileProperties[0]).to.include({
      fileName: 'objects/Thing__c.object',
      lastModifiedDate: '2026-04-01T00:00:00.000Z',
      manageableState: 'unmanaged',
    });
  });

  it('does not touch the parent when a child changes', () => {
    const org = orgWithFiles();
    const before = org.state.components.get('CustomObject:Thing__c');
    org.given(
      { 'objects/Thing__c.object': object(field('A__c', { type: 'Text', length: 99 })) },
      { members: ['CustomField:Thing__c.A__c'] },
    );
    expect(org.state.components.get('CustomObject:Thing__c')).to.equal(before);
  });

  it('lists what it gave in package.xml', () => {
    const text = orgWithFiles().retrieve('ApexClass:A', 'CustomField:Thing__c.A__c')['package.xml'] ?? '';
    expect(text).to.match(/<members>A<\/members>\s*<name>ApexClass<\/name>/);
    expect(text).to.match(/<members>Thing__c\.A__c<\/members>\s*<name>CustomField<\/name>/);
    expect(text).to.include('<version>62.0</version>');
  });
});

describe('practice org: list and describe', () => {
  it('lists components of a type by name, children too', () => {
    const { state } = orgWithFiles();
    expect(listMetadata(state, { type: 'ApexClass' })?.map(({ fullName }) => fullName)).to.deep.equal(['A']);
    expect(listMetadata(state, { type: 'CustomField' })?.map(({ fullName }) => fullName)).to.deep.equal([
      'Account.Risk__c',
      'Thing__c.A__c',
      'Thing__c.B__c',
    ]);
  });

  it('lists standard objects beside custom ones', () => {
    const names = listMetadata(orgWithFiles().state, { type: 'CustomObject' })?.map(({ fullName }) => fullName);
    expect(names).to.include.members(['Account', 'Thing__c']);
  });

  it('lists reports of the folder that is asked for, and folders by their own type', () => {
    const { state } = orgWithFiles();
    expect(listMetadata(state, { type: 'Report' })).to.be.empty;
    expect(listMetadata(state, { type: 'Report', folder: 'Sales' })?.map(({ fullName }) => fullName)).to.deep.equal([
      'Sales/Open',
    ]);
    expect(listMetadata(state, { type: 'ReportFolder' })?.map(({ fullName, type }) => [fullName, type])).to.deep.equal([
      ['Sales', 'ReportFolder'],
    ]);
  });

  it('does not know unknown types', () => {
    expect(listMetadata(orgWithFiles().state, { type: 'Nonsense' })).to.be.undefined;
  });

  it('describes types with their folders, suffixes and children', () => {
    const types = describeMetadata('62.0');
    expect(types.find(({ xmlName }) => xmlName === 'ApexClass')).to.deep.equal({
      xmlName: 'ApexClass',
      directoryName: 'classes',
      suffix: 'cls',
      inFolder: false,
      metaFile: true,
      childXmlNames: [],
    });
    expect(types.find(({ xmlName }) => xmlName === 'CustomObject')?.childXmlNames).to.include.members([
      'CustomField',
      'RecordType',
    ]);
    expect(types.find(({ xmlName }) => xmlName === 'Report')?.inFolder).to.be.true;
    expect(types.some(({ xmlName }) => xmlName === 'ReportFolder')).to.be.false;
  });
});
