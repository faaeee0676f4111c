import type { SfError } from '@salesforce/core/sfError';
import { expect } from 'chai';
import type { DeployProblem, RunFault } from '../../src/release/ending.ts';
import { exitCode } from '../../src/release/exit-code.ts';
import type { Outcome } from '../../src/release/outcome.ts';
import type { Refusal, RefusalReason } from '../../src/release/refusal.ts';
import { conclude } from '../../src/report/conclude.ts';

/** A door that remembers what it was told to say. */
const aDoor = (json = false) => {
  const warned: string[] = [];
  return {
    warned,
    jsonEnabled: () => json,
    log: () => undefined,
    warn: (text: string) => warned.push(text),
  };
};

const errorOf = (outcome: RunFault): SfError => {
  try {
    conclude(aDoor(), outcome, () => {
      throw new Error('a fault is never printed as a good ending');
    });
  } catch (error) {
    if (error instanceof Error && 'exitCode' in error) return error as SfError;
    throw error;
  }
  throw new Error(`${outcome.kind} ended well`);
};

/** Every ending there is: a new one does not compile until it is told here too. */
const codes: Readonly<Record<Outcome['kind'], number>> = {
  released: 0,
  rolledBack: 0,
  planned: 0,
  nothingToDo: 0,
  nothingOpen: 0,
  closed: 0,
  abandoned: 0,
  tagged: 0,
  adoptable: 0,
  adopted: 0,
  noted: 0,
  reverted: 0,
  judged: 0,
  armed: 0,
  releasesVerified: 0,
  verified: 0,
  marked: 0,
  frozen: 0,
  thawed: 0,
  initialised: 0,
  listed: 0,
  shown: 0,
  logged: 0,
  status: 0,
  compared: 0,
  backedUp: 0,
  backedUpInPart: 68,
  watched: 0,
  damaged: 1,
  restorePlanned: 0,
  restored: 0,
  restoredInPart: 68,
  dataCompared: 0,
  backupsToPrune: 0,
  backupsPruned: 0,
  healthy: 0,
  snapshotTaken: 0,
  pruned: 0,
  prunable: 0,
  failed: 1,
  unhealthy: 1,
  outside: 1,
  undone: 1,
  refused: 40,
  unfinished: 68,
  paused: 68,
  inProgress: 69,
};

const resume = 'sf release resume';

const noCounts = { proven: 0, limited: 1, differs: 0, missing: 0, unexpected: 0, unread: 0 };

interface Told {
  readonly name: string;
  readonly message: string;
  readonly actions: readonly string[];
}

const faults: { readonly [Kind in RunFault['kind']]: readonly [Extract<RunFault, { kind: Kind }>, Told] } = {
  refused: [
    { kind: 'refused', refusal: { reason: 'confirmationWrong', expected: 'prod', given: 'uat %s' } },
    { name: 'confirmationWrong', message: '', actions: [] },
  ],
  outside: [
    { kind: 'outside', reason: 'unreachable', message: 'no answer from 100%s', actions: ['Try again.'] },
    { name: 'unreachable', message: 'no answer from 100%s', actions: ['Try again.'] },
  ],
  failed: [
    {
      kind: 'failed',
      run: 'r1',
      deployId: '0Af1',
      status: 'Failed',
      problems: [
        { what: 'ApexClass:A', message: "Unexpected token '%s'", line: 3, column: 1 },
        { what: 'ATest.works', message: 'no' },
      ],
    },
    {
      name: 'failed',
      message:
        "The org refused the deploy 0Af1 (Failed) and is as it was before. Nothing of it took effect.\n  ApexClass:A:3: Unexpected token '%s'\n  ATest.works: no",
      actions: [
        'Correct what the org names, then run the command again.',
        'What the run did stands in the journal: sf release log',
      ],
    },
  ],
  unfinished: [
    { kind: 'unfinished', run: 'r1', done: [], left: ['prove', 'tag'], detail: 'the org went away' },
    {
      name: 'unfinished',
      message:
        'The run r1 stopped before its end: the org went away\nDone: nothing. Not done: prove, tag. The org may hold part of the change.',
      actions: [`Bring it to an end from any clone of this repository: ${resume}`],
    },
  ],
  undone: [
    {
      kind: 'undone',
      run: 'r1',
      detail: 'CustomLabel:Hello differs',
      deployId: '0Af2',
      proof: { plan: 'p', components: [], counts: noCounts },
      limited: ['CustomField:A.B__c'],
    },
    {
      name: 'undone',
      message:
        'What the org was given turned out wrong (CustomLabel:Hello differs), so the run r1 returned to its snapshot: the org was read back and holds what it held before. No release was made. Not as before, because the platform does not allow it: CustomField:A.B__c.',
      actions: ['See what was wrong and what was done: sf release log'],
    },
  ],
  paused: [
    { kind: 'paused', run: 'r1', detail: 'CustomLabel:Hello unread' },
    {
      name: 'paused',
      message:
        'The run r1 waits for you: CustomLabel:Hello unread. Nothing says that it is wrong, and nothing proves that it is right.',
      actions: [
        `Ask again: ${resume}`,
        `Bring the org back to what it held before the run: ${resume} --undo`,
        `Or keep it as it is, in your name: ${resume} --keep`,
      ],
    },
  ],
  inProgress: [
    { kind: 'inProgress', run: 'r1', deployId: '0Af1' },
    {
      name: 'inProgress',
      message: 'The org is still working on the deploy 0Af1. The wait ended, the deploy did not.',
      actions: [`Follow it to its end: ${resume}`],
    },
  ],
};

const orgId = '00D000000000001AAA';
const release = 'production/v1.0.0';

/** One of each reason, with everything it may say. */
const refusals: { readonly [Reason in RefusalReason]: Omit<Extract<Refusal, { reason: Reason }>, 'reason'> } = {
  notAProject: { directory: '/here' },
  notARepository: { directory: '/here' },
  noCommits: {},
  invalidConfiguration: { problems: [{ line: 1, column: 2, message: 'no such key' }] },
  invalidProjectFile: { where: 'HEAD', detail: 'no JSON' },
  unknownEnvironment: { environment: 'uat', known: [] },
  lineNeeded: { known: ['core', 'sales'] },
  unknownLine: { line: 'cor', known: ['core'], nearest: ['core'] },
  unknownLineDirectory: { line: 'core', directory: 'packages/cor', nearest: ['packages/core'] },
  componentsInTwoLines: { lines: ['core', 'sales'], components: ['ApexClass:A'] },
  alreadyInitialised: { environment: 'uat', orgId },
  invalidVersion: { version: 'one' },
  versionExists: { release },
  noReleases: { environment: 'uat', line: 'core', shallow: true },
  unknownRelease: { release: '1.0.1', nearest: [release], shallow: true },
  unknownRef: { ref: 'mian', nearest: ['main'], shallow: false },
  unknownSnapshot: { id: '20261121T150000000Z-1a', environment: 'production', nearest: ['20261121T150000000Z-1b'] },
  noKnownGoodRelease: { current: 'production/v1.2.0', candidates: ['production/v1.1.0'] },
  promotionWithin: { release: 'production/v1.0.0', environment: 'production' },
  noRollbackToUndo: { environment: 'production', current: 'production/v1.2.0' },
  noEarlierRelease: { current: release, bad: [release], shallow: true },
  movedTag: { tag: release, here: 'a'.repeat(40), remote: 'b'.repeat(40) },
  missingObjects: { release },
  dirtyTree: { files: ['a.cls'] },
  notTheDeployedCommit: { commit: 'c'.repeat(40), detail: 'it differs' },
  orgMismatch: { expected: orgId, actual: '00D000000000002AAA', where: 'release.yaml' },
  nothingToDeploy: { since: release },
  unresolvable: { ref: 'HEAD', files: [{ path: 'a.xml', why: 'no XML' }] },
  openRun: { run: 'r1', verb: 'deploy', by: 'Ada on laptop', at: '2026-11-21T10:00:00Z' },
  runHeld: { run: 'r1', by: 'Ada on laptop', heardAt: '2026-11-21T10:00:00Z' },
  otherRun: { run: 'r1', open: 'r2' },
  nothingToUndo: { run: 'r1' },
  nothingToKeep: { run: 'r1' },
  journalMoved: { environment: 'production' },
  noDeployToTag: { orgId },
  unknownDeploy: { deployId: '0Af1' },
  notASuccessfulDeploy: { deployId: '0Af1', status: 'Succeeded', checkOnly: true },
  alreadyTagged: { deployId: '0Af1', release },
  deployRunning: { deploys: ['0Af1'] },
  newerDeploy: { deployId: '0Af1', by: 'Bob', at: '2026-11-21T10:00:00Z', release },
  checkFailed: { checks: [{ name: 'apiLimits', call: 'GET /limits', evidence: ['DailyApiRequests: 5 left'] }] },
  checkUnanswered: { checks: [{ name: 'mine', call: 'GET https://a.b', evidence: [], because: 'no answer' }] },
  unknownCheck: { check: 'apilimits', nearest: ['apiLimits'], known: ['apiLimits', 'rightOrg'] },
  drift: { release, components: Array.from({ length: 25 }, (_, index) => `CustomLabel:L${index}`) },
  dataLoss: { components: ['CustomField:A.B__c'] },
  selectionIncomplete: { missing: ['ApexClass:A'] },
  nothingSelected: {},
  nothingToAccept: { given: 'Claim__c.Risk__c', nearest: ['CustomField:Claim__c.Risk__c'] },
  undoConflict: { release, conflicts: ['ApexClass:A'] },
  notRolledBack: { environment: 'production', current: release },
  releaseNotInBranch: { release, branch: 'main' },
  nothingToRevert: { release, branch: 'main' },
  revertConflict: { release, branch: 'main', files: ['force-app/A.cls'] },
  frozen: { environment: 'production', by: 'Ada', at: '2026-11-21T10:00:00Z', because: 'audit' },
  notFrozen: { environment: 'production' },
  blockedRelease: { release, by: 'Ada', at: '2026-11-21T10:00:00Z', because: 'it lost data' },
  cannotArm: { deploys: 2 },
  branchExists: { branch: 'revert/production/v1.0.0' },
  unwritable: { file: 'out.html', detail: 'permission denied' },
  stalePlan: { moved: [{ what: 'current', planned: 'production/v1.1.0', now: 'production/v1.2.0' }] },
  unreadable: { file: 'plan.json', detail: 'no such file or directory' },
  notAPlan: { file: 'plan.json', detail: 'Unexpected end of JSON input' },
  planEdited: { file: 'plan.json', plan: 'f'.repeat(64) },
  cannotPick: {},
  reasonMissing: { org: 'Acme' },
  cannotBeWritten: { components: ['StaticResource:logo'] },
  backupNotConfigured: { objects: ['Thing__c'] },
  tooFewRequests: { needed: 12_000, remaining: 900 },
  dataNotSaved: { what: 'Thing__c', detail: 'the org said 3 rows, 2 arrived' },
  nothingToBackUp: {},
  noBackups: { folder: '.release-backups/production' },
  nothingToWatch: {},
  notInBackup: { backup: '20261121T100000000Z-00000001', unknown: ['Acount'], objects: ['Account'] },
  oneObjectNeeded: { objects: ['Account', 'Contact'] },
  objectGone: { object: 'Claim__c' },
  noIdsInFile: { file: 'ids.csv' },
  rehearsalInProduction: { org: 'Acme' },
  backupUnreadable: { backup: '20261121T100000000Z-00000001', detail: 'it was edited' },
  backupsDamaged: { backups: ['20261121T100000000Z-00000001'] },
  restoreHeld: { run: 'r1', by: 'Ada on laptop', at: '2026-11-21T10:00:00.000Z' },
  fileConflict: { files: 2, examples: ['File 069000000000001AAA of Account 001000000000001AAA'] },
  dataConflict: { rows: 2, examples: ['Thing__c a00000000000001AAA'] },
  restoreForgotten: { jobs: ['750000000000001AAA'] },
  unknownBackup: { backup: '2026', fits: 0, isPruned: false, known: ['20261121T100000000Z-00000001'] },
  incompleteSnapshot: { missing: ['CustomLabel:Hello'] },
  tooLarge: { what: 'files', actual: 10_001, limit: 10_000 },
  declined: {},
  interrupted: {},
  confirmationMissing: { confirm: 'prod', org: `Acme (${orgId})` },
  confirmationWrong: { expected: 'prod', given: 'uat' },
};

describe('concluding', () => {
  for (const [kind, code] of Object.entries(codes) as [Outcome['kind'], number][])
    it(`ends with ${code} when ${kind}`, () => {
      expect(exitCode({ kind } as Outcome)).to.equal(code);
    });

  for (const [kind, [outcome, told]] of Object.entries(faults).filter(([name]) => name !== 'refused'))
    it(`says ${kind} by name, in words, with what to do, and with all that is known`, () => {
      const error = errorOf(outcome);
      expect({ name: error.name, message: error.message, actions: error.actions }).to.deep.equal(told);
      expect(error.exitCode).to.equal(codes[outcome.kind]);
      expect(error.data).to.deep.equal(outcome);
    });

  for (const [reason, details] of Object.entries(refusals))
    it(`says ${reason} with its details, and what to do next`, () => {
      const outcome = { kind: 'refused', refusal: { reason, ...details } as Refusal } as const;
      const { name, message, actions = [], exitCode: code, data } = errorOf(outcome);
      expect([name, code]).to.deep.equal([reason, 40]);
      expect(data).to.deep.equal(outcome);
      for (const text of [message, ...actions])
        expect(text)
          .to.match(/\S/u)
          .and.not.match(/undefined|%[sdj]|\[object/u);
      expect(actions).not.to.have.length(0);
      const texts: readonly unknown[] = Object.values(details);
      const short = texts.filter((value): value is string => typeof value === 'string' && value.length < 40);
      const said = short.map((value) => (/^\d{4}-\d\d-\d\dT/u.test(value) ? value.slice(0, 10) : value)); // times are said shorter
      for (const value of said) expect([message, ...actions].join('\n')).to.contain(value);
    });

  it('names commands with the line that they need, and without one where there are no lines', () => {
    const said = (refusal: Refusal): string => errorOf({ kind: 'refused', refusal }).actions?.join('\n') ?? '';
    const none = { reason: 'noReleases', environment: 'uat', shallow: false } as const;
    expect(said({ ...none, line: 'core' }))
      .to.contain('sf release deploy --line core --version 1.0.0')
      .and.contain('sf release tag --line core --version 1.0.0');
    expect(said(none)).to.contain('sf release deploy --version 1.0.0').and.not.contain('--line');
    const newer = { reason: 'newerDeploy', deployId: '0Af1', by: 'Bob', at: '2026-11-21T10:00:00Z' } as const;
    expect(said({ ...newer, release: 'uat/core/v1.0.0' })).to.contain('sf release tag --deploy-id 0Af1 --line core');
    expect(said({ ...newer, release }))
      .to.contain('--deploy-id 0Af1')
      .and.not.contain('--line');
  });

  it('keeps what somebody typed as it was typed', () => {
    const { message } = errorOf(faults.refused[0]);
    expect(message).to.contain('uat %s').and.contain('prod');
  });

  it('of a deploy that ended without a problem of its own ends in its last sentence', () => {
    const { message } = errorOf({ kind: 'failed', run: 'r1', deployId: '0Af1', status: 'Canceled', problems: [] });
    expect(message).to.match(/\(Canceled\) and is as it was before\. Nothing of it took effect\.$/u);
  });

  it('of a deploy that a busy org refused says to try again, unless something else is wrong as well', () => {
    const busy = {
      what: 'SharingRules:Account',
      message:
        "The requested operation can't be processed now because it interferes with another operation already in progress",
    };
    const wrong = { what: 'ApexClass:A', message: 'Unexpected token' };
    const actionsFor = (...problems: DeployProblem[]): string =>
      errorOf({ kind: 'failed', run: 'r1', deployId: '0Af1', status: 'Failed', problems }).actions?.join('\n') ?? '';
    expect(actionsFor(busy)).to.match(/again in some minutes: there is nothing to correct/u);
    expect(actionsFor(busy, wrong)).to.match(/Correct what the org names/u);
  });

  it('of a deploy that the org never took in speaks of no id and no status', () => {
    const problems = [{ what: 'package', message: 'the deploy never arrived in the org' }];
    const { message } = errorOf({ kind: 'failed', run: 'r1', deployId: 'none', status: 'not submitted', problems });
    expect(message).to.equal(
      'The org took in no deploy and is as it was before. Nothing took effect.\n  package: the deploy never arrived in the org',
    );
  });

  it('prints a good ending, gives it back, and warns beside it; with --json it only gives it back', () => {
    const notices = [{ notice: 'tagNotPushed', detail: 'the remote is gone' }] as const;
    const outcome = { kind: 'tagged', release: { name: release }, notices } as unknown as Extract<
      Outcome,
      { kind: 'tagged' }
    >;
    for (const json of [false, true]) {
      const door = aDoor(json);
      const printed: Outcome[] = [];
      expect(conclude(door, outcome, (good) => void printed.push(good))).to.equal(outcome);
      expect(printed).to.deep.equal(json ? [] : [outcome]);
      expect(door.warned.join()).to.contain('the remote is gone').and.not.contain('%s');
      expect(door.warned).to.have.length(1);
    }
  });
});
