import { expect } from 'chai';
import { classes, manifest as packageXml } from '../../practice-org/client.ts';
import { makeBed, submitted } from './bed.ts';
import { makeSoapStub, type Handed } from './soap-stub.ts';

const apex = (names: readonly string[]): Handed => ({
  files: Object.fromEntries([
    ['package.xml', '<Package/>'],
    ...names.map((name): [string, string] => [`classes/${name}.cls`, `class ${name} {}`]),
  ]),
  properties: names.map((fullName) => ({ type: 'ApexClass', fullName, fileName: `classes/${fullName}.cls` })),
});

const apexOnly = (members: readonly (readonly [string, string])[]): Handed => apex(members.map(([, member]) => member));

const manifestOf = (types: Readonly<Record<string, readonly string[]>>) => new Map(Object.entries(types));

describe('Retrieving', () => {
  it('gives the files byte for byte, who changed them, and leaves out the manifest', async () => {
    await using bed = await makeBed();
    await submitted(bed, classes({ A: 'public class A {\r\n\t// ünïcode \u{1F600}\n}' }));
    const retrieved = await bed.org.retrieve({ manifest: manifestOf({ ApexClass: ['A'] }) });
    expect([...retrieved.entries.keys()]).to.have.members(['classes/A.cls', 'classes/A.cls-meta.xml']);
    expect(retrieved.entries.get('classes/A.cls')?.toString()).to.equal(
      'public class A {\r\n\t// ünïcode \u{1F600}\n}',
    );
    expect(retrieved.files).to.have.length(1);
    expect(retrieved.files[0]).to.include({ type: 'ApexClass', fullName: 'A', fileName: 'classes/A.cls' });
    expect(retrieved.files[0]?.lastModifiedDate).to.be.instanceOf(Date);
    expect(retrieved).to.deep.include({ absent: [], unaccounted: [] });
  });

  it('tells what is proven not to be in the org', async () => {
    await using bed = await makeBed();
    await submitted(bed);
    const { absent, unaccounted } = await bed.org.retrieve({ manifest: manifestOf({ ApexClass: ['A', 'Gone'] }) });
    expect(absent).to.deep.equal([{ type: 'ApexClass', fullName: 'Gone' }]);
    expect(unaccounted).to.deep.equal([]);
  });

  it('finds a child that was asked for by itself', async () => {
    await using bed = await makeBed();
    const field =
      '<fields><fullName>Risk__c</fullName><label>Risk</label><length>20</length><type>Text</type></fields>';
    await submitted(bed, {
      'package.xml': packageXml({ CustomField: ['Account.Risk__c'] }),
      'objects/Account.object': `<?xml version="1.0" encoding="UTF-8"?><CustomObject xmlns="http://soap.sforce.com/2006/04/metadata">${field}</CustomObject>`,
    });
    const manifest = manifestOf({ CustomField: ['Account.Risk__c', 'Account.Nope__c'] });
    const { absent, unaccounted, entries } = await bed.org.retrieve({ manifest });
    expect([...entries.keys()]).to.deep.equal(['objects/Account.object']);
    expect(absent).to.deep.equal([{ type: 'CustomField', fullName: 'Account.Nope__c' }]);
    expect(unaccounted).to.deep.equal([]);
  });

  it('asks nothing of the org for an empty manifest', async () => {
    await using bed = await makeBed();
    const before = bed.practice.requests.length;
    const { entries } = await bed.org.retrieve({ manifest: manifestOf({ ApexClass: [] }) });
    expect(entries.size).to.equal(0);
    expect(bed.practice.requests.length).to.equal(before);
  });

  it('never takes silence for absence: what the org lists and does not hand over is unaccounted for', async () => {
    await using stub = await makeSoapStub({ retrieve: () => apex(['A']), lists: { ApexClass: ['A', 'B'] } });
    const retrieved = await stub.org.retrieve({ manifest: manifestOf({ ApexClass: ['A', 'B', 'C'] }) });
    expect(retrieved.unaccounted).to.deep.equal([{ type: 'ApexClass', fullName: 'B' }]);
    expect(retrieved.absent).to.deep.equal([{ type: 'ApexClass', fullName: 'C' }]);
  });

  it('does not take a type that cannot be listed for absent', async () => {
    await using stub = await makeSoapStub({ retrieve: () => ({}), lists: {} });
    const manifest = manifestOf({ StandardValueSet: ['Industry'], Odd: ['One'], CustomField: ['Account.Name'] });
    const { absent, unaccounted } = await stub.org.retrieve({ manifest });
    expect(absent).to.deep.equal([]);
    expect(unaccounted).to.have.length(3);
  });

  it('believes the org when it names what it does not have', async () => {
    const problems = ["Entity of type 'StandardValueSet' named 'Nope' cannot be found"];
    await using stub = await makeSoapStub({ retrieve: () => ({ problems }) });
    const { absent, messages } = await stub.org.retrieve({ manifest: manifestOf({ StandardValueSet: ['Nope'] }) });
    expect(absent).to.deep.equal([{ type: 'StandardValueSet', fullName: 'Nope' }]);
    expect(messages.map(({ problem }) => problem)).to.deep.equal(problems);
  });

  it('knows a layout by its name with and without percent signs', async () => {
    const fullName = 'Account-Sales %28new%29 Layout';
    const properties = [{ type: 'Layout', fullName, fileName: `layouts/${fullName}.layout` }];
    await using stub = await makeSoapStub({ retrieve: () => ({ properties }) });
    const manifest = manifestOf({ Layout: ['Account-Sales (new) Layout'] });
    expect(await stub.org.retrieve({ manifest })).to.deep.include({ absent: [], unaccounted: [] });
  });

  it('looks up reports in their folder', async () => {
    await using stub = await makeSoapStub({ retrieve: () => ({}), lists: { Report: ['Sales/Won'], ReportFolder: [] } });
    const manifest = manifestOf({ Report: ['Sales/Won', 'Gone'] });
    const { absent, unaccounted } = await stub.org.retrieve({ manifest });
    expect(unaccounted).to.deep.equal([{ type: 'Report', fullName: 'Sales/Won' }]);
    expect(absent).to.deep.equal([{ type: 'Report', fullName: 'Gone' }]);
    expect(stub.asked.some(({ body }) => body.includes('<folder>Sales</folder><type>Report</type>'))).to.equal(true);
  });

  it('takes the zip once the org has finished, and asks for it only then', async () => {
    await using stub = await makeSoapStub({ retrieve: apexOnly, looks: 5 });
    const { entries } = await stub.org.retrieve({ manifest: manifestOf({ ApexClass: ['A'] }) });
    expect(entries.size).to.equal(1);
    expect(stub.asked.filter(({ body }) => body.includes('<includeZip>true'))).to.have.length(1);
  });

  it('asks for everything again when the answer with the zip was cut: the org gives it away only once', async () => {
    let cut = 0;
    await using stub = await makeSoapStub({
      retrieve: apexOnly,
      intercept: ({ body }, response) => {
        if (!body.includes('<includeZip>true') || cut++ > 0) return false;
        response.writeHead(200, { 'content-type': 'text/xml', 'content-length': 5000 });
        response.write('<soapenv:Envelope', () => response.socket?.resetAndDestroy());
        return true;
      },
    });
    const { entries } = await stub.org.retrieve({ manifest: manifestOf({ ApexClass: ['A'] }) });
    expect(entries.size).to.equal(1);
    expect(stub.asked.filter(({ operation }) => operation === 'retrieve')).to.have.length(2);
  });

  it('gives up at its deadline when the org does not finish', async () => {
    await using stub = await makeSoapStub({ retrieve: apexOnly, looks: Infinity });
    const deadline = new Date(stub.timing.now() + 600_000);
    const error = await stub.org
      .retrieve({ manifest: manifestOf({ ApexClass: ['A'] }), deadline })
      .catch((thrown: unknown) => thrown);
    expect(error).to.include({ reason: 'deadlinePassed' });
  });

  it('takes no zip with hostile names', async () => {
    await using stub = await makeSoapStub({ retrieve: () => ({ files: { '..\\..\\evil.cls': 'x' } }) });
    const error = await stub.org
      .retrieve({ manifest: manifestOf({ ApexClass: ['A'] }) })
      .catch((thrown: unknown) => thrown);
    expect(error).to.include({ reason: 'unsafeZip' });
    expect(stub.asked.filter(({ operation }) => operation === 'retrieve')).to.have.length(1);
  });

  it('halves what turns out to be too much for the org, and brings all of it', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `C${index}`);
    await using stub = await makeSoapStub({
      retrieve: (members) => (members.length > 12 ? { error: 'LIMIT_EXCEEDED' } : apexOnly(members)),
    });
    const retrieved = await stub.org.retrieve({ manifest: manifestOf({ ApexClass: names }) });
    expect([...retrieved.entries.keys()].sort()).to.deep.equal(names.map((name) => `classes/${name}.cls`).sort());
    expect(retrieved).to.deep.include({ absent: [], unaccounted: [] });
  });

  it('puts a profile together that had to be retrieved in pieces', async () => {
    const profile = (members: readonly (readonly [string, string])[]): string =>
      `<?xml version="1.0" encoding="UTF-8"?>\n<Profile xmlns="http://soap.sforce.com/2006/04/metadata">` +
      members
        .filter(([type]) => type === 'ApexClass')
        .map(([, name]) => `<classAccesses><apexClass>${name}</apexClass><enabled>true</enabled></classAccesses>`)
        .join('') +
      `<custom>false</custom></Profile>\n`;
    const retrieve = (members: readonly (readonly [string, string])[]): Handed => ({
      files: { 'profiles/Admin.profile': profile(members) },
      properties: members.map(([type, fullName]) => ({ type, fullName, fileName: `${type}/${fullName}` })),
    });
    await using stub = await makeSoapStub({
      retrieve: (members) => (members.length > 3 ? { error: 'LIMIT_EXCEEDED' } : retrieve(members)),
    });
    const manifest = manifestOf({ Profile: ['Admin'], ApexClass: ['A', 'B', 'C', 'D', 'E'] });
    const { entries, unaccounted } = await stub.org.retrieve({ manifest });
    const text = entries.get('profiles/Admin.profile')?.toString() ?? '';
    expect([...text.matchAll(/<apexClass>(\w)/g)].map(([, name]) => name).sort()).to.deep.equal([
      'A',
      'B',
      'C',
      'D',
      'E',
    ]);
    expect(text.match(/<custom>/g)).to.have.length(1);
    expect(unaccounted).to.deep.equal([]);
  });

  it('says so when a single component is too much', async () => {
    await using stub = await makeSoapStub({ retrieve: () => ({ error: 'LIMIT_EXCEEDED' }) });
    const error = await stub.org
      .retrieve({ manifest: manifestOf({ ExperienceBundle: ['Huge'] }) })
      .catch((thrown: unknown) => thrown);
    expect(error).to.have.property('message').that.contains('ExperienceBundle:Huge');
  });
});

describe('Listing metadata', () => {
  it('asks three questions a call and keeps their order', async () => {
    const lists = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`Type${index}`, [`name${index}`]]));
    await using stub = await makeSoapStub({ retrieve: () => ({}), lists });
    const found = await stub.org.listMetadata(Object.keys(lists).map((type) => ({ type })));
    expect(found.map(({ fullName }) => fullName)).to.deep.equal(Object.values(lists).flat());
    expect(stub.asked.map(({ body }) => body.match(/<queries>/g)?.length)).to.have.members([3, 3, 2]);
  });

  it('describes the types of the org', async () => {
    await using bed = await makeBed();
    const types = await bed.org.describeMetadata();
    const object = types.find(({ type }) => type === 'CustomObject');
    expect(object).to.include({ directory: 'objects', suffix: 'object', inFolder: false });
    expect(object?.children).to.include('CustomField');
  });
});
