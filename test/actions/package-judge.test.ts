import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { asDeployed } from '../../src/gateways/git/deployed-version.ts';
import { buildPackage } from '../../src/actions/plan/build-package.ts';
import { readZip } from '../../src/gateways/zip/zip-reader.ts';
import { writePackage } from '../../src/gateways/zip/zip.ts';
import type { Version } from '../../src/release/metadata/version.ts';
import { allFamilies, decomposed } from './all-families.ts';
import { packageDifferences, type Entries } from './package-differences.ts';
import { projectInGit, versionIn } from './project-in-git.ts';
import { checkOut, sdrPackage } from './sdr-package.ts';

const ourPackage = async (version: Version): Promise<Entries> => {
  const apiVersion = version.settings.sourceApiVersion ?? '60.0';
  const built = await buildPackage({ version, components: 'all', apiVersion }, writePackage);
  if ('excess' in built) throw new Error(JSON.stringify(built.excess));
  return readZip(built.bytes);
};

const compared = async (version: Version, directory: string) => {
  const [ours, theirs] = [await ourPackage(version), await sdrPackage(directory)];
  return { found: await packageDifferences(ours, theirs), entries: ours.size };
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
