import { expect } from 'chai';
import { arm } from '../../src/actions/arm.ts';
import { guard } from '../../src/actions/guard.ts';
import { freeze } from '../../src/actions/mark.ts';
import { resume, type ResumeRequest } from '../../src/actions/resume.ts';
import { refuseOrgOfAnotherRun } from '../../src/actions/run/adopt.ts';
import type { OpenGateways } from '../../src/actions/walk.ts';
import type { Gateways } from '../../src/gateways/open.ts';
import type { OrgIdentity } from '../../src/gateways/org/identity.ts';
import type { LostSubmission } from '../../src/gateways/org/lost-submission.ts';
import type { Org } from '../../src/gateways/org/org.ts';
import { orgEvents } from '../../src/practice-org/faults/events.ts';
import type { RunState } from '../../src/release/journal-entry.ts';
import { Refused } from '../../src/release/refusal.ts';
import type { ResumeOutcome } from '../../src/release/run-outcome.ts';
import { commands, options, org, waiting } from './commands.ts';
import type { Fault } from './fault.ts';
import { cloneOf } from './git/memory-repository.ts';
import { entriesOn } from './journal-in-memory.ts';
import { openLab, type Lab, type World } from './lab.ts';
import { dyingAt, scenariosIn, type Scenario } from './scenarios.ts';

describe('a run and whoever holds it', function () {
  this.timeout(60_000);
  let lab: Lab;
  let scenarios: readonly Scenario[];

  before(async () => {
    lab = await openLab();
    scenarios = await scenariosIn(lab);
  });

  after(() => lab[Symbol.asyncDispose]());

  const worldAt = (name: string, faults: readonly Fault[] = []): Promise<World> =>
    lab.enter(scenarios.find((each) => each.name === name)?.begin ?? expect.fail(name), faults);

  /** A machine of that name, whose processes nobody elsewhere can look at. */
  const machine =
    (world: World, name: string, change: (gateways: Gateways) => Partial<Gateways> = () => ({})): OpenGateways =>
    async () => {
      const gateways = await world.gateways(cloneOf(world.remote));
      const mark = { where: name, process: { machine: name, pid: 7 } };
      return {
        ...{ ...gateways, ...mark, hasEnded: (process) => process.machine === name && process.pid !== 1 },
        ...change(gateways),
      };
    };

  /** The same machine, where the org answers some things otherwise. */
  const withOrg = (world: World, name: string, change: (given: Org) => Partial<Org>): OpenGateways =>
    machine(world, name, (gateways) => ({
      openOrg: async (alias) => {
        const given = await gateways.openOrg(alias);
        return { ...given, ...change(given) };
      },
    }));

  /** A deploy by a laptop that died at an entry; gives what it ended with and the id of its run. */
  const diedAt = async (world: World, entry: string) => {
    const open = dyingAt(
      machine(world, 'laptop', (gateways) => ({ repository: gateways.repository })),
      entry,
    );
    const ended = await commands.deploy(open);
    const run = entriesOn(world.remote).at(-1)?.run ?? '';
    return { ended, run };
  };

  const resumeOn = (world: World, name: string, given: Partial<ResumeRequest> = {}): Promise<ResumeOutcome> =>
    resume(machine(world, name), { ...org, waiting, ...given });

  const lastKinds = (world: World, run: string): readonly string[] =>
    entriesOn(world.remote)
      .filter((entry) => entry.run === run)
      .map(({ kind }) => kind);

  describe('that died', () => {
    // the process does not know any more whether the entry has landed at which it dies
    for (const [entry, done, left, canUndo] of [
      ['intended snapshot', [], ['snapshot', 'saveData', 'submit'], undefined],
      ['intended submit', ['snapshot'], ['saveData', 'submit', 'await'], undefined],
      ['done submit', ['snapshot'], ['submit', 'await'], true],
      ['done await', ['snapshot', 'submit'], ['await', 'flowVersions'], true],
      ['done tag', ['snapshot', 'submit', 'await', 'prove', 'check'], ['flowVersions', 'tag'], true],
    ] as const)
      it(`at "${entry}" says what was done, what is left, and whether there is a way back`, async () => {
        const { ended, run } = await diedAt(await worldAt('deploy'), entry);
        expect(ended).to.include({ kind: 'unfinished', run });
        expect(ended).to.have.property('done').that.deep.equals(done);
        expect(ended)
          .to.have.property('left')
          .that.includes.members([...left])
          .and.not.includes('undo');
        expect((ended as { canUndo?: boolean }).canUndo).to.equal(canUndo);
      });

    it('is held by its machine, until somebody names it; then the journal says from whom it was taken', async () => {
      const world = await worldAt('deploy');
      const { run } = await diedAt(world, 'done await');
      const refused = await resumeOn(world, 'server');
      expect(refused).to.have.nested.property('refusal.reason', 'runHeld');
      expect(refused)
        .to.have.nested.property('refusal.by')
        .that.matches(/on laptop$/u);
      expect(await resumeOn(world, 'server', { takeOver: run })).to.include({ kind: 'released' });
      const taken = entriesOn(world.remote).find((entry) => entry.kind === 'takenOver');
      expect(taken).to.deep.include({ where: 'server', process: { machine: 'server', pid: 7 } });
      expect(taken)
        .to.have.nested.property('evidence.from')
        .that.matches(/on laptop$/u);
      expect(taken).to.have.nested.property('evidence.running', 0);
    });

    it('is carried on by its own machine, where the process is known to have ended', async () => {
      const world = await worldAt('deploy');
      const { run } = await diedAt(world, 'done await');
      const given = { process: { machine: 'laptop', pid: 8 } };
      const outcome = await resume(
        machine(world, 'laptop', () => given),
        { ...org, waiting },
      );
      expect(outcome).to.include({ kind: 'released' });
      const taken = entriesOn(world.remote).find((entry) => entry.run === run && entry.kind === 'takenOver');
      expect(taken).to.deep.include({ evidence: {}, process: given.process });
    });

    it('is not written to when the very process that began it carries it on', async () => {
      const world = await worldAt('deploy');
      const { run } = await diedAt(world, 'done await');
      expect(await resumeOn(world, 'laptop')).to.include({ kind: 'released' });
      expect(lastKinds(world, run)).not.to.include('takenOver');
    });

    it('is not taken over while a deploy of somebody else is running', async () => {
      const world = await worldAt('deploy');
      const { run } = await diedAt(world, 'done await');
      orgEvents(world.org).holdDeploys(true);
      orgEvents(world.org).deployBySomebodyElse();
      for (const given of [{ takeOver: run }, { abandon: run }])
        expect(await resumeOn(world, 'server', given)).to.have.nested.property('refusal.reason', 'deployRunning');
      expect(lastKinds(world, run)).not.to.include('takenOver').and.not.to.include('closed');
    });

    it('is taken over while nothing but its own deploy is running, which is followed', async () => {
      const world = await worldAt('deploy');
      orgEvents(world.org).holdDeploys(true);
      const { run } = await diedAt(world, 'done submit');
      expect(await resumeOn(world, 'server', { takeOver: run })).to.include({ kind: 'inProgress', run });
      expect(lastKinds(world, run)).to.include('takenOver');
    });

    it('is held for good where nobody can tell its process', async () => {
      const world = await worldAt('deploy');
      const ended = await commands.deploy(
        dyingAt(
          machine(world, 'laptop', () => ({ process: undefined as never })),
          'done await',
        ),
      );
      expect(ended).to.include({ kind: 'unfinished' });
      expect(await resumeOn(world, 'laptop')).to.have.nested.property('refusal.reason', 'runHeld');
    });

    it('is brought to its end in its own org only, also when no release says yet which that is', () => {
      const state = { opened: { run: 'r1', orgId: '00D000000000001AAA' } } as RunState;
      const inOrg = (orgId: string) => () => {
        refuseOrgOfAnotherRun(state, { orgId } as OrgIdentity);
      };
      expect(inOrg('00D000000000001AAA')).not.to.throw();
      expect(inOrg('00D000000000002AAA')).to.throw(Refused).with.deep.property('refusal', {
        reason: 'orgMismatch',
        expected: '00D000000000001AAA',
        actual: '00D000000000002AAA',
        where: 'the run r1',
      });
    });

    it('is another than the one that was named', async () => {
      const world = await worldAt('deploy');
      const { run } = await diedAt(world, 'done await');
      for (const given of [{ run: 'other' }, { takeOver: 'other' }, { abandon: 'other' }])
        expect(await resumeOn(world, 'laptop', given)).to.deep.include({
          refusal: { reason: 'otherRun', run: 'other', open: run },
        });
    });
  });

  describe('that is carried on', () => {
    for (const [verb, begin, kind] of [
      ['a rollback', (open: OpenGateways) => commands.rollback(open), 'rolledBack'],
      ['a validation', (open: OpenGateways) => arm(open, { ...org, options, waiting }), 'armed'],
    ] as const)
      it(`ends as what it is: ${verb}`, async () => {
        const world = await worldAt('rollback');
        await begin(dyingAt(machine(world, 'laptop'), 'done submit'));
        expect(await resumeOn(world, 'laptop')).to.include({ kind });
      });
  });

  describe('that sent nothing', () => {
    it('is closed by a resume, with the reason, and there is nothing to keep', async () => {
      const world = await worldAt('deploy');
      const { run } = await diedAt(world, 'done snapshot');
      expect(await resumeOn(world, 'laptop', { choice: 'keep' })).to.have.nested.property(
        'refusal.reason',
        'nothingToKeep',
      );
      expect(await resumeOn(world, 'laptop')).to.deep.equal({ kind: 'closed', run });
      expect(entriesOn(world.remote).at(-1)).to.deep.include({
        kind: 'closed',
        ending: 'nothingSent',
        evidence: { because: 'resumed' },
      });
      expect(await resumeOn(world, 'laptop')).to.deep.equal({
        kind: 'nothingOpen',
        environment: 'production',
        last: { run, ending: 'nothingSent' },
      });
    });

    it('is closed without asking the org, and given up by name after asking it', async () => {
      const world = await worldAt('deploy');
      const deaf = machine(world, 'laptop', () => ({ openOrg: () => Promise.reject(new Error('asked')) }));
      const { run } = await diedAt(world, 'done snapshot');
      expect(await resume(deaf, { ...org, waiting })).to.deep.equal({ kind: 'closed', run });
      const { run: next } = await diedAt(world, 'done snapshot');
      expect(await resumeOn(world, 'server', { abandon: next })).to.deep.equal({
        ...{ kind: 'abandoned', run: next },
        deploys: [],
      });
    });

    it('is none where nothing ever was', async () => {
      const world = await worldAt('deploy');
      world.remote.refs.delete('refs/release/production/journal');
      expect(await resumeOn(world, 'server')).to.deep.equal({ kind: 'nothingOpen', environment: 'production' });
    });

    it('is closed too when it is taken over by name', async () => {
      const world = await worldAt('deploy');
      const { run } = await diedAt(world, 'done snapshot');
      expect(await resumeOn(world, 'server', { takeOver: run })).to.deep.equal({ kind: 'closed', run });
      expect(lastKinds(world, run).slice(-2)).to.deep.equal(['takenOver', 'closed']);
    });
  });

  describe('that is given up', () => {
    it('says of each deploy what the org says', async () => {
      const world = await worldAt('deploy');
      const { run } = await diedAt(world, 'done await');
      const outcome = await resumeOn(world, 'server', { abandon: run, reason: 'cleared up by hand' });
      const [job] = world.org.deploys.jobs.slice(-1);
      expect(outcome).to.deep.equal({ kind: 'abandoned', run, deploys: [`${job?.id ?? ''} Succeeded`] });
      expect(entriesOn(world.remote).at(-1)).to.deep.include({
        ...{ kind: 'closed', ending: 'abandoned' },
        evidence: {
          deploys: [`${job?.id ?? ''} Succeeded`],
          running: 0,
          by: 'Test on server',
          reason: 'cleared up by hand',
        },
      });
    });

    it('says so of a deploy that the org does not know, and that nobody gave a reason', async () => {
      const world = await worldAt('deploy');
      const { run } = await diedAt(world, 'done await');
      const forgetful = withOrg(world, 'server', () => ({ deployRequest: () => Promise.resolve(undefined) }));
      const outcome = await resume(forgetful, { ...org, waiting, abandon: run });
      expect(outcome)
        .to.have.nested.property('deploys[0]')
        .that.matches(/^0Af\w{15} unknown to the org$/u);
      expect(entriesOn(world.remote).at(-1)).to.have.property('evidence').that.has.all.keys('deploys', 'running', 'by');
    });

    it('looks for what was sent by its time, kind and user, and names all that it could be', async () => {
      const records = [
        { id: '0Af1', status: 'Succeeded' },
        { id: '0Af2', status: 'Failed' },
      ] as never;
      for (const [name, begin, checkOnly] of [
        ['deploy', (open: OpenGateways) => commands.deploy(open), false],
        ['rollback', (open: OpenGateways) => arm(open, { ...org, options, waiting }), true],
      ] as const) {
        const world = await worldAt(name);
        await begin(dyingAt(machine(world, 'laptop'), 'intended submit'));
        const intent = entriesOn(world.remote).at(-1);
        const searches: LostSubmission[] = [];
        const unsure = withOrg(world, 'server', () => ({
          resolveSubmission: (search) => {
            searches.push(search);
            return Promise.resolve({ kind: 'ambiguous', records });
          },
        }));
        expect(await resume(unsure, { ...org, waiting, abandon: intent?.run })).to.deep.include({
          deploys: ['0Af1 Succeeded or 0Af2 Failed'],
        });
        const { orgTime, user } = intent?.kind === 'intended' ? intent.evidence : {};
        expect(searches[0]).to.deep.include({ since: new Date(String(orgTime)), by: user, checkOnly });
        expect(user).to.match(/^005/u);
      }
    });

    it('finds the deploy whose answer nobody saw, or says that it never arrived', async () => {
      for (const [kind, fate] of [
        ['answerLost', / Succeeded$/u],
        ['reset', /^never arrived$/u],
      ] as const) {
        const world = await worldAt('deploy', [{ gateway: 'org', of: 'deploy', nth: 1, kind, lasts: 'once' }]);
        const dead = { resolveSubmission: () => Promise.reject(new Error('died')) };
        const { ended, run } = await commands
          .deploy(
            machine(world, 'laptop', (gateways) => ({
              openOrg: async (name) => ({ ...(await gateways.openOrg(name)), ...dead }),
            })),
          )
          .then((outcome) => ({ ended: outcome, run: entriesOn(world.remote).at(-1)?.run ?? '' }));
        expect(ended).to.include({ kind: 'unfinished', detail: 'died' });
        world.org.clock.advance(60_000);
        const outcome = await resumeOn(world, 'server', { abandon: run });
        expect(outcome).to.have.property('deploys').with.lengthOf(1);
        expect(outcome).to.have.nested.property('deploys[0]').that.matches(fate);
      }
    });
  });

  describe('keeps other tools from deploying', () => {
    const guardOn = (world: World, orgId: string, change: (gateways: Gateways) => Partial<Gateways> = () => ({})) =>
      guard(
        machine(world, 'server', (gateways) => ({
          configuration: { ...gateways.configuration, environments: { uat: { orgId: '' }, production: { orgId } } },
          ...change(gateways),
        })),
        org,
      );

    it('while it is open, to the org of its environment only', async () => {
      const world = await worldAt('deploy');
      const { orgId } = world.org.identity;
      expect(await guardOn(world, orgId)).to.deep.equal({ kind: 'allowed' });
      await diedAt(world, 'done await');
      const refused = await guardOn(world, orgId);
      expect(refused).to.include({ kind: 'refused' }).and.have.nested.property('refusal.reason', 'openRun');
      expect(await guardOn(world, '00D000000000001AAA')).to.deep.equal({ kind: 'allowed' });
      await resumeOn(world, 'laptop');
      expect(await guardOn(world, orgId)).to.deep.equal({ kind: 'allowed' });
    });

    it('and asks no org while nothing stands against a deploy', async () => {
      const openOrg = () => Promise.reject(new Error('asked'));
      const world = await worldAt('rollback');
      expect(await guardOn(world, world.org.identity.orgId, () => ({ openOrg }))).to.deep.equal({ kind: 'allowed' });
    });

    it('or cannot say whether they may, when git does not answer', async () => {
      const world = await worldAt('rollback');
      const head = () => Promise.reject(new Error('no answer'));
      const asked = guardOn(world, world.org.identity.orgId, ({ repository }) => ({
        repository: { ...repository, head },
      }));
      expect(await asked.catch((error: unknown) => String(error))).to.equal('Error: no answer');
    });

    it('as a freeze does, until it is lifted', async () => {
      const world = await worldAt('deploy');
      const { orgId } = world.org.identity;
      await freeze(machine(world, 'server'), { lift: false, reason: 'audit' });
      expect(await guardOn(world, orgId)).to.have.nested.property('refusal.reason', 'frozen');
      await freeze(machine(world, 'server'), { lift: true });
      expect(await guardOn(world, orgId)).to.deep.equal({ kind: 'allowed' });
    });
  });
});
