import { expect } from 'chai';
import type { DeployEnding } from '../../../src/gateways/org/deploy-wait.ts';
import { openOrg } from '../../../src/gateways/org/open-org.ts';
import type { Fault } from '../../../src/practice-org/faults/fault.ts';
import { classes } from '../../practice-org/client.ts';
import { answerJson, deployOf, makeBed, makeStub, submitted, type Bed } from './bed.ts';

const takesAMinute = { timing: { components: 60_000 } } as const;

/** Deploys while a fault strikes every look but the last few, and waits. */
const waitThrough = async (bed: Bed, id: string, faults: readonly Fault[]): Promise<DeployEnding> => {
  for (const [index, fault] of faults.entries())
    bed.practice.faults.force({ operation: 'checkDeployStatus', fault, on: { nth: index + 1 } });
  return bed.org.awaitDeploy(id, { deadline: bed.inMinutes(24 * 60) });
};

const striking: readonly (readonly [string, Fault])[] = [
  ['a reset connection', { kind: 'reset' }],
  ['an answer that never comes back', { kind: 'answerLost' }],
  ['a body cut in the middle', { kind: 'bodyCut' }],
  ['HTTP 420', { kind: 'status', status: 420 }],
  ['HTTP 429', { kind: 'status', status: 429 }],
  ['HTTP 500', { kind: 'status', status: 500 }],
  ['HTTP 502', { kind: 'status', status: 502 }],
  ['HTTP 503', { kind: 'status', status: 503 }],
  ['HTTP 504', { kind: 'status', status: 504 }],
  ['an HTML page in place of JSON', { kind: 'html' }],
  ['"Bad Message 400" from the edge', { kind: 'html', status: 400 }],
  ['UNKNOWN_EXCEPTION', { kind: 'error', code: 'UNKNOWN_EXCEPTION', message: 'An unexpected error occurred' }],
  [
    'REQUEST_LIMIT_EXCEEDED',
    { kind: 'error', code: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' },
  ],
];

describe('Waiting for a deploy', () => {
  for (const [name, fault] of striking)
    it(`survives ${name}`, async () => {
      await using bed = await makeBed(takesAMinute);
      const id = await submitted(bed);
      const ending = await waitThrough(bed, id, [fault, fault, fault]);
      expect(ending).to.have.nested.property('record.status', 'Succeeded');
      expect(ending.kind).to.equal('succeeded');
      expect(bed.calls('deploy')).to.equal(1);
    });

  it('survives 1,000 errors in a row, and the job is still ours', async () => {
    await using bed = await makeBed();
    const id = await submitted(bed);
    const faults = Array.from({ length: 1000 }, (_, index) => striking[index % striking.length]?.[1]).filter(
      (fault): fault is Fault => fault !== undefined,
    );
    const ending = await waitThrough(bed, id, faults);
    expect(ending.kind).to.equal('succeeded');
    expect(bed.calls('checkDeployStatus')).to.equal(1002);
    expect(Math.max(...bed.timing.slept)).to.be.at.most(30_000);
  }).timeout(60_000);

  it('gives up a look that hangs, and looks again', async () => {
    await using bed = await makeBed({}, { longestCall: 150 });
    const id = await submitted(bed);
    const ending = await waitThrough(bed, id, [{ kind: 'hang', seconds: 2 }]);
    expect(ending.kind).to.equal('succeeded');
  });

  it('gives up an answer that drips for longer than a call may take, and looks again', async () => {
    await using bed = await makeBed({}, { longestCall: 150 });
    const id = await submitted(bed);
    const ending = await waitThrough(bed, id, [{ kind: 'slowDrip', seconds: 2 }]);
    expect(ending.kind).to.equal('succeeded');
  });

  it('ends at the deadline without a verdict: the deploy is still running', async () => {
    await using bed = await makeBed({ timing: { components: 3_600_000 } });
    const id = await submitted(bed);
    const ending = await bed.org.awaitDeploy(id, { deadline: bed.inMinutes(10) });
    expect(ending).to.include({ kind: 'stillRunning', id, because: 'deadline' });
    expect(ending).to.have.nested.property('record.status', 'InProgress');
    const later = await bed.org.awaitDeploy(id, { deadline: bed.inMinutes(120) });
    expect(later.kind).to.equal('succeeded');
  });

  it('ends at the deadline with what kept it from seeing, when the org never answered', async () => {
    await using bed = await makeBed();
    const id = await submitted(bed);
    bed.practice.faults.force({ operation: 'checkDeployStatus', fault: { kind: 'reset' }, on: 'always' });
    const ending = await bed.org.awaitDeploy(id, { deadline: bed.inMinutes(10) });
    expect(ending).to.include({ kind: 'stillRunning', id, because: 'deadline' }).and.not.to.have.property('record');
    expect(ending).to.have.nested.property('lastError.reason', 'unreachable');
  });

  it('ends when it is interrupted, and the deploy goes on', async () => {
    await using bed = await makeBed({ timing: { components: 3_600_000 } });
    const id = await submitted(bed);
    const interruption = new AbortController();
    const onProgress = (): void => {
      interruption.abort();
    };
    const wait = { deadline: bed.inMinutes(10), signal: interruption.signal, onProgress };
    expect(await bed.org.awaitDeploy(id, wait)).to.include({ kind: 'stillRunning', because: 'interrupted' });
    expect((await bed.org.deployStatus(id)).status).to.equal('InProgress');
  });

  it('keeps the verdict when the details cannot be read', async () => {
    await using bed = await makeBed();
    const id = await submitted(bed);
    for (let nth = 2; nth < 200; nth += 1)
      bed.practice.faults.force({ operation: 'checkDeployStatus', fault: { kind: 'bodyCut' }, on: { nth } });
    const ending = await bed.org.awaitDeploy(id, { deadline: bed.inMinutes(10) });
    expect(ending.kind).to.equal('succeeded');
    expect(ending).not.to.have.property('details');
  });

  it('says so when the org has no such deploy', async () => {
    await using bed = await makeBed();
    const error = await bed.org
      .awaitDeploy('0Af000000000001AAA', { deadline: bed.inMinutes(10) })
      .catch((thrown: unknown) => thrown);
    expect(error).to.include({ reason: 'refusedByOrg' });
    expect(bed.timing.slept).to.deep.equal([]);
  });
});

const status = (fields: Record<string, unknown>) => ({
  id: '0Af000000000001AAA',
  deployResult: { id: '0Af000000000001AAA', done: false, success: false, status: 'InProgress', ...fields },
});

describe('The words of the org', () => {
  it('are not read as done when they are unknown', async () => {
    const words = ['Polishing', 'Polishing', 'Polishing', 'Succeeded'];
    await using stub = await makeStub((_, response) => {
      const word = words.shift() ?? 'Succeeded';
      answerJson(response, status({ status: word, done: word === 'Succeeded', success: word === 'Succeeded' }));
    });
    const ending = await stub.org.awaitDeploy('0Af000000000001AAA', { deadline: new Date('2026-01-02') });
    expect(ending.kind).to.equal('succeeded');
    expect(words).to.deep.equal([]);
  });

  it('are an unknown ending when the org says done and uses them', async () => {
    await using stub = await makeStub((_, response) => {
      answerJson(response, status({ status: 'FinalizingDeployFailed', done: true }));
    });
    const ending = await stub.org.awaitDeploy('0Af000000000001AAA', { deadline: new Date('2026-01-02') });
    expect(ending).to.have.nested.property('record.status', 'FinalizingDeployFailed');
    expect(ending.kind).to.equal('unknownStatus');
  });

  it('are an unknown ending when they last until the deadline', async () => {
    await using stub = await makeStub((_, response) => {
      answerJson(response, status({ status: 'Polishing' }));
    });
    const ending = await stub.org.awaitDeploy('0Af000000000001AAA', { deadline: new Date('2026-01-02') });
    expect(ending.kind).to.equal('unknownStatus');
  });

  it('are no success when the record contradicts itself', async () => {
    await using stub = await makeStub((_, response) => {
      answerJson(response, status({ status: 'Succeeded', done: true, success: false }));
    });
    const ending = await stub.org.awaitDeploy('0Af000000000001AAA', { deadline: new Date('2026-01-02') });
    expect(ending.kind).to.equal('unknownStatus');
  });

  it('are a partial success, which is not a success', async () => {
    await using stub = await makeStub((_, response) => {
      answerJson(response, status({ status: 'SucceededPartial', done: true, success: false }));
    });
    const ending = await stub.org.awaitDeploy('0Af000000000001AAA', { deadline: new Date('2026-01-02') });
    expect(ending.kind).to.equal('partial');
  });

  it('do not count when they are about another deploy', async () => {
    let looks = 0;
    await using stub = await makeStub((_, response) => {
      looks += 1;
      const id = looks < 4 ? '0Af000000000002AAA' : '0Af000000000001AAA';
      answerJson(response, status({ id, status: 'Succeeded', done: true, success: true }));
    });
    const ending = await stub.org.awaitDeploy('0Af000000000001AAA', { deadline: new Date('2026-01-02') });
    expect(ending).to.have.nested.property('record.id', '0Af000000000001AAA');
    expect(looks).to.equal(5);
  });
});

describe('Sending a deploy', () => {
  it('is not repeated when the answer is lost, and the org has it', async () => {
    await using bed = await makeBed();
    bed.practice.faults.force({ operation: 'deploy', fault: { kind: 'answerLost' }, on: 'next' });
    const submission = await bed.org.deploy(deployOf(bed.practice));
    expect(submission.kind).to.equal('answerLost');
    expect(bed.calls('deploy')).to.equal(1);
    if (submission.kind !== 'answerLost') return;
    const fate = await bed.org.resolveSubmission({ since: submission.since, checkOnly: false });
    expect(fate).to.have.nested.property('record.status', 'Succeeded');
  });

  it('is not repeated when the connection breaks before the org reads it, and the org never had it', async () => {
    await using bed = await makeBed();
    bed.practice.faults.force({ operation: 'deploy', fault: { kind: 'reset' }, on: 'next' });
    const submission = await bed.org.deploy(deployOf(bed.practice));
    expect(submission.kind).to.equal('answerLost');
    if (submission.kind !== 'answerLost') return;
    const fate = await bed.org.resolveSubmission({ since: submission.since, checkOnly: false });
    expect(fate).to.deep.equal({ kind: 'neverArrived' });
    expect(bed.timing.slept.reduce((sum, each) => sum + each, 0)).to.be.at.least(59_000);
  });

  for (const fault of [
    { kind: 'bodyCut' },
    { kind: 'html' },
    { kind: 'status', status: 503 },
    { kind: 'status', status: 504 },
    { kind: 'error', code: 'UNKNOWN_EXCEPTION', message: 'Unexpected internal servlet state' },
  ] as const)
    it(`has no known outcome after ${JSON.stringify(fault)}`, async () => {
      await using bed = await makeBed();
      bed.practice.faults.force({ operation: 'deploy', fault, on: 'next' });
      expect((await bed.org.deploy(deployOf(bed.practice))).kind).to.equal('answerLost');
      expect(bed.calls('deploy')).to.equal(1);
    });

  it('has no known outcome when the org does not answer in time', async () => {
    await using bed = await makeBed({}, { longestCall: 150 });
    bed.practice.faults.force({ operation: 'deploy', fault: { kind: 'hang', seconds: 1 }, on: 'next' });
    const submission = await bed.org.deploy(deployOf(bed.practice));
    expect(submission).to.have.nested.property('error.code', 'ETIMEDOUT');
    expect(submission.kind).to.equal('answerLost');
  });

  it("is refused by the org's own no", async () => {
    await using bed = await makeBed();
    const fault = { kind: 'error', code: 'INVALID_OPERATION', message: 'no' } as const;
    bed.practice.faults.force({ operation: 'deploy', fault, on: 'next' });
    const submission = await bed.org.deploy(deployOf(bed.practice));
    expect(submission).to.have.nested.property('error.code', 'INVALID_OPERATION');
    expect(submission.kind).to.equal('refused');
  });

  it('is refused when the org id cannot be read, and nothing is sent', async () => {
    await using bed = await makeBed();
    bed.practice.faults.force({ operation: 'query', fault: { kind: 'reset' }, on: 'always' });
    const error = await bed.org.deploy(deployOf(bed.practice)).catch((thrown: unknown) => thrown);
    expect(error).to.include({ reason: 'unreachable' });
    expect(bed.calls('deploy')).to.equal(0);
  });

  it('is not repeated for a quick deploy either, and its new id is found', async () => {
    await using bed = await makeBed();
    const files = classes({ ATest: '@isTest private class ATest { @isTest static void works() {} }' });
    const request = { ...deployOf(bed.practice, files), checkOnly: true, testLevel: 'RunLocalTests' } as const;
    const validation = await bed.org.deploy(request);
    if (validation.kind !== 'accepted') throw validation.error;
    await bed.org.awaitDeploy(validation.id, { deadline: bed.inMinutes(10) });
    bed.practice.faults.force({ operation: 'deploy', fault: { kind: 'answerLost' }, on: 'next' });
    const submission = await bed.org.quickDeploy(validation.id, bed.practice.orgId);
    if (submission.kind !== 'answerLost') throw new Error(submission.kind);
    const fate = await bed.org.resolveSubmission({ since: submission.since, checkOnly: false });
    expect(fate).to.have.nested.property('record.id').that.does.not.equal(validation.id);
    expect(await bed.org.recentDeploys(10)).to.have.length(2);
  });

  it('of two with a lost answer leaves it open which is ours', async () => {
    await using bed = await makeBed();
    bed.practice.faults.force({ operation: 'deploy', fault: { kind: 'answerLost' }, on: 'next' });
    const submission = await bed.org.deploy(deployOf(bed.practice));
    const colleague = await openOrg(bed.practice.username, { timing: bed.timing, environment: {} });
    await colleague.deploy(deployOf(bed.practice));
    if (submission.kind !== 'answerLost') throw new Error(submission.kind);
    const fate = await bed.org.resolveSubmission({ since: submission.since, checkOnly: false });
    expect(fate.kind).to.equal('ambiguous');
  });
});

describe('A lost submission', () => {
  const lost = async (bed: Bed) => {
    bed.practice.faults.force({ operation: 'deploy', fault: { kind: 'answerLost' }, on: 'next' });
    const submission = await bed.org.deploy(deployOf(bed.practice));
    if (submission.kind !== 'answerLost') throw new Error(submission.kind);
    return { since: submission.since, checkOnly: false };
  };

  it('is not mistaken for a deploy that this gateway started itself', async () => {
    await using bed = await makeBed();
    const known = await submitted(bed);
    const fate = await bed.org.resolveSubmission(await lost(bed));
    expect(fate.kind).to.equal('arrived');
    expect(fate).to.have.nested.property('record.id').that.does.not.equal(known);
  });

  it('is found as often as it is asked for, and never again for another', async () => {
    await using bed = await makeBed();
    const first = await lost(bed);
    const again = await bed.org.resolveSubmission(first);
    expect(await bed.org.resolveSubmission(first)).to.deep.equal(again);
    bed.practice.clock.advance(3000);
    bed.practice.faults.force({ operation: 'deploy', fault: { kind: 'reset' }, on: 'next' });
    const second = await bed.org.deploy(deployOf(bed.practice));
    if (second.kind !== 'answerLost') throw new Error(second.kind);
    const fate = await bed.org.resolveSubmission({ since: second.since, checkOnly: false });
    expect(fate.kind).to.equal('neverArrived');
  });

  it('is told from others by the number of components', async () => {
    await using bed = await makeBed();
    const what = await lost(bed);
    const colleague = await openOrg(bed.practice.username, { timing: bed.timing, environment: {} });
    const two = classes({ A: 'public class A {}', B: 'public class B {}' });
    await colleague.deploy(deployOf(bed.practice, two));
    expect((await bed.org.resolveSubmission({ ...what, components: 7 })).kind).to.equal('ambiguous');
    const fate = await bed.org.resolveSubmission({ ...what, components: 2 });
    expect(fate).to.have.nested.property('record.components.total', 2);
  });

  it('that is still on its way is waited for', async () => {
    await using bed = await makeBed();
    const since = new Date(bed.timing.now());
    let looks = 0;
    const colleague = await openOrg(bed.practice.username, { timing: bed.timing, environment: {} });
    const timing = {
      ...bed.timing,
      sleep: async (milliseconds: number) => {
        looks += 1;
        if (looks === 5) await colleague.deploy(deployOf(bed.practice));
        await bed.timing.sleep(milliseconds);
      },
    };
    const org = await openOrg(bed.practice.username, { timing, environment: {} });
    expect((await org.resolveSubmission({ since, checkOnly: false })).kind).to.equal('arrived');
    expect(looks).to.equal(5);
  });

  it('stays open when there is no time to look long enough', async () => {
    await using bed = await makeBed();
    const search = { since: new Date(bed.timing.now()), checkOnly: false };
    const error = await bed.org
      .resolveSubmission(search, { deadline: bed.inMinutes(0.1) })
      .catch((thrown: unknown) => thrown);
    expect(error).to.include({ reason: 'deadlinePassed' });
  });
});

describe('Canceling', () => {
  it('is asked again after a lost answer, once the record does not show it', async () => {
    await using bed = await makeBed({ timing: { pending: 3_600_000 } });
    const id = await submitted(bed);
    bed.practice.faults.force({ operation: 'cancelDeploy', fault: { kind: 'reset' }, on: 'next' });
    expect((await bed.org.cancel(id, bed.practice.orgId)).kind).to.equal('accepted');
    expect(bed.calls('cancelDeploy')).to.equal(2);
    expect((await bed.org.deployStatus(id)).status).to.equal('Canceled');
  });

  it('is not asked again when the record shows it', async () => {
    await using bed = await makeBed({ timing: { pending: 3_600_000 } });
    const id = await submitted(bed);
    bed.practice.faults.force({ operation: 'cancelDeploy', fault: { kind: 'answerLost' }, on: 'next' });
    expect((await bed.org.cancel(id, bed.practice.orgId)).kind).to.equal('accepted');
    expect(bed.calls('cancelDeploy')).to.equal(1);
  });
});
