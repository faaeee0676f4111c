import { expect } from 'chai';
import { diff } from '../../src/actions/diff.ts';
import { prune } from '../../src/actions/prune.ts';
import { snapshot, type SnapshotRequest } from '../../src/actions/snapshot.ts';
import { openGatewaysAt } from '../../src/gateways/open.ts';
import { keyOf } from '../../src/release/metadata/component.ts';
import type { SnapshotOutcome } from '../../src/release/outcome.ts';
import type { Snapshot } from '../../src/release/snapshot.ts';
import { pruneText, snapshotText } from '../../src/report/snapshot-words.ts';
import { labels } from './project.ts';
import { setTheStage, type Stage } from './stage.ts';

const take = (stage: Stage, given: Partial<SnapshotRequest> = {}): Promise<SnapshotOutcome> =>
  snapshot(stage.gateways, { targetOrg: stage.alias, all: false, ...given });

const taken = async (stage: Stage, given: Partial<SnapshotRequest> = {}): Promise<Snapshot> => {
  const outcome = await take(stage, given);
  if (outcome.kind !== 'snapshotTaken') throw new Error(JSON.stringify(outcome, undefined, 1));
  expect(snapshotText(outcome)).to.contain(outcome.snapshot.id);
  return outcome.snapshot;
};

const refs = async (stage: Stage): Promise<readonly string[]> =>
  (await stage.git('ls-remote', 'origin', 'refs/release/*/snapshots/*'))
    .split('\n')
    .filter(Boolean)
    .map((line) => line.replace(/^.*\/snapshots\//u, ''));

const inDays = (stage: Stage, days: number) => async () => ({
  ...(await openGatewaysAt(stage.directory)),
  now: () => new Date(Date.now() + days * 24 * 60 * 60_000),
});

describe('a snapshot taken by hand', function () {
  this.timeout(60_000);

  it('is what the org gives of the current release, byte for byte, on the remote', async () => {
    await using stage = await setTheStage({ withRemote: true });
    expect(await take(stage)).to.have.nested.property('refusal.reason', 'noReleases');
    await stage.deploy('1.0.0');
    const kept = await taken(stage);
    expect(kept).to.deep.include({
      scope: 'release',
      release: 'production/v1.0.0',
      orgId: stage.org.orgId,
      missing: [],
    });
    const ref = `refs/release/production/snapshots/${kept.id}`;
    expect(await stage.git('ls-remote', 'origin', ref)).to.equal(`${kept.commit}\t${ref}`);
    const org = await (await stage.gateways()).openOrg(stage.alias);
    const { entries } = await org.retrieve({ manifest: new Map([['ApexClass', ['Greeter', 'GreeterTest']]]) });
    const source = entries.get('classes/Greeter.cls')?.toString().trim();
    expect(await stage.git('show', `${kept.commit}:classes/Greeter.cls`)).to.equal(source);
    expect(await stage.git('log', '-1', '--format=%P|%s', kept.commit)).to.equal(
      '|snapshot of production: production/v1.0.0',
    );
  });

  it('of the whole org holds what no release knows', async () => {
    await using stage = await setTheStage({ withRemote: true });
    await stage.deploy('1.0.0');
    stage.org.events.deployBySomebodyElse();
    const listed = (kept: Snapshot): Promise<string> => stage.git('ls-tree', '-r', '--name-only', kept.commit);
    const kept = await taken(stage, { all: true });
    expect(kept).to.deep.include({ scope: 'all', missing: [] });
    expect(await stage.git('show', `${kept.commit}:labels/CustomLabels.labels`)).to.match(/<fullName>\w*[^HB]/u);
    const [all, own] = [await listed(kept), await listed(await taken(stage))];
    for (const file of ['classes/Greeter.cls', 'objects/Thing__c.object', 'profiles/Clerk.profile']) {
      expect(all).to.contain(file);
      expect(own).to.contain(file);
    }
    expect(all.split('\n').length).to.be.greaterThan(own.split('\n').length);
  });

  it('is not taken while a deploy is running, nor when the org leaves something out', async () => {
    await using stage = await setTheStage({ withRemote: true });
    await stage.deploy('1.0.0');
    stage.org.events.omitFromNextRetrieve('CustomLabel:Hello');
    expect(await take(stage)).to.have.nested.property('refusal.reason', 'incompleteSnapshot');
    stage.org.events.holdDeploys(true);
    stage.org.events.deployBySomebodyElse();
    expect(await take(stage)).to.have.nested.property('refusal.reason', 'deployRunning');
    expect(await refs(stage)).to.have.length(1);
  });
});

describe('a snapshot in a comparison', function () {
  this.timeout(60_000);

  const changesOf = async (stage: Stage, from: string, to: string): Promise<Readonly<Record<string, string>>> => {
    const request = { reverse: false, withContents: false, withMembers: false, includeOrgOnly: false };
    const outcome = await diff(stage.gateways, {
      ...request,
      from,
      to,
      only: [],
      exclude: [],
      compose: () => new Map(),
    });
    if (outcome.kind !== 'compared') throw new Error(JSON.stringify(outcome, undefined, 1));
    return Object.fromEntries(outcome.delta.changes.map((change) => [keyOf(change), change.kind]));
  };

  it('is compared with a release as its org would be, and with another snapshot', async () => {
    await using stage = await setTheStage({ withRemote: true });
    await stage.deploy('1.0.0');
    const first = await taken(stage);
    expect(await changesOf(stage, '1.0.0', `snapshot:${first.id}`)).to.deep.equal({});
    stage.org.events.editInSetup('CustomLabel:Hello', {
      from: '<value>Hello<',
      to: '<value>Good evening<',
    });
    stage.org.events.deleteInSetup('CustomLabel:Bye');
    const second = await taken(stage);
    const edited = { 'CustomLabel:Hello': 'changed', 'CustomLabel:Bye': 'removed' };
    expect(await changesOf(stage, '1.0.0', `snapshot:${second.id}`)).to.deep.equal(edited);
    expect(await changesOf(stage, `snapshot:${first.id}`, `snapshot:${second.id}`)).to.deep.equal(edited);
    expect(await changesOf(stage, `snapshot:${second.id}`, '1.0.0')).to.deep.equal({
      'CustomLabel:Hello': 'changed',
      'CustomLabel:Bye': 'added',
    });
    const wrong = changesOf(stage, '1.0.0', `snapshot:${second.id.slice(0, -1)}`).catch(String);
    expect(await wrong)
      .to.contain('unknownSnapshot')
      .and.contain(second.id);
  });
});

describe('pruning', function () {
  this.timeout(60_000);

  it('removes what is old and nothing that a release, a tag or a run still needs', async () => {
    await using stage = await setTheStage({ withRemote: true });
    await stage.deploy('1.0.0');
    await stage.commit(labels({ Hello: 'Good day', Bye: 'Bye' }));
    await stage.deploy('minor');
    const [old, pinned] = [await taken(stage), await taken(stage)];
    await stage.git('tag', '-a', '-m', 'keep', 'keep-this', pinned.commit);
    await stage.git('push', '--quiet', 'origin', 'keep-this');
    await stage.git('tag', '-d', 'keep-this');
    expect(await refs(stage)).to.have.length(4);
    const today = await prune(stage.gateways, { dryRun: false, keepLast: 1 });
    expect(today).to.deep.include({ kind: 'pruned', removed: [] });
    const dry = await prune(inDays(stage, 91), { dryRun: true, keepLast: 1 });
    if (dry.kind !== 'prunable') throw new Error(JSON.stringify(dry, undefined, 1));
    expect(await refs(stage)).to.have.length(4);
    expect(pruneText(dry)).to.contain('Would remove 2 snapshots').and.contain('a tag points at it');
    const next = await taken(stage);
    const done = await prune(inDays(stage, 91), { dryRun: false, keepLast: 1 });
    if (done.kind !== 'pruned') throw new Error(JSON.stringify(done, undefined, 1));
    expect(done.removed).to.have.length(2).and.to.include(old.id);
    expect(done.kept.map(({ because }) => because).sort()).to.deep.equal(['currentRelease', 'newest', 'tagged']);
    expect(await refs(stage))
      .to.have.members(done.kept.map(({ id }) => id))
      .and.to.include(next.id);
    expect(await stage.git('log', '-1', '--format=%s', 'refs/release/production/journal')).to.match(/closed: pruned/u);
  });
});
