import { expect } from 'chai';
import { conclusionOf, stoppers, type CheckResult } from '../../../src/release/checks/check.ts';
import { checksAfter, type FactsAfter } from '../../../src/release/checks/checks-after.ts';
import { checksBefore, type FactsBefore } from '../../../src/release/checks/checks-before.ts';
import { judgeAfter, judgeBefore } from '../../../src/release/checks/checks.ts';
import { judgeSignature, signatureState } from '../../../src/release/checks/signature.ts';

const before = <Name extends keyof FactsBefore>(name: Name, facts: FactsBefore[Name]) =>
  judgeBefore({ [name]: { known: facts } }).find((result) => result.name === name);

const deployed: FactsBefore['deployedRelease'] = {
  newest: { id: '2', by: 'Ann', at: '2026-11-21T12:00:00Z' },
  since: '2026-11-21T10:00:00Z',
  recorded: ['1'],
  isAccepted: false,
};

const tested: FactsBefore['testsSuffice'] = {
  isProduction: true,
  level: 'RunSpecifiedTests',
  classes: ['ATest'],
  hasApex: true,
  uncovered: [],
  absent: [],
};

const gone = (at: string, held: 'values' | 'nothing' | 'unknown'): FactsBefore['deletedFields'] => ({
  deleted: [{ component: 'CustomField:Claim__c.Old__c', release: 'production/v1.1.0', at, held }],
  untold: [],
  now: new Date('2026-11-21T10:00:00Z'),
});

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
    ['the recorded deploy is the newest', before('deployedRelease', { ...deployed, newest: { id: '1' } }), 'pass'],
    [
      'a field with values, deleted two weeks ago',
      before('deletedFields', gone('2026-11-07T12:00:00Z', 'values')),
      'fail',
    ],
    ['a field, deleted by nobody knows whom', before('deletedFields', gone('2026-11-20T10:00:00Z', 'unknown')), 'fail'],
    ['a field that held nothing', before('deletedFields', gone('2026-11-20T10:00:00Z', 'nothing')), 'pass'],
    ['a field that is gone for good', before('deletedFields', gone('2026-11-06T10:00:00Z', 'values')), 'pass'],
    [
      'a field of which no release tells the end',
      before('deletedFields', { deleted: [], untold: ['CustomField:Claim__c.Old__c'], now: new Date() }),
      'inconclusive',
    ],
    ['a later deploy that is no release', before('deployedRelease', deployed), 'fail'],
    [
      'a later deploy, of which somebody said what becomes of it',
      before('deployedRelease', { ...deployed, isAccepted: true }),
      'pass',
    ],
    ['a deploy before the release', before('deployedRelease', { ...deployed, since: '2026-11-22T00:00:00Z' }), 'pass'],
    ['an org that has forgotten', before('deployedRelease', { ...deployed, newest: undefined }), 'inconclusive'],
    ['no release yet', before('deployedRelease', { ...deployed, since: undefined, recorded: [] }), 'pass'],
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
    ['a test that was red, and all are run', before('testsNotRed', { chosen: 'all', red: ['B'] }), 'fail'],
    ['tests that name what is sent', before('testsSuffice', tested), 'pass'],
    ['no tests for Apex in production', before('testsSuffice', { ...tested, level: 'NoTestRun' }), 'fail'],
    [
      'no tests for Apex in a sandbox',
      before('testsSuffice', { ...tested, level: 'NoTestRun', isProduction: false }),
      'pass',
    ],
    ['no tests, and no Apex', before('testsSuffice', { ...tested, level: 'NoTestRun', hasApex: false }), 'pass'],
    ['specified tests of which none is named', before('testsSuffice', { ...tested, classes: [] }), 'fail'],
    ['a test that goes in the same deploy', before('testsSuffice', { ...tested, absent: ['ATest'] }), 'fail'],
    ['Apex that no chosen test names', before('testsSuffice', { ...tested, uncovered: ['B'] }), 'inconclusive'],
    [
      'an org whose coverage is below what production asks for',
      before('testsSuffice', { ...tested, level: 'RunLocalTests', orgCoverage: 74 }),
      'inconclusive',
    ],
    ['packages within the limits', before('packageSize', { excess: [], sizes: ['1 MB'] }), 'pass'],
    ['a package beyond a limit', before('packageSize', { excess: ['files'], sizes: [] }), 'fail'],
  ];
  for (const [title, result, verdict] of table)
    it(`${title}: ${verdict}`, () => {
      expect(result?.verdict, JSON.stringify(result)).to.equal(verdict);
      if (verdict === 'fail') expect(result?.evidence).not.to.deep.equal([]);
    });

  it('that was skipped says so and decides nothing', () => {
    const results = judgeBefore(Object.fromEntries(Object.keys(checksBefore).map((name) => [name, { skipped: 'x' }])));
    for (const result of results)
      expect(result).to.include({ verdict: 'inconclusive', because: 'x', skipped: 'notApplicable' });
    expect(conclusionOf(results)).to.equal('goOn');
  });

  const after = <Name extends keyof FactsAfter>(name: Name, facts: FactsAfter[Name]) =>
    judgeAfter({ [name]: { known: facts } }).find((result) => result.name === name)?.verdict;

  it('of the deploy result finds a success that is none', () => {
    const facts = { id: '0Af1', status: 'Succeeded', failures: [], deployed: 3, total: 3, warnings: ['careful'] };
    const verdict = (given: Partial<typeof facts>) => after('deployResult', { deploys: [{ ...facts, ...given }] });
    expect(verdict({})).to.equal('pass');
    expect(verdict({ deployed: 2 })).to.equal('fail');
    expect(verdict({ status: 'SucceededPartial' })).to.equal('fail');
    expect(after('deployResult', { deploys: [] })).to.equal('pass');
  });

  it('of Apex takes a class that was not compiled since for nothing but that', () => {
    const apex = { sent: [], others: ['A'], wasCompiled: false };
    expect(after('apexValid', apex)).to.equal('inconclusive');
    expect(after('apexValid', { ...apex, wasCompiled: true })).to.equal('fail');
    expect(after('apexValid', { ...apex, sent: ['B'] })).to.equal('fail');
    expect(after('apexValid', { ...apex, others: [] })).to.equal('pass');
  });

  it('of deletions says it does not know when the org contradicts itself', () => {
    const still = ['CustomField:A.B__c'];
    expect(after('deletionsGone', { still, retrieved: [] })).to.equal('inconclusive');
    expect(after('deletionsGone', { still, retrieved: still })).to.equal('fail');
    expect(after('deletionsGone', { still: [], retrieved: [] })).to.equal('pass');
  });
});

describe('the conclusion of some checks', () => {
  const result = (verdict: CheckResult['verdict'], onFail: CheckResult['onFail']): CheckResult => ({
    name: 'rightOrg',
    call: 'x',
    evidence: [],
    whenUnknown: 'ask',
    verdict,
    onFail,
  });

  it('is to undo only on a definite fail', () => {
    expect(conclusionOf([result('fail', 'undo'), result('inconclusive', 'undo')])).to.equal('undo');
    expect(conclusionOf([result('inconclusive', 'undo')])).to.equal('pause');
  });

  it('is to refuse on a fail before, and to go on with warnings', () => {
    expect(conclusionOf([result('fail', 'refuse')])).to.equal('refuse');
    expect(conclusionOf([result('fail', 'warn')])).to.equal('goOn');
    expect(conclusionOf([{ ...result('inconclusive', 'refuse'), whenUnknown: 'tell' }])).to.equal('goOn');
    expect(conclusionOf([])).to.equal('goOn');
  });

  it('names those that stop it, and no others', () => {
    const [failed, open, warned] = [result('fail', 'undo'), result('inconclusive', 'undo'), result('fail', 'warn')];
    expect(stoppers([failed, open, warned])).to.deep.equal([failed]);
    expect(stoppers([open, warned])).to.deep.equal([open]);
    expect(stoppers([result('fail', 'ask'), warned])).to.deep.equal([result('fail', 'ask')]);
    expect(stoppers([warned])).to.deep.equal([]);
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

  it('that is missing is told of where the policy is to warn, and passes in silence where it is off', () => {
    expect(judgeSignature('warn', 'unsigned')).to.deep.equal({ verdict: 'pass', evidence: ['unsigned'], warns: true });
    expect(judgeSignature('off', 'unsigned')).to.deep.equal({ verdict: 'pass', evidence: [] });
  });

  const good = '[GNUPG:] GOODSIG 1234 Ann <ann@example.com>\n';
  for (const [state, text, isValid = false] of [
    ['trusted', `${good}[GNUPG:] TRUST_ULTIMATE 0 pgp\n`, true],
    ['validButUnknown', `${good}[GNUPG:] TRUST_UNDEFINED 0 pgp\n`, true],
    ['validButUnknown', '[GNUPG:] EXPKEYSIG 1234 Ann\n', true],
    ['bad', '[GNUPG:] BADSIG 1234 Ann\n'],
    ['bad', '[GNUPG:] REVKEYSIG 1234 Ann\n'],
    ['cannotVerify', '[GNUPG:] ERRSIG 1234 1 2 00 1 9\n[GNUPG:] NO_PUBKEY 1234\n'],
    ['unsigned', 'error: no signature found\n'],
    ['trusted', 'Good "git" signature for ann@example.com with ED25519 key SHA256:abc\n', true],
    ['validButUnknown', 'Good "git" signature with ED25519 key SHA256:abc\nNo principal matched.\n'],
    ['bad', 'Could not verify signature.\nSignature verification failed: incorrect signature\n'],
    ['cannotVerify', 'error: gpg.ssh.allowedSignersFile needs to be configured and exist\n'],
    ['cannotVerify', 'Unable to open allowed keys file: No such file or directory\nNo principal matched.\n'],
    ['cannotVerify', 'error: cannot run gpg: No such file or directory\n'],
    ['cannotVerify', 'words of a version to come', true],
  ] as const)
    it(`is ${state} when git says "${text.split('\n')[0] ?? ''}"`, () => {
      expect(signatureState({ isValid, text })).to.equal(state);
    });
});
