import { rm } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { openGit } from '../../src/gateways/git.ts';
import { projectInGit, versionIn } from '../actions/project-in-git.ts';
import { allFamilies } from '../actions/all-families.ts';

describe('a commit as a version', () => {
  it('is not taken for one without settings when git has lost them', async () => {
    const { directory } = await projectInGit(allFamilies());
    const id = (await openGit(directory).run(['rev-parse', 'HEAD:sfdx-project.json'])).trim();
    await rm(path.join(directory, '.git/objects', id.slice(0, 2), id.slice(2)));
    const failure: unknown = await versionIn(directory, 'HEAD').catch((error: unknown) => error);
    expect(failure)
      .to.be.instanceOf(Error)
      .with.property('message')
      .that.includes(`has sfdx-project.json, but git does not have its object ${id}`);
  });
});
