import { expect } from 'chai';
import { autoTag } from '../../src/actions/auto-tag.ts';
import { apexClass, withoutClass } from './project.ts';
import { setTheStage, type Stage } from './stage.ts';

const forget = async (stage: Stage, release: string): Promise<void> => {
  await stage.git('tag', '--delete', release);
  await stage.git('push', '--quiet', 'origin', `:refs/tags/${release}`);
};

/** Deploys what is committed, and gives the id of a deploy that Git knows nothing of; the commit is taken back. */
const deployedUncommitted = async (stage: Stage, ...reset: readonly string[]): Promise<string> => {
  const outcome = await stage.deploy('patch');
  if (outcome.kind !== 'released') throw new Error(JSON.stringify(outcome));
  await forget(stage, outcome.release.name);
  await stage.git('reset', '--quiet', ...reset, 'HEAD~1');
  return outcome.deploy.deployId;
};

const pinned = async (): Promise<Stage> => {
  const stage = await setTheStage({ withRemote: true });
  await stage.commit({
    ...apexClass('Extra', 'public class Extra {}\n'),
    'release.yaml': `environments:\n  production:\n    orgId: ${stage.org.orgId}\n`,
  });
  await stage.git('push', '--quiet', 'origin', 'main');
  await stage.deploy('1.0.0');
  return stage;
};

const recorded = async (stage: Stage, deployId: string) => {
  const outcome = await autoTag(stage.gateways, { deployId, targetOrg: stage.alias });
  if (outcome.kind !== 'recorded') throw new Error(JSON.stringify(outcome));
  const { summary, unverified = false } = outcome.release;
  return { differs: outcome.differs, unverified, summary: summary.replace(deployId, '<id>') };
};

describe('a deploy of another tool, recorded by itself', function () {
  this.timeout(60_000);

  it('says that the org holds what nobody has committed', async () => {
    await using stage = await pinned();
    await stage.commit(apexClass('Extra', 'public class Extra { /* tried */ }\n'));
    expect(await recorded(stage, await deployedUncommitted(stage))).to.deep.equal({
      differs: true,
      unverified: true,
      summary: 'Record deploy <id>; the org holds other contents than the commit; the work tree was not committed',
    });
  });

  it('says that the org lacks what was deleted in it alone', async () => {
    await using stage = await pinned();
    await stage.commit(withoutClass('Extra'));
    expect(await recorded(stage, await deployedUncommitted(stage, '--hard'))).to.deep.equal({
      differs: true,
      unverified: true,
      summary: 'Record deploy <id>; the org holds other contents than the commit',
    });
  });

  it('says that its commit is on no branch of the remote', async () => {
    await using stage = await pinned();
    await stage.commit(apexClass('Extra', 'public class Extra { /* good */ }\n'));
    const outcome = await stage.deploy('patch');
    if (outcome.kind !== 'released') throw new Error(JSON.stringify(outcome));
    await forget(stage, outcome.release.name);
    expect(await recorded(stage, outcome.deploy.deployId)).to.deep.equal({
      differs: false,
      unverified: false,
      summary: 'Record deploy <id>; on no branch of origin',
    });
  });
});
