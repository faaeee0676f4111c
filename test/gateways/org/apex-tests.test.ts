import { expect } from 'chai';
import { OrgError } from '../../../src/gateways/org/org-error.ts';
import { classes } from '../../practice-org/client.ts';
import { makeBed, submitted, type Bed } from './bed.ts';

const testClass = (name: string, inside: string): string =>
  `@IsTest private class ${name} { @IsTest static void works() { ${inside} } @IsTest static void more() {} }`;

const withTests = async (): Promise<Bed> => {
  const bed = await makeBed({ kind: 'sandbox' });
  const source = {
    GoodTest: testClass('GoodTest', '\n// @practice takes 90 s\n'),
    BadTest: testClass('BadTest', '\n// @practice fails always\n'),
  };
  await bed.org.awaitDeploy(await submitted(bed, classes(source)), { deadline: bed.inMinutes(5) });
  return bed;
};

describe('a run of Apex tests', () => {
  it('is waited for, and tells what failed', async () => {
    await using bed = await withTests();
    expect(await bed.org.runTests(['GoodTest'])).to.deep.equal({ ran: 2, failed: [] });
    const { ran, failed } = await bed.org.runTests(['GoodTest', 'BadTest']);
    expect(ran).to.equal(4);
    expect(failed).to.include('BadTest.works');
  });

  it('is started once even when its answer is lost', async () => {
    await using bed = await withTests();
    bed.practice.faults.force({ operation: 'runTestsAsynchronous', fault: { kind: 'answerLost' }, on: 'next' });
    const error = await bed.org.runTests(['GoodTest']).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(OrgError);
    expect(bed.calls('runTestsAsynchronous')).to.equal(1);
  });

  it('that cannot be begun, or does not end in time, is no result', async () => {
    await using bed = await withTests();
    const unknown = await bed.org.runTests(['NoSuchTest']).catch((reason: unknown) => reason);
    expect(unknown).to.have.property('reason', 'refusedByOrg');
    const late = await bed.org
      .runTests(['GoodTest'], { deadline: bed.inMinutes(1) })
      .catch((reason: unknown) => reason);
    expect(late).to.have.property('reason', 'deadlinePassed');
  });
});
