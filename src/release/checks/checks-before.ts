import type { TestLevel } from '../test-level.ts';
import type { Check, Finding } from './check.ts';
import { passWarning } from './pass-warning.ts';
import { judgeDeletedFields, type DeletedFields } from './deleted-fields.ts';
import { judgeReturning, type ReturningRelease } from './rolled-back-releases.ts';
import type { SignaturePolicy } from './signature.ts';
import { judgeSignature, type SignatureState } from './signature.ts';

/** A deploy, validation or quick deploy that the org knows of. Times are ISO 8601. */
export interface KnownDeploy {
  readonly id: string;
  readonly by?: string;
  readonly at?: string;
}

/** An Apex job that is waiting, running or scheduled. */
export interface ApexJob {
  readonly className: string;
  readonly status: string;
}

/** What each check before a run has to know. */
export interface FactsBefore {
  readonly rightOrg: { readonly expected: string; readonly actual: string };
  readonly deployedRelease: {
    /** The newest succeeded deploy that the org remembers; it forgets after some weeks. */
    readonly newest: KnownDeploy | undefined;
    /** When the current release was deployed; absent before the first. */
    readonly since: string | undefined;
    /** Deploys that releases are recorded for. */
    readonly recorded: readonly string[];
    /** The person has said what becomes of what others deployed (`--on-drift`). */
    readonly isAccepted: boolean;
  };
  readonly noDeployRunning: { readonly running: readonly KnownDeploy[] };
  readonly pendingApexJobs: {
    /** `DeploymentSettings.doesSkipAsyncApexValidation`; `undefined` when the org did not say. */
    readonly skipsValidation: boolean | undefined;
    readonly jobs: readonly ApexJob[];
    /** Classes that the package changes or deletes. */
    readonly classes: readonly string[];
  };
  readonly userPermissions: { readonly missing: readonly string[] };
  readonly apiLimits: {
    readonly limits: readonly { readonly name: string; readonly remaining: number; readonly reserve: number }[];
  };
  /** Of the status site: `OK`, `MAJOR_INCIDENT_CORE` …; maintenance windows as ISO 8601. */
  readonly instanceStatus: {
    readonly status: string;
    readonly maintenances: readonly { readonly start: string; readonly end: string }[];
    readonly from: string;
    readonly until: string;
  };
  readonly pausedInterviews: { readonly counts: Readonly<Record<string, number>> };
  readonly pendingApprovals: { readonly counts: Readonly<Record<string, number>> };
  readonly deletedFields: DeletedFields;
  readonly rolledBackReleases: { readonly returning: readonly ReturningRelease[] };
  /** `excess` names the limits that a package is beyond, `sizes` says how large they are. */
  readonly packageSize: { readonly excess: readonly string[]; readonly sizes: readonly string[] };
  readonly tagSignature: { readonly policy: SignaturePolicy; readonly state: SignatureState };
  readonly testsSuffice: {
    readonly isProduction: boolean;
    readonly level: TestLevel;
    readonly classes: readonly string[];
    /** Apex is sent or deleted. */
    readonly hasApex: boolean;
    /** Apex that is sent and that no chosen test names. */
    readonly uncovered: readonly string[];
    /** Chosen tests that neither the version nor the org has after the deletions. */
    readonly absent: readonly string[];
    /** Percent, as the org last worked it out; absent when it never did. */
    readonly orgCoverage?: number;
  };
  /** Tests that will run (all of them, or classes by name), and those that failed when the release was recorded. */
  readonly testsNotRed: { readonly chosen: 'all' | readonly string[]; readonly red: readonly string[] };
  /** Installed packages that are another version than at the release. */
  readonly packagesUnchanged: { readonly changed: readonly string[] };
}

const passIfEmpty = (evidence: readonly string[]): Finding => ({
  verdict: evidence.length === 0 ? 'pass' : 'fail',
  evidence,
});

const describe = ({ id, by, at }: KnownDeploy): string =>
  [id, ...(by === undefined ? [] : [`by ${by}`]), ...(at === undefined ? [] : [`at ${at}`])].join(' ');

/** API version 47 made the check on waiting jobs a setting (meta_deploymentsettings.htm; documented). */
const judgeJobs = ({ skipsValidation, jobs, classes }: FactsBefore['pendingApexJobs']): Finding => {
  const touched = jobs.filter(({ className }) => classes.includes(className));
  const evidence = touched.map(({ className, status }) => `${className} ${status}`);
  if (touched.length === 0 || skipsValidation === true) return passWarning(evidence);
  return { verdict: skipsValidation === false ? 'fail' : 'inconclusive', evidence };
};

const judgeStatus = ({ status, maintenances, from, until }: FactsBefore['instanceStatus']): Finding => {
  const meeting = maintenances.filter(({ start, end }) => start < until && end > from);
  if (meeting.length > 0)
    return { verdict: 'fail', evidence: meeting.map(({ start, end }) => `maintenance ${start} to ${end}`) };
  return { verdict: status === 'OK' ? 'pass' : 'fail', evidence: status === 'OK' ? [] : [status] };
};

/** Before the first release there is nothing that somebody else's deploy could have changed. */
const judgeDeployed = ({ newest, since, recorded, isAccepted }: FactsBefore['deployedRelease']): Finding => {
  if (since === undefined) return { verdict: 'pass', evidence: [] };
  if (newest === undefined) return { verdict: 'inconclusive', evidence: [] };
  if (recorded.includes(newest.id) || (newest.at ?? '') <= since) return { verdict: 'pass', evidence: [] };
  const evidence = [describe(newest)];
  return isAccepted ? passWarning(evidence) : { verdict: 'fail', evidence };
};

/** Percent that production asks for, of the org and of each class whose tests are picked (Apex guide; documented). */
const leastCoverage = 75;

/**
 * What production refuses for certain is a fail: no tests for Apex (amp-labs/connectors#3178; folklore), none named, or
 * one that is not there. That a test names a class says it may cover it, not how much: doubt is inconclusive.
 */
const judgeTests = (facts: FactsBefore['testsSuffice']): Finding => {
  const { isProduction, level, classes, hasApex, uncovered, absent, orgCoverage } = facts;
  const picked = level === 'RunSpecifiedTests';
  if (picked && classes.length === 0) return { verdict: 'fail', evidence: ['RunSpecifiedTests names no test'] };
  if (absent.length > 0) return { verdict: 'fail', evidence: absent.map((name) => `${name} is no test there`) };
  if (!isProduction || !hasApex) return { verdict: 'pass', evidence: [level] };
  if (level === 'NoTestRun') return { verdict: 'fail', evidence: ['NoTestRun with Apex'] };
  if (picked && uncovered.length > 0)
    return { verdict: 'inconclusive', evidence: uncovered.map((name) => `no chosen test names ${name}`) };
  if (!picked && orgCoverage !== undefined && orgCoverage < leastCoverage)
    return { verdict: 'inconclusive', evidence: [`coverage was last ${orgCoverage} of ${leastCoverage} %`] };
  return { verdict: 'pass', evidence: [level] };
};

const judgeRed = ({ chosen, red }: FactsBefore['testsNotRed']): Finding =>
  passIfEmpty(chosen === 'all' ? red : chosen.filter((name) => red.includes(name)));

const some = (counts: Readonly<Record<string, number>>): readonly string[] =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} ${count}`);

/**
 * The questions asked before anything is sent, in the order in which a person reads them. What a deploy would run into
 * by itself and harmlessly is told when it cannot be found out; what nobody would notice is asked.
 */
export const checksBefore: { readonly [Name in keyof FactsBefore]: Check<FactsBefore[Name]> } = {
  rightOrg: {
    call: 'SELECT Id, InstanceName, IsSandbox FROM Organization',
    onFail: 'refuse',
    whenUnknown: 'ask',
    judge: ({ expected, actual }) => passIfEmpty(expected === actual ? [] : [actual]),
  },
  deployedRelease: {
    call: 'Tooling: SELECT Id, Status, CheckOnly, CompletedDate FROM DeployRequest ORDER BY CompletedDate DESC',
    onFail: 'refuse',
    whenUnknown: 'tell',
    judge: judgeDeployed,
  },
  noDeployRunning: {
    call: "Tooling: SELECT Id, Status FROM DeployRequest WHERE Status IN ('Pending', 'InProgress', 'Canceling', 'Finalizing')",
    onFail: 'refuse',
    whenUnknown: 'ask',
    judge: ({ running }) => passIfEmpty(running.map(describe)),
  },
  pendingApexJobs: {
    call: "SELECT ApexClass.Name, JobType, Status FROM AsyncApexJob WHERE Status IN ('Holding', 'Queued', 'Preparing', 'Processing'); retrieve of Settings:Deployment",
    onFail: 'refuse',
    whenUnknown: 'tell',
    judge: judgeJobs,
  },
  userPermissions: {
    call: 'SELECT PermissionsModifyMetadata, PermissionsModifyAllData, PermissionsAuthorApex … FROM UserPermissionAccess',
    onFail: 'refuse',
    whenUnknown: 'tell',
    judge: ({ missing }) => passIfEmpty(missing),
  },
  apiLimits: {
    call: 'GET /services/data/v{version}/limits',
    onFail: 'refuse',
    whenUnknown: 'ask',
    judge: ({ limits }) =>
      passIfEmpty(
        limits
          .filter(({ remaining, reserve }) => remaining < reserve)
          .map(({ name, remaining, reserve }) => `${name}: ${remaining} left, ${reserve} needed`),
      ),
  },
  instanceStatus: {
    call: 'GET https://api.status.salesforce.com/v1/instances/{instance}/status',
    onFail: 'warn',
    whenUnknown: 'tell',
    judge: judgeStatus,
  },
  pausedInterviews: {
    call: 'SELECT FlowVersionViewId, COUNT(Id) FROM FlowInterview WHERE FlowVersionViewId IN ({versions of the flows}) GROUP BY FlowVersionViewId',
    onFail: 'warn',
    whenUnknown: 'tell',
    judge: ({ counts }) => passIfEmpty(some(counts)),
  },
  pendingApprovals: {
    call: "SELECT ProcessDefinition.DeveloperName, COUNT(Id) FROM ProcessInstance WHERE Status = 'Pending' GROUP BY ProcessDefinition.DeveloperName",
    onFail: 'warn',
    whenUnknown: 'tell',
    judge: ({ counts }) => passIfEmpty(some(counts)),
  },
  deletedFields: {
    call: 'the releases since, and the plan of the one that deleted it',
    onFail: 'ask',
    whenUnknown: 'tell',
    judge: judgeDeletedFields,
  },
  rolledBackReleases: {
    call: 'sf release list; sf release diff {the release} {the commit}',
    onFail: 'ask',
    whenUnknown: 'tell',
    judge: judgeReturning,
  },
  packageSize: {
    call: 'the package itself',
    onFail: 'refuse',
    whenUnknown: 'ask',
    judge: ({ excess, sizes }) => ({ ...passIfEmpty(excess), evidence: excess.length === 0 ? sizes : excess }),
  },
  tagSignature: {
    call: 'git verify-tag --raw {release}',
    onFail: 'refuse',
    whenUnknown: 'ask',
    judge: ({ policy, state }) => judgeSignature(policy, state),
  },
  testsSuffice: {
    call: 'the Apex of the version; SELECT Name FROM ApexClass WHERE Name IN ({tests}); Tooling: SELECT PercentCovered FROM ApexOrgWideCoverage',
    onFail: 'refuse',
    whenUnknown: 'tell',
    judge: judgeTests,
  },
  testsNotRed: {
    call: 'the trailer Red-Tests of the release',
    onFail: 'warn',
    whenUnknown: 'tell',
    judge: judgeRed,
  },
  packagesUnchanged: {
    call: 'Tooling: SELECT SubscriberPackageId, SubscriberPackageVersionId FROM InstalledSubscriberPackage; the trailer Installed-Packages',
    onFail: 'warn',
    whenUnknown: 'tell',
    judge: ({ changed }) => passIfEmpty(changed),
  },
};
