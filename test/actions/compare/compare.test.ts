import { expect } from 'chai';
import { compareVersions } from '../../../src/actions/compare/compare.ts';
import { keyOf } from '../../../src/release/metadata/component.ts';
import type { Delta } from '../../../src/release/delta/delta.ts';
import { zipSync, strToU8 } from 'fflate';
import { xmlFile } from '../all-families.ts';
import { memoryVersion, type MemoryFiles } from '../../release/memory-version.ts';

const main = 'force-app/main/default';

const delta = (from: MemoryFiles, to: MemoryFiles): Promise<Delta> =>
  compareVersions(memoryVersion(from, 'v1'), memoryVersion(to, 'v2'));

/** `added ApexClass:Foo`, `changed CustomLabel:Hello [value]`. */
const told = ({ changes }: Delta): string[] =>
  changes.map((change) => {
    const inside = [
      ...change.entries.map(
        ({ kind, section, key, order }) =>
          `${order ? 'order of' : kind} ${section}${key === undefined ? '' : ` ${key}`}`,
      ),
      ...change.files.map(({ kind, path }) => `${kind} ${path}`),
    ];
    return `${change.kind} ${keyOf(change)}${inside.length === 0 ? '' : ` [${inside.join(', ')}]`}`;
  });

const apex = (name: string, source = `public class ${name} {}`, directory = `${main}/classes`): MemoryFiles => ({
  [`${directory}/${name}.cls`]: source,
  [`${directory}/${name}.cls-meta.xml`]: xmlFile('ApexClass', '    <apiVersion>62.0</apiVersion>\n'),
});

const labelsFile = (directory: string, ...labels: [string, string][]): MemoryFiles => ({
  [`${directory}/labels/CustomLabels.labels-meta.xml`]: xmlFile(
    'CustomLabels',
    labels.map(([name, value]) => `<labels><fullName>${name}</fullName><value>${value}</value></labels>`).join('\n'),
  ),
});

const profile = (inside: string): MemoryFiles => ({
  [`${main}/profiles/Clerk.profile-meta.xml`]: xmlFile('Profile', inside),
});

const access = (name: string, on: boolean): string =>
  `<userPermissions><enabled>${String(on)}</enabled><name>${name}</name></userPermissions>`;

describe('comparing two versions', () => {
  it('tells children as components and permissions as entries', async () => {
    const found = await delta(
      { ...labelsFile(main, ['Hello', 'Hi'], ['Bye', 'Bye']), ...profile(access('A', true) + access('B', true)) },
      { ...labelsFile(main, ['Bye', 'So long'], ['New', 'x']), ...profile(access('B', false) + access('C', true)) },
    );
    expect(told(found)).to.deep.equal([
      'changed CustomLabel:Bye [changed value]',
      'removed CustomLabel:Hello',
      'added CustomLabel:New',
      'changed Profile:Clerk [removed userPermissions A, changed userPermissions B, added userPermissions C]',
    ]);
  });

  it('names picklist values, layout items and flow elements', async () => {
    const field = (...values: string[]): MemoryFiles => ({
      [`${main}/objects/A__c/fields/F__c.field-meta.xml`]: xmlFile(
        'CustomField',
        `<fullName>F__c</fullName><valueSet><valueSetDefinition>${values.map((name) => `<value><fullName>${name}</fullName></value>`).join('')}</valueSetDefinition></valueSet>`,
      ),
    });
    const layout = (...items: string[]): MemoryFiles => ({
      [`${main}/layouts/A__c-Main %26 more.layout-meta.xml`]: xmlFile(
        'Layout',
        `<layoutSections><label>Info</label><layoutColumns>${items.map((name) => `<layoutItems><field>${name}</field></layoutItems>`).join('')}</layoutColumns></layoutSections>`,
      ),
    });
    const flow = (value: string): MemoryFiles => ({
      [`${main}/flows/Route.flow-meta.xml`]: xmlFile(
        'Flow',
        `<decisions><name>Big</name><rules><name>Yes</name><label>${value}</label></rules></decisions><label>Route</label>`,
      ),
    });
    const found = await delta(
      { ...field('A', 'B'), ...layout('One', 'Two'), ...flow('yes') },
      { ...field('A', 'C'), ...layout('One', 'Two', 'Three'), ...flow('no') },
    );
    expect(told(found)).to.deep.equal([
      'changed CustomField:A__c.F__c [removed valueSet/valueSetDefinition/value B, added valueSet/valueSetDefinition/value C]',
      'changed Flow:Route [changed decisions/rules Big / Yes]',
      'changed Layout:A__c-Main & more [added layoutSections/layoutColumns/layoutItems Info / 1 / Three]',
    ]);
    expect(found.changes.find(({ type }) => type === 'Layout')?.encodedName).to.equal('A__c-Main %26 more');
  });

  it('sees an order that means something and passes over one that does not', async () => {
    const values = (type: string, element: string, ...names: string[]): string =>
      xmlFile(type, names.map((name) => `<${element}><fullName>${name}</fullName></${element}>`).join(''));
    const found = await delta(
      {
        [`${main}/globalValueSets/S.globalValueSet-meta.xml`]: values('GlobalValueSet', 'customValue', 'A', 'B'),
        ...profile(access('A', true) + access('B', true)),
      },
      {
        [`${main}/globalValueSets/S.globalValueSet-meta.xml`]: values('GlobalValueSet', 'customValue', 'B', 'A'),
        ...profile(access('B', true) + access('A', true)),
      },
    );
    expect(told(found)).to.deep.equal(['changed GlobalValueSet:S [order of customValue]']);
    expect(found.formattingOnly.map(keyOf)).to.deep.equal(['Profile:Clerk']);
  });

  it('takes a default that is written out for no change', async () => {
    const field = (more: string): MemoryFiles => ({
      [`${main}/objects/A__c/fields/F__c.field-meta.xml`]: xmlFile('CustomField', `<fullName>F__c</fullName>${more}`),
    });
    expect(told(await delta(field(''), field('<externalId>false</externalId>')))).to.deep.equal([]);
    expect(told(await delta(field(''), field('<externalId>true</externalId>')))).to.deep.equal([
      'changed CustomField:A__c.F__c [added externalId]',
    ]);
  });

  it('keeps the edges of text', async () => {
    expect(told(await delta(labelsFile(main, ['L', 'Total: ']), labelsFile(main, ['L', 'Total:'])))).to.deep.equal([
      'changed CustomLabel:L [changed value]',
    ]);
  });

  it('takes other line endings and a byte order mark of code for formatting', async () => {
    const found = await delta(apex('A', 'one\r\ntwo\r\n'), apex('A', '\uFEFFone\ntwo\n'));
    expect({ told: told(found), formatting: found.formattingOnly.map(keyOf) }).to.deep.equal({
      told: [],
      formatting: ['ApexClass:A'],
    });
  });

  it('compares an archive by what it holds, zipped or expanded', async () => {
    const meta = {
      [`${main}/staticresources/Kit.resource-meta.xml`]: xmlFile(
        'StaticResource',
        '<contentType>application/zip</contentType>',
      ),
    };
    const zip = (files: Record<string, string>, level: 0 | 9): Buffer =>
      Buffer.from(
        zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])), { level }),
      );
    const packed = (level: 0 | 9, script = 'a') => ({
      ...meta,
      [`${main}/staticresources/Kit.zip`]: zip({ 'js/a.js': script, 'b.css': 'b' }, level),
    });
    const expanded = {
      ...meta,
      [`${main}/staticresources/Kit/js/a.js`]: 'a',
      [`${main}/staticresources/Kit/b.css`]: 'b',
    };
    expect(told(await delta(packed(0), packed(9)))).to.deep.equal([]);
    expect(told(await delta(packed(0), expanded))).to.deep.equal([]);
    expect(told(await delta(packed(0), packed(0, 'changed')))).to.deep.equal([
      'changed StaticResource:Kit [changed js/a.js]',
    ]);
  });

  it('counts a component that only moved', async () => {
    const found = await delta(apex('A'), apex('A', undefined, 'force-app/other/classes'));
    expect({ told: told(found), moved: found.moved.map(keyOf) }).to.deep.equal({ told: [], moved: ['ApexClass:A'] });
  });

  it('tells a bundle that moved and grew as changed', async () => {
    const bundle = (directory: string): MemoryFiles => ({
      [`${directory}/lwc/tile/tile.js`]: 'x',
      [`${directory}/lwc/tile/tile.js-meta.xml`]: xmlFile('LightningComponentBundle'),
    });
    const found = await delta(bundle('force-app/a'), {
      ...bundle('force-app/b'),
      'force-app/b/lwc/tile/tile.css': 'y',
    });
    expect(told(found)).to.deep.equal(['changed LightningComponentBundle:tile [added tile.css]']);
  });

  it('tells a file that a bundle gains or loses as a change of the bundle', async () => {
    const bundle = {
      [`${main}/lwc/tile/tile.js`]: 'x',
      [`${main}/lwc/tile/tile.js-meta.xml`]: xmlFile('LightningComponentBundle'),
    };
    const more = { ...bundle, [`${main}/lwc/tile/tile.css`]: 'y' };
    expect(told(await delta(bundle, more))).to.deep.equal(['changed LightningComponentBundle:tile [added tile.css]']);
    expect(told(await delta(more, bundle))).to.deep.equal(['changed LightningComponentBundle:tile [removed tile.css]']);
  });

  it('passes over local tests of components', async () => {
    const bundle = {
      [`${main}/lwc/tile/tile.js`]: 'x',
      [`${main}/lwc/tile/tile.js-meta.xml`]: xmlFile('LightningComponentBundle'),
    };
    const found = await delta(bundle, { ...bundle, [`${main}/lwc/tile/__tests__/tile.test.js`]: 'y' });
    expect({ told: told(found), unclaimed: found.unclaimed }).to.deep.equal({ told: [], unclaimed: [] });
  });

  it('finds no difference between presets, or between source and metadata format', async () => {
    const project = (...presets: string[]): MemoryFiles => ({
      'sfdx-project.json': JSON.stringify({
        packageDirectories: [{ path: 'force-app' }],
        sourceBehaviorOptions: presets,
      }),
    });
    const alert = '<fullName>Mail</fullName><protected>false</protected>';
    const whole = {
      ...project(),
      [`${main}/workflows/A__c.workflow-meta.xml`]: xmlFile('Workflow', `<alerts>${alert}</alerts>`),
    };
    const pieces = {
      ...project('decomposeWorkflowBeta'),
      [`${main}/workflows/A__c/A__c.workflow-meta.xml`]: xmlFile('Workflow'),
      [`${main}/workflows/A__c/workflowAlerts/Mail.workflowAlert-meta.xml`]: xmlFile('WorkflowAlert', alert),
    };
    expect(told(await delta(whole, pieces))).to.deep.equal([]);
    expect(told(await delta(pieces, whole))).to.deep.equal([]);
    const label = '<label>A</label>';
    const field = '<fullName>F__c</fullName><type>Text</type>';
    const source = {
      [`${main}/objects/A__c/A__c.object-meta.xml`]: xmlFile('CustomObject', label),
      [`${main}/objects/A__c/fields/F__c.field-meta.xml`]: xmlFile('CustomField', field),
    };
    const metadata = { [`${main}/objects/A__c.object`]: xmlFile('CustomObject', `<fields>${field}</fields>${label}`) };
    expect(told(await delta(source, metadata))).to.deep.equal([]);
    expect(told(await delta(metadata, source))).to.deep.equal([]);
  });

  it('reads each version by its own package directories and .forceignore', async () => {
    const project = (...directories: string[]): MemoryFiles => ({
      'sfdx-project.json': JSON.stringify({ packageDirectories: directories.map((path) => ({ path })) }),
    });
    const files = { ...apex('A'), ...apex('B', undefined, 'extra/classes') };
    expect(
      told(await delta({ ...project('force-app'), ...files }, { ...project('force-app', 'extra'), ...files })),
    ).to.deep.equal(['added ApexClass:B']);
    expect(told(await delta(files, { ...files, '.forceignore': '**/A.cls*' }))).to.deep.equal(['removed ApexClass:A']);
    const rules = (...lines: string[]): MemoryFiles => ({ ...files, '.forceignore': lines.join('\n') });
    expect(told(await delta(rules('*.cls*', '!A.cls*'), rules('!A.cls*', '*.cls*')))).to.deep.equal([
      'removed ApexClass:A',
    ]);
  });

  it('does not take a component for removed that another package directory holds too', async () => {
    const project = {
      'sfdx-project.json': JSON.stringify({ packageDirectories: [{ path: 'force-app' }, { path: 'extra' }] }),
    };
    const both = { ...project, ...apex('A'), ...apex('A', undefined, 'extra/classes') };
    expect(told(await delta(both, { ...project, ...apex('A', undefined, 'extra/classes') }))).to.deep.equal([]);
  });

  it('does not take a translation in pieces for removed when one of them goes, wherever the others lie', async () => {
    const folder = 'objectTranslations/A__c-fr';
    const piece = (directory: string, name: string): MemoryFiles => ({
      [`${directory}/${folder}/${name}.fieldTranslation-meta.xml`]: xmlFile(
        'CustomFieldTranslation',
        `<label>${name}</label><name>${name}</name>`,
      ),
    });
    const whole = {
      [`${main}/${folder}/A__c-fr.objectTranslation-meta.xml`]: xmlFile(
        'CustomObjectTranslation',
        '<gender>Neuter</gender>',
      ),
    };
    const first = piece(main, 'F__c');
    const strewn = piece('force-app/feature', 'G__c');
    expect(told(await delta({ ...whole, ...first, ...strewn }, { ...whole, ...first }))).to.deep.equal([
      'changed CustomObjectTranslation:A__c-fr [removed fields G__c]',
    ]);
    expect(told(await delta({ ...whole, ...first }, first))).to.deep.equal([
      'changed CustomObjectTranslation:A__c-fr [removed gender]',
    ]);
    expect(told(await delta({ ...whole, ...first }, {}))).to.deep.equal(['removed CustomObjectTranslation:A__c-fr']);
  });

  it('keeps a label in one of two files when it leaves the other', async () => {
    const from = { ...labelsFile(`force-app/a`, ['L', '1'], ['M', '1']), ...labelsFile('force-app/b', ['N', '1']) };
    const to = { ...labelsFile(`force-app/a`, ['M', '1']), ...labelsFile('force-app/b', ['N', '1'], ['L', '1']) };
    expect(told(await delta(from, to))).to.deep.equal([]);
  });

  it('counts a label that is only written in another order', async () => {
    const label = (...elements: readonly string[]): MemoryFiles => ({
      'force-app/labels/CustomLabels.labels-meta.xml': `<CustomLabels><labels>${elements.join('')}</labels></CustomLabels>`,
    });
    const [name, value] = ['<fullName>L</fullName>', '<value>1</value>'];
    const { changes, formattingOnly } = await delta(label(name, value), label(value, name));
    expect({ changes, formattingOnly }).to.deep.equal({
      changes: [],
      formattingOnly: [{ type: 'CustomLabel', fullName: 'L' }],
    });
  });

  it('takes the last of two entries with one key, in either direction', async () => {
    const twice = profile(access('A', true) + access('A', false) + access('B', true));
    const once = profile(access('A', false) + access('B', true));
    expect(told(await delta(twice, once))).to.deep.equal([]);
    expect(told(await delta(once, twice))).to.deep.equal([]);
    expect(told(await delta(twice, profile(access('A', true) + access('B', true))))).to.deep.equal([
      'changed Profile:Clerk [changed userPermissions A]',
    ]);
    const otherLast = profile(access('A', false) + access('A', true) + access('B', true));
    for (const [from, to] of [
      [twice, otherLast],
      [otherLast, twice],
    ] as const)
      expect(told(await delta(from, to))).to.deep.equal(['changed Profile:Clerk [changed userPermissions A]']);
  });

  it('knows two entries of one key by what the key says, however it is written', async () => {
    const written = (key: string, on: boolean): string =>
      `<userPermissions><enabled>${String(on)}</enabled>${key}</userPermissions>`;
    for (const key of [
      '<name>&#65;</name>',
      '<name><![CDATA[A]]></name>',
      '<name><!-- B -->A</name>',
      '<!-- <name>B</name> --><name>A</name>',
      '<name xsi:type="xsd:string">A</name>',
      '<inside><name>B</name></inside><name>A</name>',
    ]) {
      const [plain, other] = [access('A', true), written(key, false)];
      expect(told(await delta(profile(plain + other), profile(other + plain))), key).to.have.length(1);
      expect(told(await delta(profile(plain + other), profile(other))), key).to.deep.equal([]);
    }
  });

  it('lists files that no type claims, links and submodules, and says nothing of what a link hides', async () => {
    const found = await delta(
      { ...apex('A'), 'force-app/notes.txt': 'x' },
      {
        ...apex('A'),
        [`${main}/classes/A.cls`]: { kind: 'symlink' },
        'force-app/notes.txt': 'y',
        'force-app/library': { kind: 'submodule' },
        'elsewhere/notes.txt': 'not in a package directory',
      },
    );
    expect({ told: told(found), unclaimed: found.unclaimed }).to.deep.equal({
      told: [],
      unclaimed: [
        { path: 'force-app/library', in: 'to', because: 'submodule' },
        { path: `${main}/classes/A.cls`, in: 'to', because: 'symlink' },
        { path: 'force-app/notes.txt', in: 'both', because: 'noType' },
      ],
    });
  });

  it('names a Git LFS pointer', async () => {
    const resource = (oid: string): MemoryFiles => ({
      [`${main}/staticresources/Film.resource-meta.xml`]: xmlFile(
        'StaticResource',
        '<contentType>video/mp4</contentType>',
      ),
      [`${main}/staticresources/Film.mp4`]: `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize 5\n`,
    });
    const found = await delta(resource('a'), resource('b'));
    expect(told(found)).to.deep.equal(['changed StaticResource:Film [changed Film.resource]']);
    expect(found.unclaimed).to.deep.equal([
      { path: `${main}/staticresources/Film.mp4`, in: 'both', because: 'lfsPointer' },
    ]);
  });

  it('looks only at bytes when asked for components alone', async () => {
    const found = await compareVersions(memoryVersion(apex('A', 'one\r\n')), memoryVersion(apex('A', 'one\n')), {
      depth: 'components',
    });
    expect(told(found)).to.deep.equal(['changed ApexClass:A']);
  });
});
