import { expect } from 'chai';
import { importReleases, type ChooseReleases } from '../../src/actions/import.ts';
import { list } from '../../src/actions/list.ts';
import { tag } from '../../src/actions/tag.ts';
import type { ImportOutcome } from '../../src/release/catalogue-outcome.ts';
import { refuse } from '../../src/release/refusal.ts';
import { candidatesText } from '../../src/report/import/candidate-words.ts';
import { releaseTable } from '../../src/report/release-words.ts';
import { withEnvironment } from '../gateways/temporary-repository.ts';
import { apexClass } from './project.ts';
import { setTheStage, type Stage } from './stage.ts';

const takeAll: ChooseReleases = ({ candidates }) => Promise.resolve(candidates);

const imported = (stage: Stage, given = {}, choose = takeAll): Promise<ImportOutcome> =>
  importReleases(
    stage.gateways,
    { targetOrg: stage.alias, branch: 'HEAD', windowHours: 6, tagsAlone: false, dryRun: false, ...given },
    choose,
  );

/** Two deploys of which Git knows nothing any more but their commits, committed long before. */
const twoForgotten = async (stage: Stage): Promise<void> => {
  using _ = withEnvironment({ GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z' });
  await stage.git('commit', '--quiet', '--amend', '--no-edit');
  await stage.deploy('1.0.0');
  await stage.commit(apexClass('Extra', 'public class Extra {}\n'));
  await stage.deploy('2.0.0');
  await stage.git('tag', '--delete', 'production/v1.0.0', 'production/v2.0.0');
};

describe('adopting what was deployed before', function () {
  this.timeout(60_000);

  it('proves what the org still holds, and takes an earlier deploy at its word', async () => {
    await using stage = await setTheStage();
    await twoForgotten(stage);
    const [newest = '', first = ''] = (await stage.git('rev-list', 'HEAD')).split('\n');
    await stage.git('tag', 'live-4.2', first);
    const proposed = await imported(stage, { dryRun: true, windowHours: 24 * 3650 });
    if (proposed.kind !== 'adoptable') throw new Error(JSON.stringify(proposed));
    expect(proposed.candidates.map(({ name, git, proof }) => [name, git.commit, git.basis, proof])).to.deep.equal([
      ['production/v4.2.0', first, 'taggedThen', 'tooLate'],
      ['production/v4.3.0', newest, 'newestThen', 'proven'],
    ]);
    expect(candidatesText(proposed)).to.match(
      /v4\.2\.0 +0Af\w{15} on .* by .*the tag live-4\.2 was made then +unverified/u,
    );
    const done = await imported(stage, { windowHours: 24 * 3650 });
    expect(done).to.have.property('releases').that.has.length(2);
    const listed = await list(stage.gateways, {});
    if (listed.kind !== 'listed') throw new Error(listed.kind);
    expect(listed.catalogue.releases.map(({ name, unverified = false }) => [name, unverified])).to.deep.equal([
      ['production/v4.2.0', true],
      ['production/v4.3.0', false],
    ]);
    expect(releaseTable(listed)).to.match(/v4\.2\.0 .*unverified/u);
    expect(await stage.rollback({ dryRun: true })).to.have.nested.property('plan.to.release', 'production/v4.2.0');
    expect(await imported(stage)).to.deep.include({ kind: 'adoptable', candidates: [] });
  });

  it('says what differs when the org does not hold the commit, and records nothing when nobody chooses', async () => {
    await using stage = await setTheStage();
    await stage.deploy('1.0.0');
    await stage.git('tag', '--delete', 'production/v1.0.0');
    stage.org.events.editInSetup('CustomLabel:Hello', { from: 'Hello', to: 'Ciao' });
    const nobody: ChooseReleases = () => refuse({ reason: 'declined' });
    expect(await imported(stage, {}, nobody)).to.have.nested.property('refusal.reason', 'declined');
    const proposed = await imported(stage, { dryRun: true });
    expect(proposed).to.have.nested.property('candidates[0].proof', 'differs');
    expect(proposed).to.have.nested.property('candidates[0].detail').that.contains('CustomLabel:Hello');
    expect(await stage.git('tag')).to.equal('');
  });

  it("is Git's word alone for a deploy that the org does not remember", async () => {
    await using stage = await setTheStage();
    await stage.git('tag', '--annotate', '--message', 'live', 'prod-2025');
    const request = { version: '0.9.0', targetOrg: stage.alias, at: 'prod-2025', unverified: true };
    const recorded = await tag(stage.gateways, { ...request, deployedAt: '2025-11-03T10:00:00.000Z' });
    expect(recorded).to.deep.include({ kind: 'tagged', notices: [] });
    expect(recorded)
      .to.have.property('release')
      .that.deep.includes({
        ...{
          name: 'production/v0.9.0',
          deployedAt: '2025-11-03T10:00:00.000Z',
          unverified: true,
          activeFlowVersions: {},
        },
      });
    expect(recorded).to.have.property('release').that.does.not.have.property('deployId');
    const byTag = await tag(stage.gateways, { ...request, version: '0.9.1' });
    const made = await stage.git('for-each-ref', '--format=%(creatordate:unix)', 'refs/tags/prod-2025');
    expect(byTag).to.have.nested.property('release.deployedAt', new Date(Number(made) * 1000).toISOString());
  });
});
