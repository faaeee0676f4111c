import { expect } from 'chai';
import { joinedVersion } from '../../../src/release/metadata/joined-version.ts';
import type { Version } from '../../../src/release/metadata/version.ts';
import { memoryVersion } from '../memory-version.ts';

const project = (...directories: readonly string[]): string =>
  JSON.stringify({ packageDirectories: directories.map((path) => ({ path })) });

const own = memoryVersion({
  'sfdx-project.json': project('packages'),
  'packages/hidden.txt': 'own hidden',
  'packages/sales/Sale.txt': 'own sale',
});
const other = memoryVersion({
  'sfdx-project.json': project('packages/sales'),
  '.forceignore': 'hidden*',
  'packages/hidden.txt': 'other hidden',
  'packages/sales/Sale.txt': 'other sale',
  'packages/sales/hidden.txt': 'other hidden sale',
});

const textsOf = async (version: Version, paths?: readonly string[]): Promise<Readonly<Record<string, string>>> => {
  const texts: Record<string, string> = {};
  await version.read(await version.files(paths), {
    bytes: ({ path }, bytes) => (texts[path] = bytes.toString('utf8')),
    missing: ({ path }) => {
      throw new Error(path);
    },
  });
  return texts;
};

describe('a version with package directories of another', () => {
  it('has each file as the version of the innermost package directory has it', async () => {
    expect(await textsOf(joinedVersion(own, [other]), ['packages'])).to.deep.equal({
      'packages/hidden.txt': 'own hidden',
      'packages/sales/Sale.txt': 'other sale',
      'packages/sales/hidden.txt': 'other hidden sale',
    });
  });

  it('ignores in each directory what the version of it ignores', () => {
    const { settings } = joinedVersion(own, [other]);
    expect(settings.packageDirectories).to.deep.equal(['packages', 'packages/sales']);
    expect(settings.ignores('packages/hidden.txt')).to.equal(false);
    expect(settings.ignores('packages/sales/hidden.txt')).to.equal(true);
  });

  it('is the version itself when there is no other', () => {
    expect(joinedVersion(own, [])).to.equal(own);
  });
});
