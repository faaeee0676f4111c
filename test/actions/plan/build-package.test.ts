import { expect } from 'chai';
import fc from 'fast-check';
import { buildPackage, type PackageOrder } from '../../../src/actions/plan/build-package.ts';
import { readContents } from '../../../src/actions/compare/contents.ts';
import { openSourceFormat } from '../../../src/gateways/source-format.ts';
import { readZip } from '../../../src/gateways/zip/zip-reader.ts';
import { writePackage } from '../../../src/gateways/zip/zip.ts';
import { compareContents } from '../../../src/release/delta/compare-contents.ts';
import type { ComponentKey } from '../../../src/release/metadata/component.ts';
import type { ComponentContent } from '../../../src/release/content/content.ts';
import type { XmlElement } from '../../../src/release/xml/xml-element.ts';
import { parseXml } from '../../../src/release/xml/xml-parse.ts';
import { retrievedVersion } from '../../../src/release/metadata/retrieved-version.ts';
import { UnreadableError } from '../../../src/release/metadata/unreadable.ts';
import type { Version } from '../../../src/release/metadata/version.ts';
import { allFamilies, xmlFile, type ProjectFiles } from '../all-families.ts';
import { projectInGit } from '../project-in-git.ts';

const main = 'force-app/main/default';

const build = async (order: Partial<PackageOrder> & Pick<PackageOrder, 'version'>) => {
  const built = await buildPackage({ components: new Set(), apiVersion: '62.0', ...order }, writePackage);
  if ('excess' in built) throw new Error('too large');
  const entries = new Map([...(await readZip(built.bytes))].map(([path, bytes]) => [path, bytes.toString()]));
  return { ...built, files: entries, paths: [...entries.keys()] };
};

const keys = (...named: ComponentKey[]): ReadonlySet<ComponentKey> => new Set(named);

/** Full names of the children of a file, by element. */
const held = (xml: string | undefined): Record<string, string[]> => {
  const found: Record<string, string[]> = {};
  for (const child of parseXml(xml ?? '').children)
    (found[child.name] ??= []).push(child.children.find(({ name }) => name === 'fullName')?.text ?? child.text ?? '');
  return found;
};

const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => new Error('nothing was thrown'),
    (error: unknown) => error,
  );

const leaf = (name: string, text: string): XmlElement => ({ name, text, children: [] });

describe('building a package', () => {
  let version: Version;
  before(async () => {
    ({ version } = await projectInGit(allFamilies()));
  });

  describe('of components that share a file', () => {
    it('sends one label without the others', async () => {
      const { files, paths } = await build({ version, components: keys('CustomLabel:Bye') });
      expect(paths).to.deep.equal(['labels/CustomLabels.labels', 'package.xml']);
      expect(held(files.get('labels/CustomLabels.labels'))).to.deep.equal({ labels: ['Bye'] });
      expect(files.get('package.xml')).to.equal(`<?xml version="1.0" encoding="UTF-8"?>
<Package xmlns="http://soap.sforce.com/2006/04/metadata">
    <types>
        <members>Bye</members>
        <name>CustomLabel</name>
    </types>
    <version>62.0</version>
</Package>
`);
    });

    it('sends a field without its object and without its siblings', async () => {
      const { files, members } = await build({ version, components: keys('CustomField:Claim__c.Risk__c') });
      expect(held(files.get('objects/Claim__c.object'))).to.deep.equal({ fields: ['Risk__c'] });
      expect([...members]).to.deep.equal([['CustomField', ['Claim__c.Risk__c']]]);
    });

    it('sends an object without its fields, so that no field is redeployed with it', async () => {
      const { files, members } = await build({ version, components: keys('CustomObject:Claim__c') });
      expect(held(files.get('objects/Claim__c.object'))).to.have.all.keys('label', 'sharingModel', 'actionOverrides');
      expect([...members]).to.deep.equal([['CustomObject', ['Claim__c']]]);
    });

    it('sends a workflow rule in the file of workflows, and names that', async () => {
      const { files, members } = await build({ version, components: keys('WorkflowRule:Claim__c.Big') });
      expect(held(files.get('workflows/Claim__c.workflow'))).to.deep.equal({ rules: ['Big'] });
      expect([...members]).to.deep.equal([
        ['Workflow', ['Claim__c']],
        ['WorkflowRule', ['Claim__c.Big']],
      ]);
    });

    it('sends a sharing rule without the name of its container, which is not sent whole', async () => {
      const { members } = await build({
        version: (
          await projectInGit({
            'sfdx-project.json': '{"packageDirectories":[{"path":"force-app"}]}',
            [`${main}/sharingRules/Claim__c.sharingRules-meta.xml`]: xmlFile(
              'SharingRules',
              '<sharingCriteriaRules><fullName>One</fullName></sharingCriteriaRules><sharingOwnerRules><fullName>Two</fullName></sharingOwnerRules>',
            ),
          })
        ).version,
        components: keys('SharingOwnerRule:Claim__c.Two'),
      });
      expect([...members]).to.deep.equal([['SharingOwnerRule', ['Claim__c.Two']]]);
    });

    it('passes a container on byte for byte when all of it is sent', async () => {
      const { files } = await build({
        version,
        components: keys('WorkflowRule:Claim__c.Big', 'WorkflowAlert:Claim__c.Mail'),
      });
      expect(files.get('workflows/Claim__c.workflow')).to.equal(
        allFamilies()[`${main}/workflows/Claim__c.workflow-meta.xml`],
      );
    });

    it('puts fields of several package directories into one object', async () => {
      const { files } = await build({
        version,
        components: keys('CustomField:Account.Tier__c', 'CustomField:Account.Rank__c'),
      });
      expect(held(files.get('objects/Account.object'))).to.deep.equal({ fields: ['Rank__c', 'Tier__c'] });
    });
  });

  describe('with contents that were made for it', () => {
    it('puts a record type that was set inactive beside a field of the version', async () => {
      const [content] = (await readContents(version, keys('RecordType:Claim__c.Car'))).values();
      const inactive: ComponentContent = {
        ...content!,
        xml: {
          ...content!.xml!,
          children: content!.xml!.children.map((child) => (child.name === 'active' ? leaf('active', 'false') : child)),
        },
      };
      const { files, members } = await build({
        version,
        components: keys('CustomField:Claim__c.Amount__c'),
        contents: [inactive],
      });
      const root = parseXml(files.get('objects/Claim__c.object')!);
      expect(root.children.map(({ name }) => name)).to.deep.equal(['fields', 'recordTypes']);
      expect(root.children[1]!.children).to.deep.include(leaf('active', 'false'));
      expect([...members.keys()]).to.deep.equal(['CustomField', 'RecordType']);
    });

    it('sends what was made instead of what the version has', async () => {
      const content: ComponentContent = {
        type: 'Profile',
        fullName: 'Custom: Sales',
        encodedName: 'Custom%3A Sales',
        xml: {
          name: 'Profile',
          children: [
            { name: 'fieldPermissions', children: [leaf('editable', 'false'), leaf('field', 'A.B')] },
            leaf('custom', 'true'),
            { name: 'fieldPermissions', children: [leaf('editable', 'false'), leaf('field', 'A.C')] },
          ],
        },
        files: new Map(),
      };
      const { files } = await build({ version, components: 'all', contents: [content] });
      const root = parseXml(files.get('profiles/Custom%3A Sales.profile')!);
      // The platform refuses elements of one name that stand apart.
      expect(root.children.map(({ name }) => name)).to.deep.equal(['fieldPermissions', 'fieldPermissions', 'custom']);
      expect(files.get('package.xml')).to.include('<members>Custom%3A Sales</members>');
    });

    it('writes every component again so that it means the same, whatever family it is of', async () => {
      const contents = [...(await readContents(version)).values()];
      const [made, taken] = [await build({ version, contents }), await build({ version, components: 'all' })];
      expect(made.paths).to.deep.equal(taken.paths);
      expect([...made.members.keys()].filter((type) => !taken.members.has(type))).to.deep.equal([]);
      for (const [path, text] of taken.files)
        if (text.startsWith('<?xml') && path !== 'package.xml')
          expect(sortedXml(made.files.get(path)!), path).to.deep.equal(sortedXml(text));
        else if (!path.endsWith('.resource') && path !== 'package.xml')
          expect(made.files.get(path), path).to.equal(text);
    });
  });

  it('deletes before and after, sorted, with folders and labels as manifests name them', async () => {
    const { files, paths } = await build({
      version,
      deletions: {
        pre: [{ type: 'CustomField', fullName: 'Claim__c.Old__c' }],
        post: [
          { type: 'Layout', fullName: 'Claim__c-A & B', encodedName: 'Claim__c-A %26 B' },
          { type: 'CustomLabel', fullName: 'Gone' },
          { type: 'ReportFolder', fullName: 'Sales' },
          { type: 'Report', fullName: 'Sales/Open' },
        ],
      },
    });
    expect(paths).to.deep.equal(['destructiveChangesPost.xml', 'destructiveChangesPre.xml', 'package.xml']);
    const post = parseXml(files.get('destructiveChangesPost.xml')!);
    expect(post.children.map(({ children, text }) => text ?? children.map((child) => child.text))).to.deep.equal([
      ['Gone', 'CustomLabel'],
      ['Claim__c-A %26 B', 'Layout'],
      ['Sales/', 'Sales/Open', 'Report'],
      '62.0',
    ]);
    expect(files.get('destructiveChangesPre.xml')).to.include('<members>Claim__c.Old__c</members>');
    expect(files.get('package.xml')).to.not.include('members');
  });

  it('holds exactly what was asked for, whatever that is, and nothing that shares a file with it', async () => {
    const all = await readContents(version);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...all.keys()], { minLength: 1 }), async (asked) => {
        const { bytes, members } = await build({ version, components: new Set(asked) });
        const sent = await readContents(retrievedVersion('sent', await readZip(bytes), openSourceFormat()));
        expect([...sent.keys()].sort()).to.deep.equal([...asked].sort());
        for (const [key, content] of sent) expect(compareContents(all.get(key), content), key).to.be.undefined;
        expect([...members.values()].flat()).to.have.lengthOf.at.least(asked.length);
      }),
      { numRuns: 40 },
    );
  });

  it('is the same zip however it is asked for', async () => {
    const some: ComponentKey[] = ['ApexClass:Pricing', 'CustomLabel:Bye', 'CustomField:Claim__c.Risk__c', 'Flow:Route'];
    const [one, other] = [
      await build({ version, components: new Set(some) }),
      await build({ version, components: new Set(some.toReversed()) }),
    ];
    expect(one.sha256).to.equal(other.sha256);
    expect(one.contentSha256).to.equal(other.contentSha256);
  });

  it('leaves local tests and what .forceignore names at home', async () => {
    const { paths } = await build({ version, components: 'all' });
    expect(paths.filter((path) => /__tests__|Gone|jsconfig/.test(path))).to.deep.equal([]);
  });

  describe('refuses', () => {
    const project = async (files: ProjectFiles): Promise<Version> =>
      (await projectInGit({ 'sfdx-project.json': '{"packageDirectories":[{"path":"force-app"}]}', ...files })).version;

    const problemsOf = async (files: ProjectFiles): Promise<string[]> => {
      const failure = await failureOf(build({ version: await project(files), components: 'all' }));
      if (!(failure instanceof UnreadableError)) throw new Error(String(failure));
      return failure.files.map(({ path, because }) => `${because} ${path}`);
    };

    it('a component that the version does not hold', async () => {
      const failure = await failureOf(build({ version, components: keys('ApexClass:Pricing', 'ApexClass:Nobody') }));
      expect(failure)
        .to.be.instanceOf(RangeError)
        .with.property('message')
        .that.match(/does not hold ApexClass:Nobody$/);
    });

    it('a class without its -meta.xml and a -meta.xml without its class', async () => {
      expect(
        await problemsOf({
          [`${main}/classes/A.cls`]: 'class',
          [`${main}/classes/B.cls-meta.xml`]: xmlFile('ApexClass'),
        }),
      ).to.deep.equal([`missingMeta ${main}/classes/A.cls`, `missingContent ${main}/classes/B.cls-meta.xml`]);
    });

    it('two files that are one component and say different things', async () => {
      expect(
        await problemsOf({
          [`${main}/flows/A.flow-meta.xml`]: xmlFile('Flow', '<status>Active</status>'),
          'force-app/copy/flows/A.flow-meta.xml': xmlFile('Flow', '<status>Draft</status>'),
          [`${main}/objects/X__c/fields/F__c.field-meta.xml`]: xmlFile('CustomField', '<fullName>F__c</fullName>'),
          'force-app/copy/objects/X__c/fields/F__c.field-meta.xml': xmlFile(
            'CustomField',
            '<fullName>F__c</fullName><type>Text</type>',
          ),
        }),
      ).to.have.members([
        `twice ${main}/flows/A.flow-meta.xml`,
        `twice ${main}/objects/X__c/fields/F__c.field-meta.xml`,
      ]);
    });

    it('what Git LFS keeps elsewhere, before it reaches an org', async () => {
      expect(
        await problemsOf({
          [`${main}/staticresources/movie.mp4`]:
            'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n',
          [`${main}/staticresources/movie.resource-meta.xml`]: xmlFile(
            'StaticResource',
            '<contentType>video/mp4</contentType>',
          ),
        }),
      ).to.deep.equal([`lfsPointer ${main}/staticresources/movie.mp4`]);
    });

    it('a container that cannot be read, naming file and line', async () => {
      const version = await project({
        [`${main}/labels/CustomLabels.labels-meta.xml`]: '<CustomLabels>\n<labels>\n</CustomLabels>',
      });
      const failure = await failureOf(build({ version, components: 'all' }));
      expect(failure)
        .to.be.instanceOf(UnreadableError)
        .with.property('message')
        .that.match(/labels-meta\.xml: line 3: /);
    });

    it('nothing of two equal files: they are one', async () => {
      const copy = xmlFile('Flow', '<status>Active</status>');
      const { paths } = await build({
        version: await project({
          [`${main}/flows/A.flow-meta.xml`]: copy,
          'force-app/copy/flows/A.flow-meta.xml': copy,
        }),
        components: 'all',
      });
      expect(paths).to.deep.equal(['flows/A.flow', 'package.xml']);
    });
  });

  it('tells by how much a package is too large', async () => {
    const many = new Map(
      Array.from({ length: 10_000 }, (_, index) => [`flows/F${index}.flow`, Buffer.from('<Flow/>')]),
    );
    const large = retrievedVersion('large', many, openSourceFormat());
    const result = await buildPackage({ version: large, components: 'all', apiVersion: '62.0' }, writePackage);
    // 10,000 flows, their directory and package.xml
    expect(result).to.deep.equal({ excess: [{ what: 'files', actual: 10_002, limit: 10_000, over: 2 }] });
  });
});

/** Children sorted by what they hold: order across names means nothing. */
const sortedXml = (text: string): unknown => sortedElement(parseXml(text));

const sortedElement = (element: XmlElement): unknown => ({
  name: element.name,
  text: element.text,
  attributes: element.attributes,
  children: element.children
    .map(sortedElement)
    .map((child) => JSON.stringify(child))
    .sort(),
});
