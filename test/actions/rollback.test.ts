import { expect } from 'chai';
import { rollback } from '../../src/actions/rollback.ts';
import { openGatewaysAt } from '../../src/gateways/open.ts';
import { lastRun } from '../../src/release/journal-entry.ts';
import { Refused } from '../../src/release/refusal.ts';
import type { RollbackOutcome } from '../../src/release/run-outcome.ts';
import { apexClass, labels, profile, textField, withoutClass } from './project.ts';
import { options, setTheStage, type Stage } from './stage.ts';

/** 1.0.0 is the starting project; 1.1.0 adds, changes, deletes and grants. */
const releasedTwice = async (given: { readonly withRemote?: boolean } = {}): Promise<Stage> => {
  const stage = await setTheStage(given);
  const first = await stage.deploy('1.0.0');
  expect(first.kind, JSON.stringify(first, undefined, 1)).to.equal('released');
  await stage.commit({
    ...textField('Thing__c', 'Risk__c'),
    ...apexClass('Extra', 'public class Extra {}\n'),
    ...apexClass(
      'Greeter',
      "public class Greeter {\n    public static String greet() {\n        return 'hello';\n    } // changed\n}\n",
    ),
    ...labels({ Hello: 'Good day' }),
    ...profile(['RunReports', 'ExportReport'], ['Thing__c.Risk__c']),
  });
  const second = await stage.deploy('minor');
  expect(second.kind, JSON.stringify(second, undefined, 1)).to.equal('released');
  return stage;
};

const refusalOf = (outcome: RollbackOutcome) => (outcome.kind === 'refused' ? outcome.refusal : outcome.kind);

describe('rolling back', function () {
  this.timeout(60_000);

  it('brings the org back to the previous release, proves it and records it', async () => {
    await using stage = await releasedTwice();
    const outcome = await stage.rollback({ reason: 'wrong greeting' });
    if (outcome.kind !== 'rolledBack') throw new Error(JSON.stringify(outcome, undefined, 1));
    expect(outcome.release).to.include({
      name: 'production/v1.1.1',
      restores: 'production/v1.0.0',
      rollsBack: 'production/v1.1.0',
    });
    expect(outcome.proof.counts).to.include({ differs: 0, missing: 0, unexpected: 0, unread: 0, limited: 0 });
    expect(outcome.plan.deletes.map(({ fullName }) => fullName)).to.have.members(['Extra', 'Thing__c.Risk__c']);
    expect(outcome.plan.revokes).to.deep.include({
      type: 'Profile',
      fullName: 'Clerk',
      section: 'userPermissions',
      key: 'ExportReport',
    });
  });

  it('leaves the org as the release of then had it, by the word of the org itself', async () => {
    await using stage = await releasedTwice();
    await stage.rollback();
    const gateways = await stage.gateways();
    const org = await gateways.openOrg(stage.alias);
    const { entries, absent } = await org.retrieve({
      manifest: new Map([
        ['ApexClass', ['Greeter', 'Extra']],
        ['CustomLabel', ['Hello', 'Bye']],
        ['CustomField', ['Thing__c.Risk__c', 'Thing__c.Colour__c']],
      ]),
    });
    expect(entries.get('classes/Greeter.cls')?.toString()).not.to.contain('changed');
    expect(entries.get('labels/CustomLabels.labels')?.toString())
      .to.contain('<value>Hello</value>')
      .and.contain('<value>Bye</value>');
    expect(absent.map(({ fullName }) => fullName)).to.have.members(['Extra', 'Thing__c.Risk__c']);
  });

  it('keeps a snapshot on the remote, and a journal that says every step', async () => {
    await using stage = await releasedTwice({ withRemote: true });
    const outcome = await stage.rollback();
    const journal = await (await stage.gateways()).journal('production').entries();
    const run = lastRun(journal);
    expect(run?.ending).to.equal('rolledBack');
    expect(
      run?.entries.map((entry) =>
        entry.kind === 'intended' || entry.kind === 'done' ? `${entry.kind} ${entry.step}` : entry.kind,
      ),
    ).to.deep.equal([
      'opened',
      'intended snapshot',
      'done snapshot',
      'intended submit',
      'done submit',
      'done await',
      'intended prove',
      'done prove',
      'done check',
      'intended tag',
      'done tag',
      'closed',
    ]);
    const refs = await stage.git('ls-remote', 'origin');
    expect(refs)
      .to.contain('refs/release/production/journal')
      .and.contain(`refs/release/production/snapshots/${run?.opened.run ?? ''}`);
    expect(refs).to.contain('refs/tags/production/v1.1.1');
    expect(outcome.kind).to.equal('rolledBack');
  });

  it('writes nothing anywhere on a dry run', async () => {
    await using stage = await releasedTwice();
    const before = await stage.git('for-each-ref');
    const requests = stage.org.requests.length;
    const outcome = await stage.rollback({ dryRun: true });
    expect(outcome.kind).to.equal('planned');
    expect(await stage.git('for-each-ref')).to.equal(before);
    expect(stage.org.requests.slice(requests).map(({ operation }) => operation)).not.to.include('deploy');
  });

  it('goes to a release that is named, two releases back, and forward again', async () => {
    await using stage = await releasedTwice();
    await stage.commit(withoutClass('Extra'));
    expect((await stage.deploy('minor')).kind).to.equal('released');
    const back = await stage.rollback({ to: '1.0.0' });
    expect(back.kind, JSON.stringify(back, undefined, 1)).to.equal('rolledBack');
    const forward = await stage.rollback({ to: 'production/v1.2.0' });
    if (forward.kind !== 'rolledBack') throw new Error(JSON.stringify(forward, undefined, 1));
    expect(forward.release.restores).to.equal('production/v1.2.0');
    // the branch holds what was gone on to, and nothing of it is bad
    expect(forward.checks.find(({ name }) => name === 'gitTruth')).to.include({ verdict: 'pass' });
  });

  it('refuses when a person says no, and has written nothing', async () => {
    await using stage = await releasedTwice();
    const before = await stage.git('for-each-ref');
    const outcome = await stage.rollback({}, () => Promise.reject(new Refused({ reason: 'declined' })));
    expect(refusalOf(outcome)).to.deep.equal({ reason: 'declined' });
    expect(await stage.git('for-each-ref')).to.equal(before);
  });

  it('refuses when production has drifted, and names what', async () => {
    await using stage = await releasedTwice();
    stage.org.events.editInSetup('CustomLabel:Hello');
    const outcome = await stage.rollback();
    expect(refusalOf(outcome)).to.deep.include({ reason: 'drift', components: ['CustomLabel:Hello'] });
  });

  it('refuses when somebody deployed after the release', async () => {
    await using stage = await releasedTwice();
    stage.org.events.deployBySomebodyElse();
    expect(refusalOf(await stage.rollback())).to.include({ reason: 'newerDeploy', release: 'production/v1.1.0' });
  });

  it('refuses an unknown release and offers the nearest', async () => {
    await using stage = await releasedTwice();
    expect(refusalOf(await stage.rollback({ to: '1.0.1' }))).to.deep.include({
      reason: 'unknownRelease',
      nearest: ['production/v1.0.0'],
    });
    for (const to of ['--upload-pack=touch /tmp/x', '$(id)', '../..'])
      expect(refusalOf(await stage.rollback({ to }))).to.include({ reason: 'unknownRelease', release: to });
  });

  it('refuses when there is nothing before the current release', async () => {
    await using stage = await setTheStage();
    await stage.deploy('1.0.0');
    expect(refusalOf(await stage.rollback())).to.deep.equal({
      reason: 'noEarlierRelease',
      current: 'production/v1.0.0',
      bad: [],
      shallow: false,
    });
  });

  it('refuses another org than the one of the release', async () => {
    await using stage = await releasedTwice();
    await using other = await setTheStage();
    expect(refusalOf(await stage.rollback({ targetOrg: other.alias }))).to.include({
      reason: 'orgMismatch',
      expected: stage.org.orgId,
      actual: other.org.orgId,
    });
  });

  it('refuses a tag that points elsewhere than the remote says', async () => {
    await using stage = await releasedTwice({ withRemote: true });
    const there = await stage.clone();
    const elsewhere = async (...args: readonly string[]) => stage.git('-C', there, ...args);
    await elsewhere('tag', '--force', '--annotate', '--message', 'moved', 'production/v1.0.0', 'production/v1.1.0^{}');
    await elsewhere('push', '--quiet', '--force', 'origin', 'refs/tags/production/v1.0.0');
    expect(refusalOf(await stage.rollback())).to.include({ reason: 'movedTag', tag: 'production/v1.0.0' });
  });

  it('refuses a release of the remote whose tag is something else here', async () => {
    await using stage = await releasedTwice({ withRemote: true });
    await stage.git('tag', '--force', 'production/v1.0.0', 'HEAD');
    expect(refusalOf(await stage.rollback({ to: '1.0.0' }))).to.include({
      reason: 'movedTag',
      tag: 'production/v1.0.0',
    });
  });

  it('begins at the newest release of the remote, in a clone that does not have it yet', async () => {
    await using stage = await releasedTwice({ withRemote: true });
    const there = await stage.clone();
    await stage.git('-C', there, 'tag', '--delete', 'production/v1.0.0', 'production/v1.1.0');
    const request = { targetOrg: stage.alias, dryRun: true, options, waiting: { minutes: 1 } };
    const outcome = await rollback(
      () => openGatewaysAt(there),
      request,
      () => Promise.resolve(),
    );
    if (outcome.kind !== 'planned') throw new Error(JSON.stringify(outcome));
    expect([outcome.plan.from.release, outcome.plan.to.release]).to.deep.equal([
      'production/v1.1.0',
      'production/v1.0.0',
    ]);
  });

  it('in a shallow clone is the plan of any other: releases come with what they hold', async () => {
    await using stage = await releasedTwice({ withRemote: true });
    await stage.git('push', '--quiet', 'origin', 'main');
    const shallow = `${stage.directory}-shallow`;
    await stage.git('clone', '--quiet', '--depth=1', `file://${stage.remote}`, shallow);
    const planIn = async (directory: string): Promise<string> => {
      const request = { targetOrg: stage.alias, dryRun: true, options, waiting: { minutes: 1 } };
      const outcome = await rollback(
        () => openGatewaysAt(directory),
        request,
        () => Promise.resolve(),
      );
      return outcome.kind === 'planned' ? outcome.plan.id : JSON.stringify(outcome);
    };
    expect(await planIn(shallow)).to.equal(await planIn(stage.directory));
  });

  it('has nothing to do when both releases hold the same', async () => {
    await using stage = await releasedTwice();
    await stage.rollback();
    expect((await stage.rollback({ to: '1.0.0' })).kind).to.equal('nothingToDo');
  });

  it('says failed, and leaves the org as it was, when the org refuses the deploy', async () => {
    await using stage = await releasedTwice();
    stage.org.events.failNextDeploy({ code: 'UNKNOWN_EXCEPTION', message: 'gack' });
    const outcome = await stage.rollback();
    expect(outcome).to.include({ kind: 'failed' });
    expect(lastRun(await (await stage.gateways()).journal('production').entries())?.ending).to.equal('failed');
  });

  it('keeps a field that holds values, and says so', async () => {
    await using stage = await releasedTwice();
    await fetch(`${stage.org.url}/services/data/v62.0/sobjects/Thing__c`, {
      method: 'POST',
      headers: { authorization: `Bearer ${stage.org.accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ Name: 'one', Risk__c: 'high' }),
    });
    const outcome = await stage.rollback();
    if (outcome.kind !== 'rolledBack') throw new Error(JSON.stringify(outcome, undefined, 1));
    expect(outcome.plan.keeps).to.deep.include({
      type: 'CustomField',
      fullName: 'Thing__c.Risk__c',
      because: 'dataWouldBeLost',
    });
    expect(outcome.plan.limits.map(({ reason }) => reason)).to.include('dataWouldBeLost');
  });
});
