import { expect } from 'chai';
import fc from 'fast-check';
import type { Fault } from '../../../src/practice-org/faults/fault.ts';
import { deployOf, makeBed, type Bed } from './bed.ts';

const fault = fc.constantFrom<Fault>(
  { kind: 'reset' },
  { kind: 'answerLost' },
  { kind: 'bodyCut' },
  { kind: 'html' },
  { kind: 'status', status: 429 },
  { kind: 'status', status: 500 },
  { kind: 'status', status: 503 },
  { kind: 'error', code: 'UNKNOWN_EXCEPTION', message: 'Unexpected internal servlet state' },
);
const operation = fc.constantFrom('deploy', 'checkDeployStatus', 'query', 'userinfo', 'cancelDeploy');
const storm = fc.array(fc.record({ operation, fault, nth: fc.integer({ min: 1, max: 6 }) }), { maxLength: 12 });

/** What the gateway comes to say of one deploy, whatever the way there. */
const outcomeOf = async ({ org, practice, inMinutes }: Bed): Promise<string> => {
  const submission = await org.deploy(deployOf(practice));
  if (submission.kind === 'refused') return 'refused';
  if (submission.kind === 'accepted') return (await org.awaitDeploy(submission.id, { deadline: inMinutes(600) })).kind;
  const { since } = submission;
  const fate = await org.resolveSubmission({ since, checkOnly: false }, { deadline: inMinutes(600) });
  if (fate.kind !== 'arrived') return fate.kind;
  return (await org.awaitDeploy(fate.record.id, { deadline: inMinutes(600) })).kind;
};

describe('Any storm of faults', () => {
  it("ends in the org's own truth, with the deploy sent at most once", async () => {
    await using bed = await makeBed({ timing: { pending: 2000, components: 20_000, finalizing: 1000 } });
    let sent = 0;
    let committed = 0;
    await fc.assert(
      fc.asyncProperty(storm, async (faults) => {
        bed.practice.faults.clear();
        for (const { operation: name, fault: kind, nth } of faults)
          bed.practice.faults.force({ operation: name, fault: kind, on: { nth } });
        const outcome = await outcomeOf(bed);
        bed.practice.faults.clear();
        const inOrg = (await bed.org.recentDeploys(2000)).length;
        expect(bed.calls('deploy')).to.be.at.most(sent + 1);
        sent = bed.calls('deploy');
        // Each run deploys once: the org has one deploy more, or none and the gateway says so.
        expect(inOrg - committed).to.equal(outcome === 'succeeded' ? 1 : 0);
        expect(outcome).to.be.oneOf(['succeeded', 'refused', 'neverArrived']);
        committed = inOrg;
        bed.practice.clock.advance(60_000);
      }),
      { numRuns: 120 },
    );
  }).timeout(120_000);
});
