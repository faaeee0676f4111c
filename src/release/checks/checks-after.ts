import type { Proof } from '../plan/proof.ts';
import type { Check, Finding } from './check.ts';
import { passWarning } from './pass-warning.ts';

/** What each check after a run has to know. */
export interface FactsAfter {
  /** One for each deploy of the run, in order. */
  readonly deployResult: {
    readonly deploys: readonly {
      readonly id: string;
      readonly status: string;
      readonly failures: readonly string[];
      readonly deployed: number;
      /** Components as the org itself counts them. */
      readonly total: number;
      readonly warnings: readonly string[];
    }[];
  };
  readonly equality: Pick<Proof, 'counts' | 'components'>;
  /**
   * What the plan deletes and a query of the schema still shows; `retrieved` is what a retrieve still gave. Where the two
   * contradict each other, nothing is known.
   */
  readonly deletionsGone: { readonly still: readonly string[]; readonly retrieved: readonly string[] };
  /** Revoked entries that FieldPermissions, ObjectPermissions or SetupEntityAccess still show. */
  readonly permissionsOff: { readonly still: readonly string[] };
  readonly apexValid: {
    /** Sent by the run, therefore compiled by it. */
    readonly sent: readonly string[];
    /** Not sent, and valid before the run. */
    readonly others: readonly string[];
    /** Invalid may only mean not compiled since; a run of all tests compiles everything. */
    readonly wasCompiled: boolean;
  };
  readonly flowVersionsActive: { readonly wrong: readonly string[] };
  readonly testsAndCoverage: {
    readonly ran: number;
    readonly failed: readonly string[];
    /** Percent over the Apex that the tests touched; absent when nobody measured. */
    readonly coverage?: number;
  };
  /** Scheduled jobs of before that are not there any more. */
  readonly jobsBack: { readonly missing: readonly string[] };
  /** What others changed in Setup or deployed since the run began, and who. */
  readonly nobodyElse: { readonly changes: readonly string[] };
  /** Branches that still hold what the rollback took out. */
  readonly gitTruth: { readonly stillHold: readonly string[] };
}

const passIfEmpty = (evidence: readonly string[]): Finding => ({
  verdict: evidence.length === 0 ? 'pass' : 'fail',
  evidence,
});

/** Warnings of a deploy that succeeded are shown; they have undone nothing, so they undo nothing. */
const judgeDeploy = ({ deploys }: FactsAfter['deployResult']): Finding => {
  const wrong = deploys.flatMap(({ id, status, failures, deployed, total }) => [
    ...(status === 'Succeeded' ? [] : [`${id} ${status}`]),
    ...failures,
    ...(deployed < total ? [`${id} deployed ${deployed} of ${total} components`] : []),
  ]);
  if (wrong.length > 0) return { verdict: 'fail', evidence: wrong };
  return passWarning(deploys.flatMap(({ warnings }) => warnings));
};

/** A difference is a fail; what nobody could read is not known to be one. */
const judgeEquality = ({ counts, components }: FactsAfter['equality']): Finding => {
  const evidence = components
    .filter(({ verdict }) => verdict !== 'proven' && verdict !== 'limited')
    .map(({ type, fullName, verdict }) => `${type}:${fullName} ${verdict}`);
  if (counts.differs + counts.missing + counts.unexpected > 0) return { verdict: 'fail', evidence };
  return { verdict: counts.unread > 0 ? 'inconclusive' : 'pass', evidence };
};

const judgeGone = ({ still, retrieved }: FactsAfter['deletionsGone']): Finding => {
  const both = still.filter((key) => retrieved.includes(key));
  if (both.length > 0) return { verdict: 'fail', evidence: both };
  const evidence = still.map((key) => `${key}: a query shows it, a retrieve does not`);
  return { verdict: still.length > 0 ? 'inconclusive' : 'pass', evidence };
};

const judgeValid = ({ sent, others, wasCompiled }: FactsAfter['apexValid']): Finding => {
  const evidence = [...sent, ...others];
  if (evidence.length === 0) return { verdict: 'pass', evidence };
  return { verdict: sent.length > 0 || wasCompiled ? 'fail' : 'inconclusive', evidence };
};

/** The org has judged the coverage when it took the deploy in; ours is evidence. */
const judgeTests = ({ ran, failed, coverage }: FactsAfter['testsAndCoverage']): Finding => {
  if (failed.length > 0) return { verdict: 'fail', evidence: failed };
  const covered = coverage === undefined ? [] : [`coverage ${coverage} %`];
  return { verdict: 'pass', evidence: ran === 0 ? ['no tests ran'] : [`${ran} tests passed`, ...covered] };
};

/** The questions asked when the org has taken everything in. */
export const checksAfter: { readonly [Name in keyof FactsAfter]: Check<FactsAfter[Name]> } = {
  deployResult: {
    call: 'GET /metadata/deployRequest/{id}?includeDetails=true',
    onFail: 'undo',
    whenUnknown: 'ask',
    judge: judgeDeploy,
  },
  equality: {
    call: 'retrieve of everything the plan speaks of',
    onFail: 'undo',
    whenUnknown: 'ask',
    judge: judgeEquality,
  },
  deletionsGone: {
    call: 'Tooling: SELECT QualifiedApiName FROM FieldDefinition, EntityDefinition; SELECT Name FROM ApexClass, ApexTrigger',
    onFail: 'undo',
    whenUnknown: 'ask',
    judge: judgeGone,
  },
  permissionsOff: {
    call: 'SELECT Field, ParentId, Parent.ProfileId FROM FieldPermissions WHERE Field IN ({fields}); the same of ObjectPermissions (SobjectType) and SetupEntityAccess (SetupEntityId)',
    onFail: 'undo',
    whenUnknown: 'ask',
    judge: ({ still }) => passIfEmpty(still),
  },
  apexValid: {
    call: 'Tooling: SELECT Name FROM ApexClass WHERE IsValid = false; the same of ApexTrigger',
    onFail: 'undo',
    whenUnknown: 'tell',
    judge: judgeValid,
  },
  flowVersionsActive: {
    call: 'Tooling: SELECT VersionNumber, Status FROM Flow WHERE Definition.DeveloperName IN ({flows})',
    onFail: 'undo',
    whenUnknown: 'ask',
    judge: ({ wrong }) => passIfEmpty(wrong),
  },
  testsAndCoverage: {
    call: 'runTestResult of GET /metadata/deployRequest/{id}?includeDetails=true',
    onFail: 'undo',
    whenUnknown: 'ask',
    judge: judgeTests,
  },
  jobsBack: {
    call: "SELECT CronJobDetail.Name, CronExpression, OwnerId FROM CronTrigger WHERE State NOT IN ('DELETED', 'COMPLETE')",
    onFail: 'warn',
    whenUnknown: 'tell',
    judge: ({ missing }) => passIfEmpty(missing),
  },
  nobodyElse: {
    call: 'SELECT Action, Section, CreatedBy.Name, CreatedDate FROM SetupAuditTrail WHERE CreatedDate >= {start}; Tooling: the same of DeployRequest',
    onFail: 'warn',
    whenUnknown: 'tell',
    judge: ({ changes }) => passIfEmpty(changes),
  },
  gitTruth: {
    call: 'git for-each-ref --contains {the release that was taken out}',
    onFail: 'warn',
    whenUnknown: 'tell',
    judge: ({ stillHold }) => passIfEmpty(stillHold),
  },
};
