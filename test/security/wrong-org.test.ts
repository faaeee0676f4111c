import { expect } from 'chai';
import { arm } from '../../src/actions/arm.ts';
import { deploy } from '../../src/actions/deploy.ts';
import { resume } from '../../src/actions/resume.ts';
import { rollback } from '../../src/actions/rollback.ts';
import { snapshot } from '../../src/actions/snapshot.ts';
import { tag } from '../../src/actions/tag.ts';
import type { OpenGateways } from '../../src/actions/walk.ts';
import { options, org, waiting } from '../faults/commands.ts';
import { openLab, type Checkpoint, type Lab } from '../faults/lab.ts';
import { scenariosIn, type Scenario } from '../faults/scenarios.ts';

const agreed = (): Promise<void> => Promise.resolve();

/** Everything that speaks to the org of an environment. */
const doors: Readonly<Record<string, (open: OpenGateways) => Promise<unknown>>> = {
  deploy: (open) => deploy(open, { ...org, version: 'minor', whole: false, dryRun: false, options, waiting }, agreed),
  'deploy as a dry run': (open) =>
    deploy(open, { ...org, version: 'minor', whole: false, dryRun: true, options, waiting }, agreed),
  rollback: (open) => rollback(open, { ...org, dryRun: false, options, waiting }, agreed),
  arm: (open) => arm(open, { ...org, options, waiting }),
  snapshot: (open) => snapshot(open, { ...org, all: false }),
  'snapshot of everything': (open) => snapshot(open, { ...org, all: true }),
  tag: (open) => tag(open, { ...org, version: 'minor', unverified: true }),
};

/** The same moment, but the login leads to an org of another id: an alias that moved, a sandbox that was refreshed. */
const elsewhere = (begin: Checkpoint, orgId: string): Checkpoint => ({
  ...begin,
  org: { ...begin.org, rest: { ...begin.org.rest, identity: { ...begin.org.rest.identity, orgId } } },
});

describe('an org that is not the one of the release', function () {
  this.timeout(60_000);
  let lab: Lab;
  let scenarios: readonly Scenario[];
  const others = ['00D000000000001AAA', '00D5g000004abcDEAQ', '00Dxx0000000000EAA'];

  before(async () => {
    lab = await openLab();
    scenarios = await scenariosIn(lab);
  });

  after(() => lab[Symbol.asyncDispose]());

  /** What became of the command, and whether anything was sent or written. */
  const refusedAt = async (
    name: string,
    orgId: string,
    act: (open: OpenGateways) => Promise<unknown>,
  ): Promise<void> => {
    const { begin } = scenarios.find((each) => each.name === name) ?? expect.fail(name);
    const world = await lab.enter(elsewhere(begin, orgId), []);
    const refs = new Map(world.remote.refs);
    const outcome = await act(() => world.gateways(world.clone));
    expect(outcome).to.have.nested.property('refusal.reason', 'orgMismatch');
    expect(outcome).to.have.nested.property('refusal.actual', orgId);
    expect(world.striker.calls.org).not.to.include('deploy');
    expect(world.org.deploys.jobs).to.have.length(begin.org.rest.jobs.length);
    expect(world.remote.refs).to.deep.equal(refs);
  };

  for (const [name, act] of Object.entries(doors))
    it(`is refused by ${name}, and nothing is sent or written`, async () => {
      for (const orgId of others) await refusedAt('rollback', orgId, act);
    });

  for (const name of ['resume', 'resume of an undo'])
    it(`is refused by a ${name}, and the run stays what it was`, async () => {
      for (const orgId of others) await refusedAt(name, orgId, (open) => resume(open, { ...org, waiting }));
    });

  it('is refused at the very moment of sending when the login has moved since the plan', async () => {
    const { begin } = scenarios.find(({ name }) => name === 'deploy') ?? expect.fail();
    const world = await lab.enter(begin, []);
    const open: OpenGateways = async () => {
      const gateways = await world.gateways(world.clone);
      return {
        ...gateways,
        openOrg: async (alias) => {
          const given = await gateways.openOrg(alias);
          return { ...given, deploy: (request) => given.deploy({ ...request, expectedOrgId: others[0] ?? '' }) };
        },
      };
    };
    const outcome = await deploy(
      open,
      { ...org, version: 'minor', whole: false, dryRun: false, options, waiting },
      agreed,
    );
    expect(outcome).to.include({ kind: 'unfinished', detail: 'orgMismatch' });
    expect(world.striker.calls.org).not.to.include('deploy');
    expect(world.org.metadata).to.equal(begin.org.metadata);
  });
});
