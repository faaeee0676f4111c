import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { arm } from '../../src/actions/arm.ts';
import { autoTag } from '../../src/actions/auto-tag.ts';
import { diff } from '../../src/actions/diff.ts';
import { list } from '../../src/actions/list.ts';
import { plan } from '../../src/actions/plan.ts';
import { prune } from '../../src/actions/prune.ts';
import { show } from '../../src/actions/show.ts';
import { status } from '../../src/actions/status.ts';
import { tag } from '../../src/actions/tag.ts';
import type { AutoTagOutcome } from '../../src/release/catalogue-outcome.ts';
import type { Outcome } from '../../src/release/outcome.ts';
import { plainOptions } from '../../src/release/plan/plain-options.ts';
import { statusText } from '../../src/report/status-words.ts';
import { anObject, classSaying, core, linedProject, sales } from './lined-project.ts';
import { apexClass, labels, textField, withoutClass } from './project.ts';
import { setTheStage, type Stage } from './stage.ts';

const nameOf = (outcome: Outcome): string => {
  if (outcome.kind !== 'released' && outcome.kind !== 'rolledBack') throw new Error(JSON.stringify(outcome));
  return outcome.release.name;
};

const refusalOf = (outcome: Outcome) => (outcome.kind === 'refused' ? outcome.refusal : outcome.kind);

/** The id of a deploy of which Git knows nothing any more. */
const forgotten = async (stage: Stage, outcome: Outcome): Promise<string> => {
  await stage.git('tag', '--delete', nameOf(outcome));
  if (outcome.kind !== 'released') throw new Error(outcome.kind);
  return outcome.deploy.deployId;
};

const toldOf = (outcome: AutoTagOutcome) => {
  if (outcome.kind !== 'byLine') throw new Error(JSON.stringify(outcome));
  return outcome.lines.map((told) =>
    told.kind === 'recorded'
      ? [told.line, told.release.name, told.release.deployId, told.differs]
      : [told.line, told.kind],
  );
};

/** Notes what is asked of the work tree, and of which deploys. */
const counting = (stage: Stage, asked: string[]) => async () => {
  const gateways = await stage.gateways();
  const { repository, openOrg } = gateways;
  const noted = <Answer>(what: string, answer: Answer): Answer => {
    asked.push(what);
    return answer;
  };
  return {
    ...gateways,
    repository: { ...repository, dirtyFiles: () => noted('dirtyFiles', repository.dirtyFiles()) },
    openOrg: async (alias?: string) => {
      const org = await openOrg(alias);
      return { ...org, deployStatus: (id: string) => noted(id, org.deployStatus(id)) };
    },
  };
};

/** What the org keeps of some components: files, text, who touched them and when. */
const kept = ({ org }: Stage, keys: readonly string[]) => keys.map((key) => [key, org.metadata.components.get(key)]);

const ofSales = ['ApexClass:Sale', 'ApexClass:Extra', 'CustomField:Thing__c.Price__c', 'CustomLabel:Sold'];

/** 1.0.0 and 1.1.0 of each line, deployed in turn from two commits that each changed both. */
const releasedInTurn = async (): Promise<Stage> => {
  const stage = await setTheStage();
  await stage.commit(linedProject(stage.org.orgId), 'two lines');
  expect(nameOf(await stage.deploy('1.0.0', { line: 'core' }))).to.equal('production/core/v1.0.0');
  expect(nameOf(await stage.deploy('1.0.0', { line: 'sales' }))).to.equal('production/sales/v1.0.0');
  await stage.commit({
    ...core({ ...classSaying('Greeter', 'hey'), ...classSaying('Added', 'core'), ...labels({ Hello: 'Good day' }) }),
    ...sales({ ...classSaying('Sale', 'two'), ...classSaying('Extra', 'sales'), ...labels({ Sold: 'Gone' }) }),
  });
  expect(nameOf(await stage.deploy('minor', { line: 'core' }))).to.equal('production/core/v1.1.0');
  expect(stage.org.metadata.components.has('ApexClass:Extra')).to.equal(false);
  expect(nameOf(await stage.deploy('auto', { line: 'sales' }))).to.equal('production/sales/v1.1.0');
  return stage;
};

describe('two release lines of one repository', function () {
  this.timeout(120_000);

  it('are released in turn, and going back in one leaves the other untouched', async () => {
    await using stage = await releasedInTurn();
    const before = kept(stage, ofSales);
    expect(before.every(([, component]) => component !== undefined)).to.equal(true);
    const back = await stage.rollback({ line: 'core' });
    if (back.kind !== 'rolledBack') throw new Error(JSON.stringify(back));
    expect(back.release).to.include({
      ...{ name: 'production/core/v1.1.1', line: 'core', environment: 'production', version: '1.1.1' },
      ...{ restores: 'production/core/v1.0.0', rollsBack: 'production/core/v1.1.0' },
    });
    expect(back.plan.deletes.map(({ fullName }) => fullName)).to.deep.equal(['Added']);
    expect(back.proof.counts).to.include({ differs: 0, missing: 0, unexpected: 0, unread: 0 });
    expect(kept(stage, ofSales)).to.deep.equal(before);
    expect(stage.org.metadata.components.get('CustomLabel:Hello')?.xml).to.contain('<value>Hello</value>');
    const undone = await stage.rollback({ line: 'core', undoLast: true });
    expect(undone).to.have.nested.property('release.restores', 'production/core/v1.1.0');
    expect(nameOf(await stage.rollback({ to: 'production/sales/v1.0.0' }))).to.equal('production/sales/v1.1.1');
    expect(stage.org.metadata.components.has('ApexClass:Added')).to.equal(true);
    expect(stage.org.metadata.components.has('ApexClass:Extra')).to.equal(false);
  });

  it('are told apart by the doors that tell, and armed each for itself until either is deployed', async () => {
    await using stage = await releasedInTurn();
    const listed = await list(stage.gateways, {});
    expect(listed.kind === 'listed' && listed.catalogue.releases.map(({ name }) => name)).to.deep.equal([
      ...['production/core/v1.0.0', 'production/sales/v1.0.0', 'production/core/v1.1.0', 'production/sales/v1.1.0'],
    ]);
    const waiting = { minutes: 1 };
    const armed = { targetOrg: stage.alias, options: plainOptions, waiting };
    expect(await arm(stage.gateways, { ...armed, line: 'core' })).to.have.property('kind', 'armed');
    expect(await arm(stage.gateways, { ...armed, line: 'sales' })).to.have.property('kind', 'armed');
    const now = await status(stage.gateways, { targetOrg: stage.alias });
    if (now.kind !== 'status') throw new Error(JSON.stringify(now));
    expect(now.lines?.map(({ line, readiness }) => [line, readiness?.armed])).to.deep.equal([
      ['core', true],
      ['sales', true],
    ]);
    expect(statusText(now)).to.contain('production/core/v1.1.0').and.contain('production/sales/v1.1.0');
    const back = await stage.rollback({ line: 'sales' });
    expect(back).to.have.nested.property('deploy.validation').that.matches(/^0Af/u);
    const disarmed = await status(stage.gateways, { targetOrg: stage.alias, line: 'core' });
    expect(disarmed).to.deep.include({ line: 'core' });
    expect(disarmed).to.have.nested.property('readiness.because', 'deployed');
    expect(disarmed.kind === 'status' && statusText(disarmed)).to.contain('"sf release arm --line core"');
    expect(disarmed).to.have.nested.property('current.name', 'production/core/v1.1.0');
  });

  it('are never mixed up: no line, an unknown one, and the journal of an open run', async () => {
    await using stage = await releasedInTurn();
    expect(refusalOf(await stage.rollback({}))).to.deep.equal({ reason: 'lineNeeded', known: ['core', 'sales'] });
    expect(refusalOf(await stage.deploy('1.2.0', { line: 'sale' }))).to.deep.equal({
      ...{ reason: 'unknownLine', line: 'sale', known: ['core', 'sales'], nearest: ['sales'] },
    });
    expect(refusalOf(await stage.rollback({ line: 'core', to: 'production/sales/v1.0.0' }))).to.include({
      ...{ reason: 'unknownRelease', release: 'production/sales/v1.0.0' },
    });
    expect(refusalOf(await show(stage.gateways, { release: '1.0.0' }))).to.have.property('reason', 'lineNeeded');
    const wayBack = { targetOrg: stage.alias, options: plainOptions, compose: () => new Map<string, string>() };
    expect(refusalOf(await plan(stage.gateways, wayBack))).to.have.property('reason', 'lineNeeded');
    const planned = await plan(stage.gateways, { ...wayBack, line: 'core' });
    expect(planned.kind === 'planned' && [planned.plan.from.release, planned.plan.to.release]).to.deep.equal([
      ...['production/core/v1.1.0', 'production/core/v1.0.0'],
    ]);
    expect(await show(stage.gateways, { release: '1.0.0', line: 'sales' })).to.have.nested.property(
      'release.name',
      'production/sales/v1.0.0',
    );
    const compose = () => new Map<string, string>();
    const plain = { only: [], exclude: [], reverse: false, withContents: false, withMembers: false, compose };
    const changed = async (line?: string) => {
      const wish = { ...plain, includeOrgOnly: false, line, from: 'HEAD~1', to: 'HEAD' };
      const compared = await diff(stage.gateways, wish);
      return compared.kind === 'compared' && compared.delta.changes.map(({ type, fullName }) => `${type}:${fullName}`);
    };
    expect(await changed('sales')).to.deep.equal(['ApexClass:Extra', 'ApexClass:Sale', 'CustomLabel:Sold']);
    expect(await changed()).to.include.members(['ApexClass:Extra', 'ApexClass:Added']);
    stage.org.events.holdDeploys(true);
    const interrupt = new AbortController();
    const signal = interrupt.signal;
    const onProgress = (): void => {
      interrupt.abort();
    };
    const left = await stage.rollback({ line: 'core', waiting: { minutes: 1, signal, onProgress } });
    expect(left.kind).to.equal('inProgress');
    expect(refusalOf(await stage.rollback({ line: 'sales' }))).to.have.property('reason', 'openRun');
    stage.org.events.holdDeploys(false);
    expect(nameOf(await stage.resume())).to.equal('production/core/v1.1.1');
  });

  it('hand a component over without deleting it, and going back takes nothing from the line that has it now', async () => {
    await using stage = await releasedInTurn();
    await stage.commit({ ...core(withoutClass('Added')), ...sales(classSaying('Added', 'sales')) }, 'feat: moved');
    const given = await stage.deploy('1.2.0', { line: 'core' });
    expect(refusalOf(given)).to.have.property('reason', 'nothingToDeploy');
    await stage.commit(core(classSaying('Greeter', 'moved')));
    const without = await stage.deploy('1.2.0', { line: 'core' });
    if (without.kind !== 'released') throw new Error(JSON.stringify(without));
    expect(without.plan.deletes).to.deep.equal([]);
    expect(without.plan.limits.map(({ reason, component }) => [reason, component.fullName])).to.deep.equal([
      ['ofOtherLine', 'Added'],
    ]);
    expect(nameOf(await stage.deploy('1.2.0', { line: 'sales' }))).to.equal('production/sales/v1.2.0');
    const before = kept(stage, [...ofSales, 'ApexClass:Added']);
    const back = await stage.rollback({ line: 'core', to: '1.1.0' });
    expect(back.kind, JSON.stringify(back)).to.equal('rolledBack');
    expect(kept(stage, [...ofSales, 'ApexClass:Added'])).to.deep.equal(before);
  });

  it('each get a release of a deploy that another tool made, when it gave them something', async () => {
    await using stage = await setTheStage();
    await stage.commit(linedProject(stage.org.orgId), 'two lines');
    const lined = await readFile(path.join(stage.directory, 'release.yaml'), 'utf8');
    await stage.commit({ 'release.yaml': lined.slice(0, lined.indexOf('lines:')) });
    const whole = await forgotten(stage, await stage.deploy('1.0.0'));
    await stage.commit({ 'release.yaml': lined });
    const asked: string[] = [];
    const both = await autoTag(counting(stage, asked), { deployId: whole.slice(0, 15), targetOrg: stage.alias });
    expect(asked).to.deep.equal(['dirtyFiles', whole.slice(0, 15)]);
    expect(toldOf(both)).to.deep.equal([
      ['core', 'production/core/v1.0.0', whole, false],
      ['sales', 'production/sales/v1.0.0', whole, false],
    ]);
    await stage.commit(sales({ ...classSaying('Sale', 'two'), ...labels({ Sold: 'Gone' }) }));
    const one = await forgotten(stage, await stage.deploy('2.0.0', { line: 'sales' }));
    expect(toldOf(await autoTag(stage.gateways, { deployId: one, targetOrg: stage.alias }))).to.deep.equal([
      ['sales', 'production/sales/v1.0.1', one, false],
    ]);
    expect(toldOf(await autoTag(stage.gateways, { deployId: one, targetOrg: stage.alias }))).to.deep.equal([
      ['sales', 'notTagged'],
    ]);
    await stage.commit({ 'release.yaml': lined.replace('[packages/core]', '[packages/cor]') });
    expect(refusalOf(await stage.deploy('3.0.0', { line: 'core' }))).to.deep.equal({
      ...{
        reason: 'unknownLineDirectory',
        line: 'core',
        directory: 'packages/cor',
        nearest: ['packages/core', 'packages/sales'],
      },
    });
  });

  it('are told by what a deploy deleted too, in a clone that has no tag of them', async () => {
    await using stage = await setTheStage({ withRemote: true });
    await stage.commit({ ...linedProject(stage.org.orgId), ...core(classSaying('Extra', 'core')) }, 'two lines');
    const first = nameOf(await stage.deploy('1.0.0', { line: 'core' }));
    await stage.commit(core(withoutClass('Extra')));
    const deleting = await stage.deploy('2.0.0', { line: 'core' });
    const deployId = await forgotten(stage, deleting);
    await stage.git('push', '--quiet', 'origin', `:refs/tags/${nameOf(deleting)}`);
    await stage.git('tag', '--delete', first);
    expect(toldOf(await autoTag(stage.gateways, { deployId, targetOrg: stage.alias }))).to.deep.equal([
      ['core', 'production/core/v1.0.1', deployId, false],
    ]);
  });

  it('and the whole project are never taken for each other: what the one was given is news to the other', async () => {
    await using stage = await setTheStage();
    await stage.commit(linedProject(stage.org.orgId), 'two lines');
    const lined = await readFile(path.join(stage.directory, 'release.yaml'), 'utf8');
    const asWhole = { 'release.yaml': lined.slice(0, lined.indexOf('lines:')) };
    await stage.commit(asWhole, 'chore: as before');
    const whole = await stage.deploy('1.0.0');
    await stage.commit({ 'release.yaml': lined }, 'chore: lines');
    for (const line of ['core', 'sales']) {
      const asked = { line, at: 'production/v1.0.0', version: '1.0.0', unverified: true, targetOrg: stage.alias };
      expect(await tag(stage.gateways, asked)).to.have.nested.property(
        'release.deployedAt',
        whole.kind === 'released' && whole.release.deployedAt,
      );
    }
    await stage.commit(sales(classSaying('Sale', 'two')));
    const given = await stage.deploy('1.1.0', { line: 'sales' });
    await stage.commit({ ...asWhole, ...core(classSaying('Greeter', 'hey')) }, 'feat: by somebody without lines');
    expect(refusalOf(await stage.deploy('1.1.0'))).to.include({
      ...{ reason: 'newerDeploy', release: 'production/v1.0.0' },
      deployId: given.kind === 'released' && given.deploy.deployId,
    });
    const now = await status(stage.gateways, {});
    expect(now.kind === 'status' && now.lines?.map(({ current }) => current?.name)).to.deep.equal([
      ...['production/core/v1.0.0', 'production/sales/v1.1.0'],
    ]);
    const listed = await list(stage.gateways, {});
    expect(listed.kind === 'listed' && listed.catalogue.releases).to.have.length(4);
    const pruned = await prune(stage.gateways, { dryRun: true });
    const needed = pruned.kind === 'prunable' && pruned.kept.filter(({ because }) => because === 'currentRelease');
    expect(needed, 'the snapshots of both runs').to.have.length(2);
    const over = { options: { ...plainOptions, onDrift: 'overwrite' } } as const;
    expect(nameOf(await stage.deploy('1.1.0', over))).to.equal('production/v1.1.0');
    await stage.commit({ 'release.yaml': lined, ...core(classSaying('Greeter', 'hi')) });
    expect(refusalOf(await stage.deploy('1.1.0', { line: 'core' }))).to.include({
      ...{ reason: 'newerDeploy', release: 'production/core/v1.0.0' },
    });
  });

  it('have no component in common', async () => {
    await using stage = await setTheStage();
    await stage.commit(linedProject(stage.org.orgId), 'two lines');
    await stage.deploy('1.0.0', { line: 'core' });
    await stage.commit({ ...core(classSaying('Sale', 'core')), ...core(textField('Thing__c', 'Price__c')) });
    expect(refusalOf(await stage.deploy('1.0.0', { line: 'sales' }))).to.deep.equal({
      reason: 'componentsInTwoLines',
      lines: ['sales', 'core'],
      components: ['ApexClass:Sale', 'CustomField:Thing__c.Price__c'],
    });
  });

  it('know what a rollback left on purpose also when a line that stood beside it has another name by now', async () => {
    await using stage = await releasedInTurn();
    await stage.commit(core({ ...textField('Thing__c', 'Risk__c'), ...classSaying('Greeter', 'hi') }));
    await stage.deploy('1.2.0', { line: 'core' });
    stage.org.database.insert('Thing__c', [{ Name: 'one', Risk__c: 'high' }]);
    const back = await stage.rollback({ line: 'core' });
    expect(back, JSON.stringify(back)).to.have.nested.property('plan.options.otherLines').with.length(1);
    const lined = await readFile(path.join(stage.directory, 'release.yaml'), 'utf8');
    const renamed = { 'release.yaml': lined.replace('sales:', 'shop:') };
    await stage.commit({ ...renamed, ...core(textField('Thing__c', 'Risk__c', 'Risk of today')) });
    expect(nameOf(await stage.deploy('1.3.0', { line: 'core' }))).to.equal('production/core/v1.3.0');
  });

  it('keep what the other one stands on: an object it has a field of, a class it names', async () => {
    await using stage = await releasedInTurn();
    await stage.commit({
      ...core({ ...anObject('Box__c'), ...classSaying('Packer', 'core'), ...classSaying('Greeter', 'hi') }),
      ...sales({ ...textField('Box__c', 'Size__c'), ...apexClass('Sale', 'public class Sale { Packer packer; }\n') }),
    });
    await stage.deploy('1.2.0', { line: 'core' });
    await stage.deploy('1.2.0', { line: 'sales' });
    const back = await stage.rollback({ line: 'core' });
    if (back.kind !== 'rolledBack') throw new Error(JSON.stringify(back));
    expect(back.plan.deletes).to.deep.equal([]);
    expect(back.plan.keeps.map(({ fullName }) => fullName)).to.include.members(['Box__c', 'Packer']);
    expect(back.plan.keeps).to.deep.include({ type: 'ApexClass', fullName: 'Packer', because: 'stillReferenced' });
    expect(stage.org.metadata.components.has('CustomField:Box__c.Size__c')).to.equal(true);
  });
});
