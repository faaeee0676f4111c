import { expect } from 'chai';
import { tag } from '../../src/actions/tag.ts';
import { orgEvents } from '../../src/practice-org/faults/events.ts';
import { apexClass } from '../actions/project.ts';
import { tryCase, type CaseResult } from './case.ts';
import { commands, org, type Ended } from './commands.ts';
import type { Fault } from './fault.ts';
import { cloneOf, commitTo } from './git/memory-repository.ts';
import { changedFiles, openLab, type Lab, type World } from './lab.ts';
import { scenariosIn, type Scenario } from './scenarios.ts';

/** Faults of the wild, and what became of the run: docs/RELIABILITY.md says who reported them. */
describe('what people saw in real orgs', function () {
  this.timeout(60_000);
  let lab: Lab;
  let scenarios: readonly Scenario[];

  before(async () => {
    lab = await openLab();
    scenarios = await scenariosIn(lab);
  });

  after(() => lab[Symbol.asyncDispose]());

  const scenario = (name: string): Scenario => scenarios.find((each) => each.name === name) ?? expect.fail(name);

  /** A command with faults, ended and judged: nothing is wrong about it. */
  const struck = async (name: string, ...faults: readonly Fault[]): Promise<CaseResult> => {
    const result = await tryCase(lab, { scenario: scenario(name), faults });
    expect(result.wrong).to.deep.equal([]);
    return result;
  };

  const polling = (kind: Fault['kind'], nth = 1): Fault => ({
    ...{ gateway: 'org', of: 'checkDeployStatus', nth, kind, lasts: 'once' },
  });
  const sending = (kind: Fault['kind']): Fault => ({ gateway: 'org', of: 'deploy', nth: 1, kind, lasts: 'once' });

  /** A deploy in an org in which something happens, once the world is there. */
  const deploying = async (happens: (world: World) => void): Promise<readonly [Ended, World]> => {
    const world = await lab.enter(scenario('deploy').begin, []);
    happens(world);
    return [await commands.deploy(() => world.gateways(world.clone)), world];
  };

  for (const kind of ['reset', 'bodyCut', 'htmlPage', 'unavailable', 'tooMany', 'sessionExpired'] as const)
    it(`a poll that fails (${kind}) does not end the run`, async () => {
      expect(await struck('deploy', polling(kind), polling(kind, 3))).to.include({ ended: 'released' });
    });

  it('a poll that hangs longer than somebody waits leaves a run that a resume follows to its end', async () => {
    expect(await struck('deploy', polling('hang'))).to.include({ ended: 'inProgress', endedBy: 'released' });
  });

  it('an "Unexpected internal servlet state" is a poll that failed, not a deploy that did', async () => {
    expect(await struck('deploy', polling('says UNKNOWN_EXCEPTION'))).to.include({ ended: 'released' });
  });

  for (const kind of ['answerLost', 'bodyCut', 'gatewayTimeout'] as const)
    it(`a submission whose answer is lost (${kind}) is found in the org, not sent again`, async () => {
      expect(await struck('deploy', sending(kind))).to.include({ ended: 'released' });
      expect(await struck('quick rollback', sending(kind))).to.include({ ended: 'rolledBack' });
    });

  it('a submission that never arrived is not taken for a deploy that nothing but a tag knows', async () => {
    const world = await lab.enter(scenario('tag').begin, [sending('reset')]);
    const open = () => world.gateways(world.clone);
    expect(await tag(open, { ...org, version: 'minor', unverified: false })).to.include({ kind: 'tagged' });
    const files = new Map([...changedFiles, ...Object.entries(apexClass('More', 'public class More {}\n'))]);
    for (const repository of [world.clone, world.remote]) commitTo(repository, 'refs/heads/main', files);
    expect(await commands.deploy(open)).to.include({ kind: 'failed', deployId: 'none' });
  });

  it('a component that somebody edits before the proof brings a rollback back to its snapshot', async () => {
    expect((await struck('undo')).ended).to.match(/^undone .*CustomLabel:Hello differs/u);
  });

  it('a setup lock (ALREADY_IN_PROCESS) is a no: nothing was sent, and the run is closed', async () => {
    const { ended, endedBy } = await struck('deploy', sending('says ALREADY_IN_PROCESS'));
    expect([ended, endedBy]).to.deep.equal(['failed', undefined]);
  });

  it('a deploy that fails at its very end with UNKNOWN_EXCEPTION has changed nothing, and says so', async () => {
    const [ended, { org }] = await deploying((world) => {
      orgEvents(world.org).failNextDeploy({ code: 'UNKNOWN_EXCEPTION', message: 'An unexpected error (ErrorId 1)' });
    });
    expect(ended).to.include({ kind: 'failed' });
    expect(JSON.stringify(ended)).to.contain('ErrorId 1');
    expect(org.metadata).to.equal(scenario('deploy').begin.org.metadata);
  });

  it('a deploy that stays in the queue outlives the wait, and a resume follows it to its end', async () => {
    const [ended, world] = await deploying(({ org }) => {
      orgEvents(org).holdDeploys(true);
    });
    expect(ended).to.include({ kind: 'inProgress' });
    orgEvents(world.org).holdDeploys(false);
    const resumed = await commands.resume(async () => world.gateways(cloneOf(world.remote)));
    expect(resumed).to.include({ kind: 'released' });
  });

  it('a deploy that somebody cancels in Setup is no success', async () => {
    const [, world] = await deploying(({ org }) => {
      orgEvents(org).holdDeploys(true);
    });
    orgEvents(world.org).cancelInSetup();
    const resumed = await commands.resume(async () => world.gateways(cloneOf(world.remote)));
    expect(resumed).to.include({ kind: 'failed', status: 'Canceled' });
    expect(world.org.metadata).to.equal(scenario('deploy').begin.org.metadata);
  });

  it('a service upgrade begins the deploy again, and the run waits for its end', async () => {
    const [ended] = await deploying(({ org }) => {
      org.deploys.timing = { ...org.deploys.timing, components: 10_000 };
      const upgrade = setInterval(() => {
        if (orgEvents(org).serviceUpgrade() !== undefined) clearInterval(upgrade);
      }, 1);
      upgrade.unref();
    });
    expect(ended).to.include({ kind: 'released' });
  });

  it('a release does not begin while somebody deploys', async () => {
    const [ended] = await deploying(({ org }) => {
      orgEvents(org).holdDeploys(true);
      orgEvents(org).deployBySomebodyElse();
    });
    expect(ended).to.have.nested.property('refusal.reason', 'deployRunning');
  });

  it('a tag that the host does not take leaves the rollback what it is: done', async () => {
    const world = await lab.enter(scenario('deploy').begin, []);
    const gateways = await world.gateways(world.clone);
    const repository = { ...gateways.repository, pushTag: () => Promise.reject(new Error('GH013: protected tag')) };
    const ended = await commands.deploy(() => Promise.resolve({ ...gateways, repository }));
    expect(ended).to.deep.include({
      kind: 'released',
      notices: [{ notice: 'tagNotPushed', detail: 'GH013: protected tag' }],
    });
  });

  it('API calls that are used up lose no deploy', async () => {
    const usedUp: Fault = { ...polling('says REQUEST_LIMIT_EXCEEDED'), lasts: 'onwards' };
    expect(await struck('deploy', usedUp)).to.include({ ended: 'inProgress', endedBy: 'released' });
  });
});
