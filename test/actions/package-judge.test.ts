import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { asDeployed } from '../../src/gateways/git/deployed-version.ts';
import { buildPackage } from '../../src/actions/plan/build-package.ts';
import { readZip } from '../../src/gateways/zip/zip-reader.ts';
import { writePackage } from '../../src/gateways/zip/zip.ts';
import { canonicalText } from '../../src/release/xml/canonical-xml.ts';
import type { Version } from '../../src/release/metadata/version.ts';
import type { XmlElement } from '../../src/release/xml/xml-element.ts';
import { decodeXml, parseXml } from '../../src/release/xml/xml-parse.ts';
import { allFamilies, decomposed } from './all-families.ts';
import { projectInGit, versionIn } from './project-in-git.ts';
import { checkOut, sdrPackage } from './sdr-package.ts';

type Entries = ReadonlyMap<string, Buffer>;

/** One path, ours and theirs; a side is absent where the path is. */
interface Pair {
  readonly path: string;
  readonly ours: Buffer | undefined;
  readonly theirs: Buffer | undefined;
}

/** Every way in which our package may differ from that of Salesforce's library, and how it is known to be that. */
const explanations: Readonly<Record<string, (pair: Pair) => Promise<boolean> | boolean>> = {
  'tests of a Lightning component stay at home; the library sends them unless .forceignore says otherwise': ({
    path: file,
    ours,
  }) => ours === undefined && file.includes('/__tests__/'),
  'an expanded static resource holds the same files, zipped at a fixed time': ({ path: file, ours, theirs }) =>
    file.endsWith('.resource') && sameFiles(ours, theirs),
  'text keeps its edges; the library trims it': ({ ours, theirs }) =>
    sameXml(ours, theirs, (element) =>
      element.text === undefined ? element : { ...element, text: element.text.trim() },
    ),
  'a translation split over package directories is put together; the library drops what all but one parent say': ({
    path: file,
    ours,
    theirs,
  }) => file.startsWith('objectTranslations/') && holdsAll(ours, theirs),
  'a Workflow is named beside its rules, whatever preset keeps them': ({ path: file, ours, theirs }) =>
    file === 'package.xml' && sameXml(ours, theirs, withoutWorkflow),
};

const sameFiles = async (ours: Buffer | undefined, theirs: Buffer | undefined): Promise<boolean> => {
  if (ours === undefined || theirs === undefined) return false;
  const [left, right] = [await readZip(ours), await readZip(theirs)];
  return left.size === right.size && [...left].every(([name, bytes]) => right.get(name)?.equals(bytes));
};

const rootOf = (bytes: Buffer): XmlElement | undefined => {
  try {
    return parseXml(decodeXml(bytes));
  } catch {
    return undefined;
  }
};

type Change = (element: XmlElement) => XmlElement;

const changed = (element: XmlElement, change: Change): XmlElement =>
  change({ ...element, children: element.children.map((child) => changed(child, change)) });

const sameXml = (ours?: Buffer, theirs?: Buffer, change: Change = (element) => element): boolean => {
  const [left, right] = [ours && rootOf(ours), theirs && rootOf(theirs)];
  if (left === undefined || right === undefined) return false;
  return canonicalText(changed(left, change), left.name) === canonicalText(changed(right, change), right.name);
};

const withoutWorkflow: Change = (element) => ({
  ...element,
  children: element.children.filter(
    (child) => !child.children.some(({ name, text }) => name === 'name' && text === 'Workflow'),
  ),
});

const holdsAll = (ours?: Buffer, theirs?: Buffer): boolean => {
  const [left, right] = [ours && rootOf(ours), theirs && rootOf(theirs)];
  const held = new Set(left?.children.map((child) => canonicalText(child, left.name)));
  return right !== undefined && right.children.every((child) => held.has(canonicalText(child, right.name)));
};

/** What is different, by explanation; what has none is under `unexplained`. */
const differences = async (ours: Entries, theirs: Entries): Promise<Record<string, string[]>> => {
  const found: Record<string, string[]> = {};
  for (const file of new Set([...ours.keys(), ...theirs.keys()])) {
    const pair = { path: file, ours: ours.get(file), theirs: theirs.get(file) };
    if ((pair.ours && pair.theirs?.equals(pair.ours)) || sameXml(pair.ours, pair.theirs)) continue;
    let why = 'unexplained';
    for (const [reason, holds] of Object.entries(explanations))
      if (why === 'unexplained' && (await holds(pair))) why = reason;
    (found[why] ??= []).push(file);
  }
  return found;
};

const ourPackage = async (version: Version): Promise<Entries> => {
  const apiVersion = version.settings.sourceApiVersion ?? '60.0';
  const built = await buildPackage({ version, components: 'all', apiVersion }, writePackage);
  if ('excess' in built) throw new Error(JSON.stringify(built.excess));
  return readZip(built.bytes);
};

const compared = async (version: Version, directory: string) => {
  const [ours, theirs] = [await ourPackage(version), await sdrPackage(directory)];
  return { found: await differences(ours, theirs), entries: ours.size };
};

/** One replacement of every kind that `sfdx-project.json` knows. */
const replacements = [
  {
    filename: 'force-app/main/default/remoteSiteSettings/Api.remoteSite-meta.xml',
    stringToReplace: 'api.example.com',
    replaceWithEnv: 'API_HOST',
  },
  { glob: 'force-app/**/*.cls', regexToReplace: 'Pric\\w+', replaceWithFile: 'secrets/banner.txt' },
  {
    glob: '**/fields/*.field-meta.xml',
    stringToReplace: '<type>Number</type>',
    replaceWithEnv: 'STAGE_ELEMENT',
    allowUnsetEnvVariable: true,
    replaceWhenEnv: [{ env: 'STAGE', value: 'test' }],
  },
  {
    glob: '**/fields/Amount__c.field-meta.xml',
    regexToReplace: '\\bTotal\\b',
    replaceWithEnv: 'STAGE',
    replaceWhenEnv: [{ env: 'STAGE', value: 'production' }],
  },
  {
    filename: 'labels/CustomLabels.labels-meta.xml',
    stringToReplace: 'Text of ',
    replaceWithEnv: 'NOT_SET',
    allowUnsetEnvVariable: true,
  },
  { glob: '**/staticresources/kit/**', stringToReplace: 'html', replaceWithEnv: 'STAGE' },
  {
    glob: '**/*.page',
    stringToReplace: 'apex',
    replaceWithEnv: 'NEVER',
    replaceWhenEnv: [{ env: 'STAGE', value: 'test' }],
  },
  { filename: 'Old.page', stringToReplace: 'not in it', replaceWithEnv: 'STAGE' },
];

describe('the package of a whole project, with the library of Salesforce as judge', () => {
  it('is the same for a project with something of every family, but for what is explained', async () => {
    const { version, directory } = await projectInGit(allFamilies());
    const { found, entries } = await compared(version, directory);
    expect(found).to.deep.equal({
      'tests of a Lightning component stay at home; the library sends them unless .forceignore says otherwise': [
        'lwc/claimTile/__tests__/claimTile.test.js',
      ],
      'an expanded static resource holds the same files, zipped at a fixed time': ['staticresources/kit.resource'],
    });
    expect(entries).to.equal(79);
  });

  it('is the same for a project whose presets keep components in pieces', async () => {
    const { version, directory } = await projectInGit(decomposed);
    const { found } = await compared(version, directory);
    expect(found).to.deep.equal({
      'tests of a Lightning component stay at home; the library sends them unless .forceignore says otherwise': [
        'lwc/claimTile/__tests__/claimTile.test.js',
      ],
      'an expanded static resource holds the same files, zipped at a fixed time': ['staticresources/kit.resource'],
      'a Workflow is named beside its rules, whatever preset keeps them': ['package.xml'],
    });
  });

  it('is the same when text is replaced on the way', async () => {
    const environment = { API_HOST: 'api.$&.example.com', STAGE: 'production', EMPTY: '' };
    const { version, directory } = await projectInGit({
      ...allFamilies({ replacements }),
      'secrets/banner.txt': '  two\nlines  \n',
    });
    const readText = (): Promise<undefined> => Promise.resolve(undefined);
    Object.assign(process.env, environment);
    try {
      const { found } = await compared(await asDeployed(version, { environment, readText }), directory);
      expect(found['unexplained']).to.be.undefined;
      expect(Object.keys(found)).to.have.members([
        'tests of a Lightning component stay at home; the library sends them unless .forceignore says otherwise',
        'an expanded static resource holds the same files, zipped at a fixed time',
      ]);
    } finally {
      for (const name of Object.keys(environment)) Reflect.deleteProperty(process.env, name);
    }
    const entries = await ourPackage(await asDeployed(version, { environment, readText }));
    expect(entries.get('remoteSiteSettings/Api.remoteSite')?.toString()).to.include(
      'https://api.api.example.com.example.com',
    );
    expect(entries.get('classes/Pricing.cls')?.toString()).to.equal('public class two\nlines {}\n');
    expect(entries.get('objects/Claim__c.object')?.toString()).to.include('<description>production</description>');
    expect(entries.get('labels/CustomLabels.labels')?.toString()).to.include('<value>Welcome</value>');
    expect(entries.get('pages/Old.page')?.toString()).to.equal('<apex:page/>');
  });

  // SF_RELEASE_JUDGE_REPOSITORIES=/mirrors/EDA.git@main,/mirrors/NPSP.git@rel/3.236
  for (const named of process.env['SF_RELEASE_JUDGE_REPOSITORIES']?.split(',') ?? []) {
    const [repository = '', commit = 'HEAD'] = named.split('@');
    it(`is the same for ${path.basename(path.dirname(repository))} at ${commit}, but for what is explained`, async () => {
      const directory = mkdtempSync(path.join(tmpdir(), 'sf-release-judge-'));
      try {
        await checkOut(repository, commit, directory);
        const { found } = await compared(await versionIn(repository, commit), directory);
        expect(found['unexplained'] ?? []).to.deep.equal([]);
      } finally {
        rmSync(directory, { recursive: true });
      }
    }).timeout(300_000);
  }
});
