import { expect } from 'chai';
import { importReleases } from '../../src/actions/import.ts';
import { linesTouched } from '../../src/actions/lines-touched.ts';
import { findEnvironment } from '../../src/actions/environment.ts';
import { tag } from '../../src/actions/tag.ts';
import type { ComponentKey } from '../../src/release/metadata/component.ts';
import type { Outcome } from '../../src/release/outcome.ts';
import { withEnvironment } from '../gateways/temporary-repository.ts';
import { anObject, core, linedProject, sales } from './lined-project.ts';
import { textField } from './project.ts';
import { releasesInGit } from './releases-in-git.ts';
import { setTheStage } from './stage.ts';

const deployIdOf = (outcome: Outcome): string => {
  if (outcome.kind !== 'released') throw new Error(JSON.stringify(outcome));
  return outcome.deploy.deployId;
};

describe('release lines and what was deployed by other tools', function () {
  this.timeout(60_000);

  it('are offered deploys of their own, whatever another line was given since', async () => {
    await using stage = await setTheStage();
    using _ = withEnvironment({ GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z' });
    await stage.commit(linedProject(stage.org.orgId), 'two lines');
    const ofCore = deployIdOf(await stage.deploy('1.0.0', { line: 'core' }));
    const ofSales = deployIdOf(await stage.deploy('1.0.0', { line: 'sales' }));
    await stage.git('tag', '--delete', 'production/core/v1.0.0', 'production/sales/v1.0.0');
    const asked = { targetOrg: stage.alias, branch: 'HEAD', windowHours: 6, tagsAlone: false, dryRun: true };
    const proposed = async (line: string) => {
      const outcome = await importReleases(stage.gateways, { ...asked, line }, () => Promise.resolve([]));
      if (outcome.kind !== 'adoptable') throw new Error(JSON.stringify(outcome));
      return outcome.candidates.map(({ name, org, also, proof }) => [name, org?.id, also.length, proof]);
    };
    expect(await proposed('sales')).to.deep.equal([['production/sales/v1.0.0', ofSales, 0, 'proven']]);
    expect(await proposed('core')).to.deep.equal([['production/core/v1.0.0', ofCore, 0, 'proven']]);
    const recorded = await tag(stage.gateways, {
      ...{ line: 'core', version: '1.0.0', targetOrg: stage.alias, unverified: false },
    });
    expect(recorded).to.have.nested.property('release.deployId', ofCore);
  });

  it('have no release of a deploy in which an object of theirs was only the frame of a field of another', async () => {
    using git = releasesInGit();
    const present = Object.entries(linedProject('00D000000000001EAA')).filter(([, text]) => text !== undefined);
    git.commit(Object.fromEntries(present), 'two lines');
    await git.release('1.0.0', { line: 'core' });
    await git.release('1.0.0', { line: 'sales' });
    git.commit(sales(textField('Thing__c', 'Price__c', 'Price of today')), 'feat: price');
    const touched = async (...changed: readonly ComponentKey[]) => {
      const gateways = await git.gateways();
      const components = { changed: new Set(changed), all: new Set(changed) };
      return linesTouched(gateways, { components, environment: () => findEnvironment(gateways) });
    };
    const object: ComponentKey = 'CustomObject:Thing__c';
    expect(await touched('CustomField:Thing__c.Price__c', object)).to.deep.equal(['sales']);
    expect(await touched(object)).to.deep.equal(['core']);
    expect(await touched('CustomField:Thing__c.Colour__c', object)).to.deep.equal(['core']);
    const [file = ''] = Object.keys(core(anObject('Thing__c')));
    git.commit({ [file]: Object.values(anObject('Thing__c')).join('').replace('Things', 'Objects') }, 'feat: objects');
    expect(await touched('CustomField:Thing__c.Price__c', object)).to.deep.equal(['core', 'sales']);
  });
});
