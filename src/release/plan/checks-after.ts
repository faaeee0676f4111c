import type { Check, Finding } from './check.ts';
import type { Proof } from './proof.ts';

/** What each check after a run has to know. */
export interface FactsAfter {
  readonly deployResult: {
    readonly status: string;
    readonly failures: readonly string[];
    readonly deployed: number;
    readonly expected: number;
    /** Warnings that are not on the list of harmless ones. */
    readonly warnings: readonly string[];
  };
  readonly equality: Pick<Proof, 'counts' | 'components'>;
  /** Fields and objects of the deletions that the schema still shows. */
  readonly deletionsGone: { readonly still: readonly string[] };
  /** Revoked entries that FieldPermissions, ObjectPermissions or SetupEntityAccess still show. */
  readonly permissionsOff: { readonly still: readonly string[] };
  /** Invalid may only mean not compiled since; only after a compile does it count. */
  readonly apexValid: { readonly invalid: readonly string[]; readonly wasCompiled: boolean };
  readonly flowVersionsActive: { readonly wrong: readonly string[] };
  readonly testsAndCoverage: {
    readonly failed: readonly string[];
    /** Percent; absent when no test ran. */
    readonly coverage?: number;
    readonly needed: number;
  };
  /** Scheduled jobs of before that are not there any more. */
  readonly jobsBack: { readonly missing: readonly string[] };
  /** What others changed in Setup since the run began: `Display` and who. */
  readonly nobodyElse: { readonly changes: readonly string[] };
  /** Branches that still hold what the rollback took out. */
  readonly gitTruth: { readonly stillHold: readonly string[] };
}

const passIfEmpty = (evidence: readonly string[]): Finding => ({
  verdict: evidence.length === 0 ? 'pass' : 'fail',
  evidence,
});

const judgeDeploy = ({ status, failures, deployed, expected, warnings }: FactsAfter['deployResult']): Finding => {
  if (status !== 'Succeeded') return { verdict: 'fail', evidence: [status, ...failures] };
  const short = deployed < expected ? [`${deployed} of ${expected} components`] : [];
  return passIfEmpty([...failures, ...short, ...warnings]);
};

/** A difference is a fail; what nobody could read is not known to be one. */
const judgeEquality = ({ counts, components }: FactsAfter['equality']): Finding => {
  const evidence = components
    .filter(({ verdict }) => verdict !== 'proven' && verdict !== 'limited')
    .map(({ type, fullName, verdict }) => `${type}:${fullName} ${verdict}`);
  if (counts.differs + counts.missing + counts.unexpected > 0) return { verdict: 'fail', evidence };
  return { verdict: counts.unread > 0 ? 'inconclusive' : 'pass', evidence };
};

const judgeTests = ({ failed, coverage, needed }: FactsAfter['testsAndCoverage']): Finding => {
  const short = coverage !== undefined && coverage < needed ? [`coverage ${coverage} of ${needed} %`] : [];
  return passIfEmpty([...failed, ...short]);
};

/** The questions asked when the org has taken everything in. */
export const checksAfter: { readonly [Name in keyof FactsAfter]: Check<FactsAfter[Name]> } = {
  deployResult: { call: 'GET /metadata/deployRequest/{id}?includeDetails=true', onFail: 'undo', judge: judgeDeploy },
  equality: { call: 'retrieve of everything the plan speaks of', onFail: 'undo', judge: judgeEquality },
  deletionsGone: {
    call: 'listMetadata; SELECT QualifiedApiName FROM FieldDefinition, EntityDefinition',
    onFail: 'undo',
    judge: ({ still }) => passIfEmpty(still),
  },
  permissionsOff: {
    call: 'SELECT Field, SObjectType, Parent.ProfileId FROM FieldPermissions, ObjectPermissions, SetupEntityAccess',
    onFail: 'undo',
    judge: ({ still }) => passIfEmpty(still),
  },
  apexValid: {
    call: 'Tooling: SELECT Name FROM ApexClass WHERE IsValid = false; the same of ApexTrigger',
    onFail: 'undo',
    judge: ({ invalid, wasCompiled }) => ({
      verdict: invalid.length === 0 ? 'pass' : wasCompiled ? 'fail' : 'inconclusive',
      evidence: invalid,
    }),
  },
  flowVersionsActive: {
    call: 'SELECT ApiName, ActiveVersionId FROM FlowDefinitionView',
    onFail: 'undo',
    judge: ({ wrong }) => passIfEmpty(wrong),
  },
  testsAndCoverage: {
    call: 'runTestResult of the deploy; Tooling: SELECT PercentCovered FROM ApexOrgWideCoverage',
    onFail: 'undo',
    judge: judgeTests,
  },
  jobsBack: {
    call: "SELECT CronJobDetail.Name, CronExpression, OwnerId FROM CronTrigger WHERE State NOT IN ('DELETED', 'COMPLETE')",
    onFail: 'warn',
    judge: ({ missing }) => passIfEmpty(missing),
  },
  nobodyElse: {
    call: 'SELECT CreatedBy.Name, CreatedDate, Display FROM SetupAuditTrail WHERE CreatedDate >= {start}',
    onFail: 'warn',
    judge: ({ changes }) => passIfEmpty(changes),
  },
  gitTruth: {
    call: 'git merge-base --is-ancestor',
    onFail: 'warn',
    judge: ({ stillHold }) => passIfEmpty(stillHold),
  },
};
