import { expect } from 'chai';
import { isOpen, lastRun, type RunState } from '../../src/release/journal-entry.ts';
import { apexClass, labels } from './project.ts';
import { setTheStage, type Stage } from './stage.ts';

/** How often the org was asked to deploy, whatever became of the answer. */
const deploysSent = ({ org }: Stage, since = 0): number =>
  org.requests.slice(since).filter(({ operation }) => operation === 'deploy').length;

const runOn = async (stage: Stage): Promise<RunState | undefined> =>
  lastRun(await (await stage.gateways()).journal('production').entries());

const changedLabel = { ...labels({ Hello: 'Good day', Bye: 'Bye' }), ...apexClass('Extra', 'public class Extra {}\n') };

/** The starting project is released, a change is committed; gives the number of requests so far. */
const releasedOnce = async (stage: Stage): Promise<number> => {
  const first = await stage.deploy('1.0.0');
  expect(first.kind, JSON.stringify(first, undefined, 1)).to.equal('released');
  await stage.commit(changedLabel);
  return stage.org.requests.length;
};

const xmlns = 'xmlns="http://soap.sforce.com/2006/04/metadata"';

/** A package in metadata format with the label Hello alone. */
const helloAs = (value: string): Map<string, Buffer> =>
  new Map(
    Object.entries({
      'package.xml': `<Package ${xmlns}><types><members>Hello</members><name>CustomLabel</name></types><version>62.0</version></Package>`,
      'labels/CustomLabels.labels': `<CustomLabels ${xmlns}><labels><fullName>Hello</fullName><language>en_US</language><protected>false</protected><shortDescription>Hello</shortDescription><value>${value}</value></labels></CustomLabels>`,
    }).map(([name, text]) => [name, Buffer.from(text)]),
  );

describe('a run in which something goes wrong', function () {
  this.timeout(90_000);

  it('finds the deploy whose answer was lost, sends no second one, and is proven', async () => {
    await using stage = await setTheStage();
    const since = await releasedOnce(stage);
    stage.org.faults.force({ operation: 'deploy', fault: { kind: 'answerLost' }, on: 'next' });
    const outcome = await stage.deploy('minor');
    expect(outcome.kind, JSON.stringify(outcome, undefined, 1)).to.equal('released');
    expect(stage.org.faults.pending).to.deep.equal([]);
    expect(deploysSent(stage, since)).to.equal(1);
    const run = await runOn(stage);
    expect(run?.ending).to.equal('released');
    const submitted = run?.entries.find((entry) => entry.kind === 'done' && entry.step === 'submit');
    const deployId = outcome.kind === 'released' ? outcome.release.deployId : undefined;
    expect(submitted).to.have.nested.property('evidence.deployId', deployId);
  });

  it('goes on asking when answers about the deploy are cut off, and is proven', async () => {
    await using stage = await setTheStage();
    const since = await releasedOnce(stage);
    for (const nth of [1, 2])
      stage.org.faults.force({ operation: 'checkDeployStatus', fault: { kind: 'bodyCut' }, on: { nth } });
    const outcome = await stage.deploy('minor');
    expect(outcome.kind, JSON.stringify(outcome, undefined, 1)).to.equal('released');
    expect(stage.org.faults.pending).to.deep.equal([]);
    expect(deploysSent(stage, since)).to.equal(1);
    expect((await runOn(stage))?.ending).to.equal('released');
  });

  it('refuses when the org leaves a component out of what it gives and does not say so', async () => {
    await using stage = await setTheStage();
    const since = await releasedOnce(stage);
    stage.org.events.omitFromNextRetrieve('CustomLabel:Hello');
    const outcome = await stage.deploy('minor');
    expect(outcome.kind, JSON.stringify(outcome, undefined, 1)).to.equal('refused');
    expect(outcome).to.deep.nested.include({
      'refusal.reason': 'incompleteSnapshot',
      'refusal.missing': ['CustomLabel:Hello'],
    });
    expect(deploysSent(stage, since)).to.equal(0);
    expect(isOpen(await runOn(stage))).to.equal(false);
    expect((await stage.deploy('minor')).kind).to.equal('released');
  });

  it('is brought to its end from a fresh clone while the org held the deploy', async () => {
    await using stage = await setTheStage({ withRemote: true });
    const since = await releasedOnce(stage);
    await stage.git('push', '--quiet', 'origin', 'main');
    stage.org.events.holdDeploys(true);
    const interrupt = new AbortController();
    const onProgress = (): void => {
      interrupt.abort();
    };
    const waiting = { minutes: 1, signal: interrupt.signal, onProgress };
    const outcome = await stage.deploy('minor', { waiting });
    expect(outcome.kind, JSON.stringify(outcome, undefined, 1)).to.equal('inProgress');
    expect(await runOn(stage)).to.have.nested.property('opened.release', 'production/v1.1.0');
    expect(isOpen(await runOn(stage))).to.equal(true);
    stage.org.events.holdDeploys(false);
    const resumed = await stage.resume(await stage.clone());
    expect(resumed.kind, JSON.stringify(resumed, undefined, 1)).to.equal('released');
    expect(deploysSent(stage, since)).to.equal(1);
    expect((await runOn(stage))?.ending).to.equal('released');
    expect(await stage.git('ls-remote', 'origin')).to.contain('refs/tags/production/v1.1.0');
  });

  it('stays open, with the component named, when the org is edited before the proof, until it is put right', async () => {
    await using stage = await setTheStage();
    const since = await releasedOnce(stage);
    let edited = false;
    const outcome = await stage.deploy('minor', {
      waiting: {
        minutes: 1,
        onProgress: ({ status }) => {
          if (edited || status !== 'Succeeded') return;
          edited = true;
          stage.org.events.editInSetup('CustomLabel:Hello');
        },
      },
    });
    if (outcome.kind !== 'unfinished') throw new Error(JSON.stringify(outcome, undefined, 1));
    expect(edited).to.equal(true);
    expect(outcome.detail).to.contain('CustomLabel:Hello');
    expect(outcome.done).to.deep.equal(['snapshot', 'submit', 'await']);
    expect(outcome.left).to.include.members(['prove', 'tag']);
    expect(await runOn(stage)).to.include({ pending: 'prove' });
    expect((await stage.resume()).kind).to.equal('unfinished');
    expect(await stage.git('tag', '--list')).not.to.contain('v1.1.0');
    stage.org.events.deployBySomebodyElse(helloAs('Good day'));
    const resumed = await stage.resume();
    expect(resumed.kind, JSON.stringify(resumed, undefined, 1)).to.equal('released');
    expect(deploysSent(stage, since)).to.equal(1);
    expect((await runOn(stage))?.ending).to.equal('released');
    expect(await stage.git('tag', '--list')).to.contain('v1.1.0');
  });
});
