import { expect } from 'chai';
import { lastRun, type RunState } from '../../src/release/journal-entry.ts';
import { apexClass, labels } from './project.ts';
import { setTheStage, type Stage } from './stage.ts';

const runOn = async (stage: Stage): Promise<RunState | undefined> =>
  lastRun(await (await stage.gateways()).journal('production').entries());

const changed = { ...labels({ Hello: 'Good day', Bye: 'Bye' }), ...apexClass('Extra', 'public class Extra {}\n') };

const deploysSent = ({ org }: Stage, since: number): number =>
  org.requests.slice(since).filter(({ operation }) => operation === 'deploy').length;

/** What the org itself says it holds of the components the stories are about. */
const heldBy = async (stage: Stage): Promise<Readonly<Record<string, string>>> => {
  const org = await (await stage.gateways()).openOrg(stage.alias);
  const { entries } = await org.retrieve({
    manifest: new Map([
      ['CustomLabel', ['Hello', 'Bye']],
      ['ApexClass', ['Greeter', 'Extra']],
    ]),
  });
  return Object.fromEntries([...entries].map(([path, bytes]) => [path, bytes.toString()]));
};

/** Somebody edits the label in Setup as soon as the deploy of the run has succeeded, before it is proven. */
const editingBeforeTheProof = (stage: Stage, times = 1) => {
  let left = times;
  return {
    minutes: 1,
    onProgress: ({ status }: { readonly status: string }): void => {
      if (left <= 0 || status !== 'Succeeded') return;
      left--;
      stage.org.events.editInSetup('CustomLabel:Hello', { from: 'Good day', to: 'Good evening' });
    },
  };
};

describe('a run that returns to its snapshot', function () {
  this.timeout(120_000);

  it('does so when the org does not hold what was planned, once, and the org holds what it held before', async () => {
    await using stage = await setTheStage({ withRemote: true });
    await stage.deploy('1.0.0');
    const before = await heldBy(stage);
    await stage.commit(changed);
    const since = stage.org.requests.length;
    const outcome = await stage.deploy('minor', { atomic: true, waiting: editingBeforeTheProof(stage) });
    if (outcome.kind !== 'undone') throw new Error(JSON.stringify(outcome, undefined, 1));
    expect(outcome.detail).to.contain('CustomLabel:Hello differs');
    expect(outcome.limited).to.deep.equal([]);
    expect(await heldBy(stage)).to.deep.equal(before);
    expect(deploysSent(stage, since)).to.equal(2);
    const run = await runOn(stage);
    expect(run?.ending).to.equal('undone');
    expect(run?.entries.filter((entry) => entry.kind === 'intended' && entry.step === 'undo')).to.have.length(1);
    expect(await stage.git('tag', '--list')).not.to.contain('v1.1.0');
    // the two deploys left nothing behind, so that they are nobody's unknown deploys
    const again = await stage.deploy('minor', { atomic: true });
    expect(again.kind, JSON.stringify(again, undefined, 1)).to.equal('released');
  });

  it('stays open without --atomic, and returns from a fresh clone when a person says so', async () => {
    await using stage = await setTheStage({ withRemote: true });
    await stage.deploy('1.0.0');
    await stage.git('push', '--quiet', 'origin', 'main');
    const before = await heldBy(stage);
    await stage.commit(changed);
    await stage.git('push', '--quiet', 'origin', 'main');
    const outcome = await stage.deploy('minor', { waiting: editingBeforeTheProof(stage) });
    expect(outcome).to.include({ kind: 'unfinished', canUndo: true });
    expect(await heldBy(stage)).not.to.deep.equal(before);
    const undone = await stage.resume(await stage.clone(), { choice: 'undo' });
    expect(undone.kind, JSON.stringify(undone, undefined, 1)).to.equal('undone');
    expect(await heldBy(stage)).to.deep.equal(before);
    expect((await runOn(stage))?.ending).to.equal('undone');
  });

  it('takes everything away again when it was the first', async () => {
    await using stage = await setTheStage();
    const waiting = {
      minutes: 1,
      onProgress: ({ status }: { readonly status: string }): void => {
        if (status === 'Succeeded' && !edited)
          stage.org.events.editInSetup('CustomLabel:Hello', { from: '<value>Hello<', to: '<value>Good evening<' });
        edited ||= status === 'Succeeded';
      },
    };
    let edited = false;
    const outcome = await stage.deploy('1.0.0', { atomic: true, waiting });
    if (outcome.kind !== 'undone') throw new Error(JSON.stringify(outcome, undefined, 1));
    expect(await heldBy(stage)).to.deep.equal({});
    expect(outcome.limited).to.deep.equal(['Profile:Clerk']); // people may have it by now: the plan leaves it, without access
    const again = await stage.deploy('1.0.0');
    expect(again.kind, JSON.stringify(again, undefined, 1)).to.equal('released');
  });

  it('is a rollback too, unless it is told not to', async () => {
    await using stage = await setTheStage();
    await stage.deploy('1.0.0');
    await stage.commit(changed);
    await stage.deploy('minor');
    const before = await heldBy(stage);
    const edit = (): Parameters<Stage['rollback']>[0] => ({
      waiting: {
        minutes: 1,
        onProgress: ({ status }) => {
          if (status === 'Succeeded' && !edited)
            stage.org.events.editInSetup('CustomLabel:Hello', { from: '<value>Hello<', to: '<value>Good evening<' });
          edited ||= status === 'Succeeded';
        },
      },
    });
    let edited = false;
    const outcome = await stage.rollback(edit());
    expect(outcome.kind, JSON.stringify(outcome, undefined, 1)).to.equal('undone');
    expect(await heldBy(stage)).to.deep.equal(before);
    edited = false;
    expect(await stage.rollback({ ...edit(), atomic: false })).to.include({ kind: 'unfinished', canUndo: true });
  });

  it('is carried on elsewhere when it is stopped on the way back, and sends nothing twice', async () => {
    await using stage = await setTheStage({ withRemote: true });
    await stage.deploy('1.0.0');
    const before = await heldBy(stage);
    await stage.commit(changed);
    await stage.git('push', '--quiet', 'origin', 'main');
    const since = stage.org.requests.length;
    const interrupt = new AbortController();
    const edit = editingBeforeTheProof(stage);
    const onProgress = (record: Parameters<typeof edit.onProgress>[0]): void => {
      edit.onProgress(record);
      if (record.status === 'Succeeded') stage.org.events.holdDeploys(true);
      else if (deploysSent(stage, since) === 2) interrupt.abort();
    };
    const waiting = { minutes: 1, signal: interrupt.signal, onProgress };
    const outcome = await stage.deploy('minor', { atomic: true, waiting });
    expect(outcome.kind, JSON.stringify(outcome, undefined, 1)).to.equal('inProgress');
    stage.org.events.holdDeploys(false);
    const resumed = await stage.resume(await stage.clone());
    expect(resumed.kind, JSON.stringify(resumed, undefined, 1)).to.equal('undone');
    expect(await heldBy(stage)).to.deep.equal(before);
    expect(deploysSent(stage, since)).to.equal(2);
  });

  it('does not try again when the org refuses the way back; put right by hand, it is proven', async () => {
    await using stage = await setTheStage();
    await stage.deploy('1.0.0');
    const before = await heldBy(stage);
    await stage.commit(labels({ Hello: 'Good day', Bye: 'Bye' }));
    const since = stage.org.requests.length;
    const { minutes, onProgress } = editingBeforeTheProof(stage);
    const waiting = {
      minutes,
      onProgress: (record: Parameters<typeof onProgress>[0]) => {
        onProgress(record);
        if (record.status === 'Succeeded')
          stage.org.events.failNextDeploy({ code: 'UNKNOWN_EXCEPTION', message: 'no' });
      },
    };
    const outcome = await stage.deploy('minor', { atomic: true, waiting });
    expect(outcome.kind, JSON.stringify(outcome, undefined, 1)).to.equal('unfinished');
    expect(outcome).to.have.property('detail').that.contains('way back');
    expect(outcome).not.to.have.property('canUndo');
    expect((await stage.resume()).kind).to.equal('unfinished');
    expect(deploysSent(stage, since)).to.equal(2);
    stage.org.events.editInSetup('CustomLabel:Hello', { from: 'Good evening', to: 'Hello' });
    expect((await stage.resume()).kind).to.equal('undone');
    expect(await heldBy(stage)).to.deep.equal(before);
    expect(deploysSent(stage, since)).to.equal(2);
  });
});
