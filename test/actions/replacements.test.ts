import { expect } from 'chai';
import { xmlFile } from './all-families.ts';
import { labels, startingProject, textField } from './project.ts';
import { setTheStage, type Stage } from './stage.ts';

const variable = 'SF_RELEASE_TEST_HOST';
const secret = 'host-4711.internal.example.com';

const main = 'force-app/main/default';

/** A record that points somewhere: what replacements are mostly for. */
const endpoint = (fields: Readonly<Record<string, string>>): Record<string, string> => ({
  [`${main}/customMetadata/Endpoint.Main.md-meta.xml`]: `<?xml version="1.0" encoding="UTF-8"?>
<CustomMetadata xmlns="http://soap.sforce.com/2006/04/metadata" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
    <label>Main</label>
    <protected>false</protected>
${Object.entries(fields)
  .map(([name, value]) => `    <values><field>${name}</field><value xsi:type="xsd:string">${value}</value></values>`)
  .join('\n')}
</CustomMetadata>
`,
});

const endpointType: Readonly<Record<string, string>> = {
  [`${main}/objects/Endpoint__mdt/Endpoint__mdt.object-meta.xml`]: xmlFile(
    'CustomObject',
    '    <label>Endpoint</label>\n    <pluralLabel>Endpoints</pluralLabel>\n    <visibility>Public</visibility>\n',
  ),
  ...textField('Endpoint__mdt', 'Url__c'),
  ...textField('Endpoint__mdt', 'Note__c'),
};

/** An object's own properties are sent one by one. */
const described = (description: string): Record<string, string> => {
  const file = `${main}/objects/Thing__c/Thing__c.object-meta.xml`;
  const text = startingProject[file] ?? '';
  return {
    [file]: text.replace('<deploymentStatus>', `<description>${description}</description>\n    <deploymentStatus>`),
  };
};

const replacing = (stage: Stage): Promise<void> =>
  stage.commit({
    'sfdx-project.json': JSON.stringify({
      ...(JSON.parse(startingProject['sfdx-project.json'] ?? '') as object),
      replacements: [
        { glob: 'force-app/**/*.{labels,md,object}-meta.xml', stringToReplace: '@HOST@', replaceWithEnv: variable },
      ],
    }),
    ...labels({ Hello: 'https://@HOST@/', Bye: 'Bye' }),
    ...endpointType,
    ...described('https://@HOST@/'),
    ...endpoint({ Url__c: 'https://@HOST@/' }),
  });

const changed = {
  ...labels({ Hello: 'https://@HOST@/new', Bye: 'Bye' }),
  ...described('https://@HOST@/new'),
  ...endpoint({ Url__c: 'https://@HOST@/new', Note__c: 'of https://@HOST@/' }),
};

const labelsOf = async (stage: Stage): Promise<string> => {
  const org = await (await stage.gateways()).openOrg(stage.alias);
  const { entries } = await org.retrieve({ manifest: new Map([['CustomLabel', ['Hello', 'Bye']]]) });
  return entries.get('labels/CustomLabels.labels')?.toString() ?? '';
};

describe('replacements on the way to an org', function () {
  this.timeout(60_000);

  beforeEach(() => {
    process.env[variable] = secret;
  });
  afterEach(() => {
    Reflect.deleteProperty(process.env, variable);
  });

  it('are made by a deploy and by a rollback, and are no drift', async () => {
    await using stage = await setTheStage();
    await replacing(stage);
    expect(await stage.deploy('1.0.0')).to.have.property('kind', 'released');
    expect(await labelsOf(stage)).to.include(`<value>https://${secret}/</value>`);
    await stage.commit(changed);
    expect(await stage.deploy('minor')).to.have.property('kind', 'released');
    const outcome = await stage.rollback();
    expect(outcome, JSON.stringify(outcome)).to.have.property('kind', 'rolledBack');
    expect(await labelsOf(stage)).to.include(`<value>https://${secret}/</value>`);
  });

  it('refuse a deploy that lacks a value, naming the variable, and send nothing', async () => {
    await using stage = await setTheStage();
    await replacing(stage);
    Reflect.deleteProperty(process.env, variable);
    const outcome = await stage.deploy('1.0.0');
    expect(JSON.stringify(outcome)).to.include(`the environment variable ${variable} is not set`);
    expect(outcome)
      .to.deep.include({ kind: 'refused' })
      .and.have.nested.property('refusal.reason', 'invalidProjectFile');
  });

  it('leave no value in Git, but for what the org itself held in a snapshot', async () => {
    await using stage = await setTheStage();
    await replacing(stage);
    expect(await stage.deploy('1.0.0')).to.have.property('kind', 'released');
    await stage.commit(changed);
    expect(await stage.deploy('minor')).to.have.property('kind', 'released');
    expect(await stage.rollback()).to.have.property('kind', 'rolledBack');
    const snapshots = (await stage.git('for-each-ref', '--format=%(refname)', 'refs/release'))
      .split('\n')
      .filter((ref) => ref.includes('/snapshots/'));
    const held = new Set(
      (await Promise.all(snapshots.map((ref) => stage.git('ls-tree', '-r', '--format=%(objectname)', ref)))).flatMap(
        (ids) => ids.split('\n'),
      ),
    );
    const objects = (
      await stage.git('cat-file', '--batch-all-objects', '--batch-check=%(objecttype) %(objectname)')
    ).split('\n');
    const found: string[] = [];
    for (const [type = '', id = ''] of objects.map((line) => line.split(' ')))
      if (type !== 'tree' && !held.has(id) && (await stage.git('cat-file', type, id)).includes(secret))
        found.push(`${type} ${id}`);
    expect(objects.length).to.be.greaterThan(20);
    expect(found).to.deep.equal([]);
  });
});
