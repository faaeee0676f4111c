import { expect } from 'chai';
import { conclusionOf, judgeAfter, judgeBefore, type CheckResult } from '../../../src/release/plan/check.ts';
import { checksAfter } from '../../../src/release/plan/checks-after.ts';
import { checksBefore, type FactsBefore } from '../../../src/release/plan/checks-before.ts';
import { judgeDeclared } from '../../../src/release/plan/declared-check.ts';
import { judgeSignature } from '../../../src/release/plan/signature.ts';

const before = <Name extends keyof FactsBefore>(name: Name, facts: FactsBefore[Name]) =>
  judgeBefore({ [name]: { known: facts } }).find((result) => result.name === name);

const statusFacts = { maintenances: [], from: '2026-11-21T10:00:00Z', until: '2026-11-21T11:00:00Z' };

describe('a check', () => {
  it('that nobody answered is inconclusive, never a pass', () => {
    for (const result of [...judgeBefore({}), ...judgeAfter({})])
      expect(result).to.include({ verdict: 'inconclusive', because: 'nobody asked' });
  });

  it('whose call failed is inconclusive and says what failed', () => {
    const [result] = judgeBefore({ rightOrg: { unknown: 'connection reset' } });
    expect(result).to.include({ name: 'rightOrg', verdict: 'inconclusive', because: 'connection reset' });
  });

  it('says the call that was made', () => {
    for (const result of [...judgeBefore({}), ...judgeAfter({})]) expect(result.call, result.name).to.match(/\w{3}/u);
    expect(judgeBefore({})).to.have.lengthOf(Object.keys(checksBefore).length);
    expect(judgeAfter({})).to.have.lengthOf(Object.keys(checksAfter).length);
  });

  const table: readonly (readonly [string, CheckResult | undefined, CheckResult['verdict']])[] = [
    ['the same org', before('rightOrg', { expected: 'a', actual: 'a' }), 'pass'],
    ['another org', before('rightOrg', { expected: 'a', actual: 'b' }), 'fail'],
    ['the recorded deploy is the newest', before('deployedRelease', { newest: { id: '1' }, recorded: ['1'] }), 'pass'],
    ['a later deploy that is no release', before('deployedRelease', { newest: { id: '2' }, recorded: ['1'] }), 'fail'],
    ['no deploy was ever recorded', before('deployedRelease', { newest: { id: '2' }, recorded: [] }), 'inconclusive'],
    ['a deploy in the queue', before('noDeployRunning', { running: [{ id: '1', by: 'Ann' }] }), 'fail'],
    [
      'a job of a class that is changed, and the setting lets it pass',
      before('pendingApexJobs', {
        skipsValidation: true,
        jobs: [{ className: 'A', status: 'Queued' }],
        classes: ['A'],
      }),
      'pass',
    ],
    [
      'a job of a class that is changed, and the setting does not',
      before('pendingApexJobs', {
        skipsValidation: false,
        jobs: [{ className: 'A', status: 'Queued' }],
        classes: ['A'],
      }),
      'fail',
    ],
    [
      'a job of a class that is changed, and nobody knows the setting',
      before('pendingApexJobs', {
        skipsValidation: undefined,
        jobs: [{ className: 'A', status: 'Queued' }],
        classes: ['A'],
      }),
      'inconclusive',
    ],
    [
      'a job of a class that stays',
      before('pendingApexJobs', {
        skipsValidation: false,
        jobs: [{ className: 'B', status: 'Queued' }],
        classes: ['A'],
      }),
      'pass',
    ],
    ['a missing right', before('userPermissions', { missing: ['ModifyMetadata'] }), 'fail'],
    [
      'fewer calls left than the undo needs',
      before('apiLimits', { limits: [{ name: 'DailyApiRequests', remaining: 5, reserve: 100 }] }),
      'fail',
    ],
    ['a healthy instance', before('instanceStatus', { status: 'OK', ...statusFacts }), 'pass'],
    ['an incident', before('instanceStatus', { status: 'MAJOR_INCIDENT_CORE', ...statusFacts }), 'fail'],
    [
      'maintenance within the run',
      before('instanceStatus', {
        status: 'OK',
        ...statusFacts,
        maintenances: [{ start: '2026-11-21T10:30:00Z', end: '2026-11-21T12:00:00Z' }],
      }),
      'fail',
    ],
    [
      'maintenance tomorrow',
      before('instanceStatus', {
        status: 'OK',
        ...statusFacts,
        maintenances: [{ start: '2026-11-22T10:30:00Z', end: '2026-11-22T12:00:00Z' }],
      }),
      'pass',
    ],
    ['paused interviews', before('pausedInterviews', { counts: { Route: 2, Other: 0 } }), 'fail'],
    ['a test that was red at the release', before('testsNotRed', { chosen: ['A', 'B'], red: ['B', 'C'] }), 'fail'],
    ['a test that was red and is not chosen', before('testsNotRed', { chosen: ['A'], red: ['B'] }), 'pass'],
  ];
  for (const [title, result, verdict] of table)
    it(`${title}: ${verdict}`, () => {
      expect(result?.verdict, JSON.stringify(result)).to.equal(verdict);
      if (verdict === 'fail') expect(result?.evidence).not.to.deep.equal([]);
    });

  it('of the deploy result finds a success that is none', () => {
    const facts = { status: 'Succeeded', failures: [], deployed: 3, expected: 3, warnings: [] };
    const verdict = (given: Partial<typeof facts>) =>
      judgeAfter({ deployResult: { known: { ...facts, ...given } } })[0]?.verdict;
    expect(verdict({})).to.equal('pass');
    expect(verdict({ deployed: 2 })).to.equal('fail');
    expect(verdict({ status: 'SucceededPartial' })).to.equal('fail');
  });

  it('of Apex counts invalid classes only after a compile', () => {
    const verdict = (wasCompiled: boolean) =>
      judgeAfter({ apexValid: { known: { invalid: ['A'], wasCompiled } } }).find(({ name }) => name === 'apexValid')
        ?.verdict;
    expect(verdict(true)).to.equal('fail');
    expect(verdict(false)).to.equal('inconclusive');
  });
});

describe('the conclusion of some checks', () => {
  const result = (verdict: CheckResult['verdict'], onFail: CheckResult['onFail']): CheckResult => ({
    name: 'rightOrg',
    call: 'x',
    evidence: [],
    verdict,
    onFail,
  });

  it('is to undo only on a definite fail', () => {
    expect(conclusionOf([result('fail', 'undo'), result('inconclusive', 'undo')])).to.equal('undo');
    expect(conclusionOf([result('inconclusive', 'undo')])).to.equal('pause');
  });

  it('is to refuse on a fail before, and to go on with warnings', () => {
    expect(conclusionOf([result('fail', 'refuse')])).to.equal('refuse');
    expect(conclusionOf([result('fail', 'warn'), result('inconclusive', 'warn')])).to.equal('goOn');
    expect(conclusionOf([])).to.equal('goOn');
  });
});

describe('a signature', () => {
  for (const [policy, state, verdict] of [
    ['off', 'bad', 'pass'],
    ['warn', 'unsigned', 'pass'],
    ['warn', 'bad', 'fail'],
    ['require', 'trusted', 'pass'],
    ['require', 'validButUnknown', 'fail'],
    ['require', 'unsigned', 'fail'],
    ['require', 'cannotVerify', 'inconclusive'],
  ] as const)
    it(`that is ${state}, policy ${policy}: ${verdict}`, () => {
      expect(judgeSignature(policy, state).verdict).to.equal(verdict);
    });
});

describe('a declared check', () => {
  const now = (value: number, took?: number) => ({ known: { value, ...(took !== undefined && { took }) } });

  it('holds when every bound holds', () => {
    expect(judgeDeclared({ atLeast: 1, atMost: 3 }, now(2)).verdict).to.equal('pass');
    expect(judgeDeclared({ equals: 200, within: 500 }, now(200, 499)).verdict).to.equal('pass');
  });

  it('fails with the bound that is broken', () => {
    expect(judgeDeclared({ equals: 200 }, now(503)).evidence).to.deep.equal(['503, not 200']);
    expect(judgeDeclared({ atMost: 0 }, now(1)).evidence).to.deep.equal(['1, above 0']);
    expect(judgeDeclared({ within: 500 }, now(200, 501)).verdict).to.equal('fail');
  });

  it('compares with what it measured before the run', () => {
    expect(judgeDeclared({ changesAtMost: 10 }, now(95), now(100)).verdict).to.equal('pass');
    expect(judgeDeclared({ changesAtMost: 10 }, now(80), now(100)).verdict).to.equal('fail');
    expect(judgeDeclared({ changesAtMost: 10 }, now(1), now(0)).verdict).to.equal('fail');
    expect(judgeDeclared({ changesAtMost: 10 }, now(0), now(0)).verdict).to.equal('pass');
  });

  it('is inconclusive when a measurement did not come about', () => {
    expect(judgeDeclared({ atMost: 1 }, { unknown: 'timed out' }).verdict).to.equal('inconclusive');
    expect(judgeDeclared({ changesAtMost: 1 }, now(1)).verdict).to.equal('inconclusive');
    expect(judgeDeclared({ changesAtMost: 1 }, now(1), { unknown: 'reset' }).verdict).to.equal('inconclusive');
  });
});
