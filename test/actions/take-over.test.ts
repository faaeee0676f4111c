import { expect } from 'chai';
import { resume, type ResumeRequest } from '../../src/actions/resume.ts';
import { status } from '../../src/actions/status.ts';
import { openGatewaysAt } from '../../src/gateways/open.ts';
import type { Gateways } from '../../src/gateways/open.ts';
import type { Journal } from '../../src/gateways/git/journal.ts';
import { lastRun, type RunState } from '../../src/release/journal-entry.ts';
import { deploy } from '../../src/actions/deploy.ts';
import type { DeployOutcome, ResumeOutcome } from '../../src/release/run-outcome.ts';
import { statusText } from '../../src/report/status-words.ts';
import { labels } from './project.ts';
import { options, setTheStage, type Stage } from './stage.ts';

const runOn = async (stage: Stage): Promise<RunState | undefined> =>
  lastRun(await (await stage.gateways()).journal('production').entries());

/** The gateways as on a machine of that name, whose processes nobody elsewhere can look at. */
const onMachine = async (directory: string, name: string, change: Partial<Gateways> = {}): Promise<Gateways> => ({
  ...(await openGatewaysAt(directory)),
  where: name,
  process: { machine: name, pid: 7 },
  hasEnded: ({ machine }) => machine === name,
  ...change,
});

class Died extends Error {}

/** Dies at the given append, before or after it has landed. */
const dying = (gateways: Gateways, at: { readonly entry: string; readonly landed: boolean }): Gateways => ({
  ...gateways,
  journal: (environment): Journal => {
    const journal = gateways.journal(environment);
    let isDead = false;
    return {
      ...journal,
      append: async (entry, attachments) => {
        if (isDead) throw new Died();
        isDead = 'step' in entry && [entry.phase ?? [], entry.kind, entry.step].flat().join(' ') === at.entry;
        if (!isDead || at.landed) await journal.append(entry, attachments);
        if (isDead) throw new Died();
      },
    };
  },
});

const deployOn = (stage: Stage, gateways: () => Promise<Gateways>): Promise<DeployOutcome> =>
  deploy(
    gateways,
    { version: 'minor', targetOrg: stage.alias, whole: false, dryRun: false, options, waiting: { minutes: 1 } },
    () => Promise.resolve(),
  );

/** A run of a laptop that died at an entry, and the remote that all machines share. */
const diedAt = async (stage: Stage, entry: string, landed = true): Promise<string> => {
  await stage.deploy('1.0.0');
  await stage.commit(labels({ Hello: 'Good day', Bye: 'Bye' }));
  await stage.git('push', '--quiet', 'origin', 'main');
  const outcome = await deployOn(stage, async () =>
    dying(await onMachine(stage.directory, 'laptop'), { entry, landed }),
  );
  expect(outcome.kind).to.equal('unfinished');
  return (await runOn(stage))?.opened.run ?? '';
};

const resumeOn = async (stage: Stage, name: string, given: Partial<ResumeRequest> = {}): Promise<ResumeOutcome> => {
  const directory = await stage.clone();
  return resume(() => onMachine(directory, name), { targetOrg: stage.alias, waiting: { minutes: 1 }, ...given });
};

const deploysSent = ({ org }: Stage): number => org.requests.filter(({ operation }) => operation === 'deploy').length;

describe('a run whose holder is gone', function () {
  this.timeout(120_000);

  it('is not taken over by another machine unless it is named, and status names the command', async () => {
    await using stage = await setTheStage({ withRemote: true });
    const run = await diedAt(stage, 'done submit');
    const refused = await resumeOn(stage, 'server');
    expect(refused).to.deep.nested.include({ kind: 'refused', 'refusal.reason': 'runHeld', 'refusal.run': run });
    const other = await resumeOn(stage, 'server', { takeOver: 'another' });
    expect(other).to.deep.nested.include({ 'refusal.reason': 'otherRun', 'refusal.open': run });
    const told = await status(stage.gateways, {});
    if (told.kind !== 'status') throw new Error(told.kind);
    expect(statusText(told)).to.contain(`sf release resume --take-over ${run}`).and.contain('laptop');
    const resumed = await resumeOn(stage, 'server', { takeOver: run });
    expect(resumed.kind, JSON.stringify(resumed, undefined, 1)).to.equal('released');
    expect(deploysSent(stage)).to.equal(2);
    const entries = (await runOn(stage))?.entries ?? [];
    const takenOver = entries.find(({ kind }) => kind === 'takenOver');
    expect(takenOver).to.deep.include({ where: 'server' });
    expect(takenOver).to.have.nested.property('evidence.running', 0);
  });

  it('is carried on without more ado on the machine where its process is known to have ended', async () => {
    await using stage = await setTheStage({ withRemote: true });
    await diedAt(stage, 'done submit');
    const resumed = await resumeOn(stage, 'laptop');
    expect(resumed.kind, JSON.stringify(resumed, undefined, 1)).to.equal('released');
  });

  it('is not taken over while somebody deploys, and can be ended by name, with what the org says', async () => {
    await using stage = await setTheStage({ withRemote: true });
    const run = await diedAt(stage, 'done await');
    stage.org.events.holdDeploys(true);
    const theirs = stage.org.events.deployBySomebodyElse();
    for (const given of [{ takeOver: run }, { abandon: run }])
      expect(await resumeOn(stage, 'server', given)).to.have.nested.property('refusal.reason', 'deployRunning');
    stage.org.events.holdDeploys(false);
    const abandoned = await resumeOn(stage, 'server', { abandon: run, reason: 'cleared up' });
    if (abandoned.kind !== 'abandoned') throw new Error(JSON.stringify(abandoned, undefined, 1));
    expect(abandoned.deploys).to.have.length(1);
    expect(abandoned.deploys[0])
      .to.match(/^0Af\w{15} Succeeded$/u)
      .and.not.contain(theirs);
    const state = await runOn(stage);
    expect(state?.ending).to.equal('abandoned');
    expect(state?.entries.at(-1)).to.have.nested.property('evidence.reason', 'cleared up');
    expect((await resumeOn(stage, 'server')).kind).to.equal('nothingOpen');
  });

  it('that died when its tag was pushed already is ended with that very tag', async () => {
    await using stage = await setTheStage({ withRemote: true });
    await diedAt(stage, 'done tag', false);
    const pushed = await stage.git('ls-remote', 'origin', 'refs/tags/production/v1.1.0');
    const directory = await stage.clone();
    await stage.git('-C', directory, 'tag', '--delete', 'production/v1.1.0');
    const given = { targetOrg: stage.alias, waiting: { minutes: 1 } };
    const resumed = await resume(() => onMachine(directory, 'laptop'), given);
    expect(resumed, JSON.stringify(resumed, undefined, 1)).to.deep.include({ kind: 'released', notices: [] });
    expect(await stage.git('ls-remote', 'origin', 'refs/tags/production/v1.1.0')).to.equal(pushed);
  });

  it('that died before its way back was sent is sent back, once the org shows that nothing arrived', async () => {
    await using stage = await setTheStage({ withRemote: true });
    await stage.deploy('1.0.0');
    await stage.commit(labels({ Hello: 'Good day', Bye: 'Bye' }));
    await stage.git('push', '--quiet', 'origin', 'main');
    let edited = false;
    const onProgress = ({ status: said }: { readonly status: string }): void => {
      if (said === 'Succeeded' && !edited)
        stage.org.events.editInSetup('CustomLabel:Hello', { from: '<value>Good day<', to: '<value>Good evening<' });
      edited ||= said === 'Succeeded';
    };
    const wishes = { version: 'minor', targetOrg: stage.alias, whole: false, dryRun: false, options };
    const died = await deploy(
      async () => dying(await onMachine(stage.directory, 'laptop'), { entry: 'undo intended submit', landed: true }),
      { ...wishes, atomic: true, waiting: { minutes: 1, onProgress } },
      () => Promise.resolve(),
    );
    expect(died.kind, JSON.stringify(died, undefined, 1)).to.equal('unfinished');
    expect(deploysSent(stage)).to.equal(2);
    const directory = await stage.clone();
    const gateways = await onMachine(directory, 'laptop');
    const silent: Gateways['openOrg'] = async (alias) => ({
      ...(await gateways.openOrg(alias)),
      resolveSubmission: () => Promise.resolve({ kind: 'neverArrived' }), // the gateway itself takes a minute to say so
    });
    const given = { targetOrg: stage.alias, waiting: { minutes: 1 } };
    const resumed = await resume(() => Promise.resolve({ ...gateways, openOrg: silent }), given);
    expect(resumed.kind, JSON.stringify(resumed, undefined, 1)).to.equal('undone');
    expect(deploysSent(stage)).to.equal(3);
  });

  it('makes way for a rollback that names it', async () => {
    await using stage = await setTheStage({ withRemote: true });
    await stage.deploy('0.9.0');
    await stage.commit(labels({ Hello: 'Hi', Bye: 'Bye' }));
    const run = await diedAt(stage, 'done await');
    expect(await stage.rollback({ takeOver: 'another' })).to.have.nested.property('refusal.reason', 'otherRun');
    const refused = await stage.rollback();
    expect(refused).to.have.nested.property('refusal.reason', 'openRun');
    const given = { takeOver: run, options: { ...options, onDrift: 'overwrite' as const } };
    const outcome = await stage.rollback(given);
    expect(outcome.kind, JSON.stringify(outcome, undefined, 1)).to.equal('rolledBack');
    const entries = await (await stage.gateways()).journal('production').entries();
    expect(entries.filter(({ run: of }) => of === run).at(-1)).to.deep.include({ kind: 'closed', ending: 'abandoned' });
  });
});

describe('a holder that was overtaken', function () {
  this.timeout(120_000);

  it('writes nothing any more, and asks the org to stop what it sent too late', async () => {
    await using stage = await setTheStage({ withRemote: true });
    await stage.deploy('1.0.0');
    await stage.commit(labels({ Hello: 'Good day', Bye: 'Bye' }));
    await stage.git('push', '--quiet', 'origin', 'main');
    stage.org.events.holdDeploys(true);
    // The laptop sleeps between its intent and the sending; meanwhile another machine ends its run.
    const late = async (): Promise<Gateways> => {
      const gateways = await onMachine(stage.directory, 'laptop');
      return {
        ...gateways,
        openOrg: async (alias) => {
          const org = await gateways.openOrg(alias);
          return {
            ...org,
            deploy: async (request) => {
              const journal = (await stage.gateways()).journal('production');
              const run = lastRun(await journal.entries())?.opened.run ?? '';
              const common = { format: 1, run, at: new Date().toISOString() } as const;
              await journal.append({ ...common, kind: 'closed', ending: 'abandoned', evidence: {} });
              return org.deploy(request);
            },
          };
        },
      };
    };
    const outcome = await deployOn(stage, late);
    expect(outcome.kind, JSON.stringify(outcome, undefined, 1)).to.equal('unfinished');
    expect(outcome)
      .to.have.property('detail')
      .that.matches(/taken over.*0Af\w{15}.*accepted/u);
    stage.org.events.holdDeploys(false);
    const org = await (await stage.gateways()).openOrg(stage.alias);
    expect((await org.recentDeploys(1))[0]?.status).to.equal('Canceled');
    expect((await runOn(stage))?.entries.at(-1)).to.deep.include({ kind: 'closed', ending: 'abandoned' });
  });
});
