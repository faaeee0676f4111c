import type { Check, Finding } from './check.ts';
import type { SignaturePolicy } from './signature.ts';
import { judgeSignature, type SignatureState } from './signature.ts';

/** A deploy, validation or quick deploy that the org knows of. */
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
  /** The newest succeeded deploy of the org, and those that releases are recorded for. */
  readonly deployedRelease: { readonly newest: KnownDeploy | undefined; readonly recorded: readonly string[] };
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
  readonly packageSize: { readonly excess: readonly string[] };
  readonly tagSignature: { readonly policy: SignaturePolicy; readonly state: SignatureState };
  /** Tests that will run, and those that failed when the target release was recorded. */
  readonly testsNotRed: { readonly chosen: readonly string[]; readonly red: readonly string[] };
  /** Installed packages that are another version than at the target release. */
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
  if (touched.length === 0 || skipsValidation === true) return { verdict: 'pass', evidence };
  return { verdict: skipsValidation === false ? 'fail' : 'inconclusive', evidence };
};

const judgeStatus = ({ status, maintenances, from, until }: FactsBefore['instanceStatus']): Finding => {
  const meeting = maintenances.filter(({ start, end }) => start < until && end > from);
  if (meeting.length > 0)
    return { verdict: 'fail', evidence: meeting.map(({ start, end }) => `maintenance ${start} to ${end}`) };
  return { verdict: status === 'OK' ? 'pass' : 'fail', evidence: status === 'OK' ? [] : [status] };
};

/** Without a recorded release there is nothing to compare with: not a pass. */
const judgeDeployed = ({ newest, recorded }: FactsBefore['deployedRelease']): Finding => {
  if (recorded.length === 0 || newest === undefined) return { verdict: 'inconclusive', evidence: [] };
  return passIfEmpty(recorded.includes(newest.id) ? [] : [describe(newest)]);
};

const some = (counts: Readonly<Record<string, number>>): readonly string[] =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} ${count}`);

/** The questions asked before anything is sent, in the order in which a person reads them. */
export const checksBefore: { readonly [Name in keyof FactsBefore]: Check<FactsBefore[Name]> } = {
  rightOrg: {
    call: 'SELECT Id, InstanceName, IsSandbox, OrganizationType FROM Organization',
    onFail: 'refuse',
    judge: ({ expected, actual }) => passIfEmpty(expected === actual ? [] : [actual]),
  },
  deployedRelease: {
    call: "Tooling: SELECT Id, Status, CheckOnly, CompletedDate FROM DeployRequest WHERE Status = 'Succeeded' ORDER BY CompletedDate DESC",
    onFail: 'refuse',
    judge: judgeDeployed,
  },
  noDeployRunning: {
    call: "Tooling: SELECT Id, Status FROM DeployRequest WHERE Status IN ('Pending', 'InProgress', 'Canceling', 'Finalizing')",
    onFail: 'refuse',
    judge: ({ running }) => passIfEmpty(running.map(describe)),
  },
  pendingApexJobs: {
    call: "SELECT ApexClass.Name, JobType, Status FROM AsyncApexJob WHERE Status IN ('Holding', 'Queued', 'Preparing', 'Processing'); Settings:Deployment",
    onFail: 'refuse',
    judge: judgeJobs,
  },
  userPermissions: {
    call: 'SELECT PermissionsModifyMetadata, PermissionsAuthorApex, PermissionsCustomizeApplication FROM UserPermissionAccess',
    onFail: 'refuse',
    judge: ({ missing }) => passIfEmpty(missing),
  },
  apiLimits: {
    call: 'GET /services/data/v67.0/limits',
    onFail: 'refuse',
    judge: ({ limits }) =>
      passIfEmpty(
        limits
          .filter(({ remaining, reserve }) => remaining < reserve)
          .map(({ name, remaining, reserve }) => `${name} ${remaining} of ${reserve}`),
      ),
  },
  instanceStatus: {
    call: 'GET https://api.status.salesforce.com/v1/instances/{instance}/status',
    onFail: 'warn',
    judge: judgeStatus,
  },
  pausedInterviews: {
    call: 'SELECT FlowVersionViewId, COUNT(Id) FROM FlowInterview GROUP BY FlowVersionViewId',
    onFail: 'warn',
    judge: ({ counts }) => passIfEmpty(some(counts)),
  },
  pendingApprovals: {
    call: "SELECT ProcessDefinition.DeveloperName, COUNT(Id) FROM ProcessInstance WHERE Status = 'Pending' GROUP BY ProcessDefinition.DeveloperName",
    onFail: 'warn',
    judge: ({ counts }) => passIfEmpty(some(counts)),
  },
  packageSize: { call: 'the package itself', onFail: 'refuse', judge: ({ excess }) => passIfEmpty(excess) },
  tagSignature: {
    call: 'git verify-tag --raw',
    onFail: 'refuse',
    judge: ({ policy, state }) => judgeSignature(policy, state),
  },
  testsNotRed: {
    call: 'the baseline recorded with the target release',
    onFail: 'refuse',
    judge: ({ chosen, red }) => passIfEmpty(chosen.filter((name) => red.includes(name))),
  },
  packagesUnchanged: {
    call: 'Tooling: SELECT SubscriberPackage.Name, SubscriberPackageVersion.Id FROM InstalledSubscriberPackage',
    onFail: 'warn',
    judge: ({ changed }) => passIfEmpty(changed),
  },
};
