import { expect } from 'chai';
import {
  armedRollbacks,
  armedUntil,
  readinessOf,
  type ArmedRollback,
  type DeployMade,
} from '../../src/release/armed.ts';
import type { JournalEntry, RunEnding } from '../../src/release/journal-entry.ts';

const orgId = '00D000000000001AAA';
const at = '2026-01-10T10:00:00.000Z';

const arming = (run: string, ending: RunEnding, validation: string): readonly JournalEntry[] => [
  {
    ...{ format: 1, kind: 'opened', run, at, verb: 'arm', environment: 'production', orgId },
    ...{ from: 'production/v1.1.0', to: 'production/v1.0.0', by: 'Ada', where: 'laptop' },
  },
  {
    ...{ format: 1, kind: 'closed', run, at, ending },
    evidence: { validation, package: 'abc', testLevel: 'RunLocalTests', validatedAt: at, testsRun: 7, seconds: 9 },
  },
];

const rollback: ArmedRollback = {
  ...{ run: 'r1', from: 'production/v1.1.0', to: 'production/v1.0.0', orgId, validation: '0Af1', package: 'abc' },
  ...{ validatedAt: at, quick: true, testsRun: 7, seconds: 9 },
};
const current = { name: 'production/v1.1.0' } as const;
const deploy = (when: string): DeployMade => ({ id: '0Af9', by: 'Bob', at: when });
const ready = (given: Partial<Parameters<typeof readinessOf>[0]> = {}) =>
  readinessOf({ rollback, current, deploys: [], now: new Date('2026-01-11T10:00:00Z'), ...given });

describe('an armed rollback', () => {
  it('is what the journal says of validations that ended well, newest first', () => {
    const entries = [
      ...arming('r1', 'armed', '0Af1'),
      ...arming('r2', 'failed', '0Af2'),
      ...arming('r3', 'armed', '0Af3'),
    ];
    expect(armedRollbacks(entries).map(({ run, validation }) => `${run} ${validation}`)).to.deep.equal([
      'r3 0Af3',
      'r1 0Af1',
    ]);
    expect(armedRollbacks(entries).at(-1)).to.deep.equal(rollback);
  });

  it('stands until ten days have gone by', () => {
    expect(ready()).to.deep.equal({ armed: true, rollback, until: armedUntil(at) });
    expect(ready({ now: new Date('2026-01-20T10:00:00.000Z') })).to.have.property('armed', true);
    expect(ready({ now: new Date('2026-01-20T10:00:00.001Z') })).to.include({ armed: false, because: 'expired' });
  });

  it('is disarmed by packages that are installed otherwise since, as far as both are known', () => {
    const then = { ...rollback, packages: ['033a=04t1', '033b=04t1'] };
    expect(ready({ rollback: then, packages: ['033b=04t1', '033a=04t1'] })).to.have.property('armed', true);
    expect(ready({ rollback: then, packages: ['033a=04t1', '033b=04t2'] })).to.deep.include({
      because: 'packages',
      installed: ['033b=04t2'],
    });
    expect(ready({ rollback: then, packages: ['033a=04t1'] })).to.deep.include({ because: 'packages', installed: [] });
    expect(ready({ rollback: then })).to.have.property('armed', true);
    expect(ready({ packages: ['033a=04t1'] })).to.have.property('armed', true);
  });

  it('is disarmed by any later deploy, whoever made it, and not by the release itself', () => {
    expect(ready({ deploys: [deploy('2026-01-10T09:59:59Z')] })).to.have.property('armed', true);
    expect(ready({ deploys: [deploy('2026-01-10T10:00:01Z')] })).to.deep.equal({
      ...{ armed: false, because: 'deployed', rollback },
      by: deploy('2026-01-10T10:00:01Z'),
    });
  });

  it('leads from the release it was validated for and from no other', () => {
    expect(ready({ current: { name: 'production/v1.2.0' } })).to.include({ armed: false, because: 'otherRelease' });
  });

  it('is never there before the first validation', () => {
    expect(ready({ rollback: undefined })).to.deep.equal({ armed: false, because: 'never' });
  });
});
