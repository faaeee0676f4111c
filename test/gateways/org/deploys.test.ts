import { expect } from 'chai';
import type { DeployDetails, DeployRecord } from '../../../src/gateways/org/deploy-record.ts';
import type { DeployEnding } from '../../../src/gateways/org/deploy-wait.ts';
import { classes } from '../../practice-org/client.ts';
import { deployOf, makeBed, submitted } from './bed.ts';

const testClass = { ATest: '@isTest private class ATest { @isTest static void works() {} }' };

const detailsOf = (ending: DeployEnding): DeployDetails | undefined =>
  'details' in ending ? ending.details : undefined;

describe('Deploying', () => {
  it('commits a package and tells what became of every component', async () => {
    await using bed = await makeBed();
    const ending = await bed.org.awaitDeploy(await submitted(bed), { deadline: bed.inMinutes(10) });
    expect(ending.kind).to.equal('succeeded');
    if (ending.kind !== 'succeeded') return;
    expect(ending.record).to.include({ done: true, success: true, checkOnly: false, status: 'Succeeded' });
    expect(ending.record.components).to.deep.equal({ done: 1, total: 1, errors: 0 });
    expect(ending.details?.messages.map(({ type, fullName, outcome }) => `${outcome} ${type}:${fullName}`)).to.include(
      'created ApexClass:A',
    );
    const { entries } = await bed.org.retrieve({ manifest: new Map([['ApexClass', ['A']]]) });
    expect(entries.get('classes/A.cls')?.toString()).to.equal('public class A {}');
  });

  it('tells the component, line and column of a compile error', async () => {
    await using bed = await makeBed();
    const id = await submitted(
      bed,
      classes({ B: 'public class B {\n  // @practice does not compile: Unexpected token\n}' }),
    );
    const ending = await bed.org.awaitDeploy(id, { deadline: bed.inMinutes(10) });
    expect(ending.kind).to.equal('failed');
    expect(detailsOf(ending)?.failures[0]).to.deep.include({
      ...{ type: 'ApexClass', fullName: 'B', outcome: 'failed', problemType: 'Error' },
      ...{ problem: 'Unexpected token', line: 2 },
    });
  });

  it('tells tests that failed, with their stack', async () => {
    await using bed = await makeBed();
    const files = classes({
      FTest: '@isTest\nprivate class FTest {\n  // @practice fails always\n  @isTest\n  static void works() {}\n}',
    });
    const submission = await bed.org.deploy({ ...deployOf(bed.practice, files), testLevel: 'RunLocalTests' });
    const id = submission.kind === 'accepted' ? submission.id : '';
    const ending = await bed.org.awaitDeploy(id, { deadline: bed.inMinutes(10) });
    expect(ending.kind).to.equal('failed');
    const failure = detailsOf(ending)?.testFailures[0];
    expect(failure?.className).to.equal('FTest');
    expect(failure?.stackTrace).to.match(/FTest/);
  });

  it('changes nothing when it only validates, and the validation can be committed later', async () => {
    await using bed = await makeBed();
    const files = classes({ A: 'public class A {}', ...testClass });
    const submission = await bed.org.deploy({
      ...deployOf(bed.practice, files),
      checkOnly: true,
      testLevel: 'RunLocalTests',
    });
    const validationId = submission.kind === 'accepted' ? submission.id : '';
    const validation = await bed.org.awaitDeploy(validationId, { deadline: bed.inMinutes(10) });
    expect(validation).to.have.nested.property('record.checkOnly', true);
    expect(await bed.org.listMetadata([{ type: 'ApexClass' }])).to.deep.equal([]);

    const quick = await bed.org.quickDeploy(validationId, bed.practice.orgId);
    const quickId = quick.kind === 'accepted' ? quick.id : '';
    expect(quickId).not.to.equal(validationId);
    const ending = await bed.org.awaitDeploy(quickId, { deadline: bed.inMinutes(10) });
    expect(ending.kind).to.equal('succeeded');
    expect((await bed.org.listMetadata([{ type: 'ApexClass' }])).map(({ fullName }) => fullName)).to.have.members([
      'A',
      'ATest',
    ]);
  });

  it('says why a validation cannot be committed any more', async () => {
    await using bed = await makeBed();
    const quick = await bed.org.quickDeploy('0Af000000000001AAA', bed.practice.orgId);
    expect(quick).to.have.nested.property('error.code', 'INVALID_CROSS_REFERENCE_KEY');
    expect(quick.kind).to.equal('refused');
  });

  it('shows progress in components while it waits', async () => {
    await using bed = await makeBed({ timing: { pending: 5000, components: 20_000, finalizing: 3000 } });
    const seen: DeployRecord[] = [];
    const wait = { deadline: bed.inMinutes(10), onProgress: (record: DeployRecord) => seen.push(record) };
    const ending = await bed.org.awaitDeploy(await submitted(bed), wait);
    expect(ending.kind).to.equal('succeeded');
    expect([...new Set(seen.map(({ status }) => status))]).to.deep.equal([
      'Pending',
      'InProgress',
      'Finalizing',
      'Succeeded',
    ]);
  });

  it('asks for details only once, when the deploy has ended', async () => {
    await using bed = await makeBed({ timing: { components: 60_000 } });
    await bed.org.awaitDeploy(await submitted(bed), { deadline: bed.inMinutes(10) });
    const asked = bed.practice.requests.filter(({ operation }) => operation === 'checkDeployStatus');
    expect(asked.filter(({ query }) => query?.includes('includeDetails=true'))).to.have.length(1);
    expect(asked.length).to.be.greaterThan(5);
  });

  it('cancels a deploy that is waiting, and waits for the org to say so', async () => {
    await using bed = await makeBed({ timing: { pending: 3_600_000 } });
    const id = await submitted(bed);
    expect(await bed.org.cancel(id, bed.practice.orgId)).to.deep.equal({ kind: 'accepted', id });
    expect((await bed.org.awaitDeploy(id, { deadline: bed.inMinutes(10) })).kind).to.equal('canceled');
  });

  it('says that a deploy which has ended cannot be canceled', async () => {
    await using bed = await makeBed();
    const canceled = await bed.org.cancel(await submitted(bed), bed.practice.orgId);
    expect(canceled.kind).to.equal('refused');
  });

  it('reads the record of a deploy by its id', async () => {
    await using bed = await makeBed();
    const id = await submitted(bed);
    expect(await bed.org.deployStatus(id))
      .to.include({ id, status: 'Succeeded' })
      .and.to.have.property('details');
  });
});

describe("The org's list of deploys", () => {
  it('has everything that happened, newest first', async () => {
    await using bed = await makeBed();
    const first = await submitted(bed);
    bed.practice.clock.advance(1000);
    const second = await submitted(bed, undefined, true);
    const found = await bed.org.recentDeploys(10);
    expect(found.map(({ id }) => id)).to.deep.equal([second, first]);
    expect(found.map(({ checkOnly }) => checkOnly)).to.deep.equal([true, false]);
    expect(found[0]?.completedDate).to.be.instanceOf(Date);
    expect(await bed.org.recentDeploys(1)).to.have.length(1);
  });

  it('shows what is running or waiting, and nothing that has ended', async () => {
    await using bed = await makeBed();
    await submitted(bed);
    expect(await bed.org.runningDeploys()).to.deep.equal([]);
    await using slow = await makeBed({ timing: { components: 60_000 } });
    const ids = [await submitted(slow), await submitted(slow)];
    expect((await slow.org.runningDeploys()).map(({ id }) => id)).to.deep.equal(ids);
  });

  it('knows a deploy by its id, and says so of one it does not know', async () => {
    await using bed = await makeBed();
    const id = await submitted(bed);
    expect(await bed.org.deployRequest(id)).to.include({ id, status: 'Succeeded' });
    expect(await bed.org.deployRequest('0Af000000000001CAA')).to.equal(undefined);
    expect(await bed.org.deployRequest("nonsense' OR Id != null")).to.equal(undefined);
  });

  it('finds what was sent since a time, of one kind, without what is known already', async () => {
    await using bed = await makeBed();
    const known = await submitted(bed);
    bed.practice.clock.advance(120_000);
    const since = new Date(bed.timing.now());
    const validation = await submitted(bed, undefined, true);
    const deploy = await submitted(bed);
    expect((await bed.org.findDeploys({ since, checkOnly: false })).map(({ id }) => id)).to.deep.equal([deploy]);
    expect((await bed.org.findDeploys({ since })).map(({ id }) => id)).to.deep.equal([validation, deploy]);
    const since0 = new Date(0);
    expect((await bed.org.findDeploys({ since: since0, except: [known] })).map(({ id }) => id)).to.deep.equal([
      validation,
      deploy,
    ]);
  });
});
