import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { isConfigured } from '../../src/hooks/configured.ts';

describe('whether a project pins anything', () => {
  let root: string;

  before(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'sf-release-hooks-'));
    for (const folder of ['with/force-app/main', 'without/force-app/main', 'none'])
      await mkdir(path.join(root, folder), { recursive: true });
    for (const file of ['with/sfdx-project.json', 'with/release.yaml', 'without/sfdx-project.json', 'release.yaml'])
      await writeFile(path.join(root, file), '');
  });

  after(async () => {
    await rm(root, { recursive: true, force: true });
  });

  it('is told by a release.yaml beside the project file, from any folder below', () => {
    expect(isConfigured(path.join(root, 'with', 'force-app', 'main'))).to.equal(true);
    expect(isConfigured(path.join(root, 'with'))).to.equal(true);
  });

  it('is no for one that lies elsewhere, and outside of a project', () => {
    expect(isConfigured(path.join(root, 'without', 'force-app', 'main'))).to.equal(false);
    expect(isConfigured(path.join(root, 'none'))).to.equal(false);
  });
});
