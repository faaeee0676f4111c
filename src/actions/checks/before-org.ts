import type { DeployRecord } from '../../gateways/org/deploy-record.ts';
import type { Org } from '../../gateways/org/org.ts';
import type { Row } from '../../gateways/org/queries.ts';
import { currentRelease, knownDeploys } from '../../release/catalogue.ts';
import type { FactsBefore, KnownDeploy } from '../../release/checks/checks-before.ts';
import { limitReserves } from '../../release/checks/limit-reserves.ts';
import { missingPermissions, permissionColumns } from '../../release/checks/permissions-needed.ts';
import { inQueries, soqlList } from '../../release/checks/soql.ts';
import type { Plan } from '../../release/plan/plan.ts';
import type { Ask, Asks } from './checking.ts';

const knownDeploy = ({ id, createdByName: by, completedDate }: DeployRecord): KnownDeploy => ({
  id,
  ...(by !== undefined && { by }),
  ...(completedDate !== undefined && { at: completedDate.toISOString() }),
});

/** The newest deploy that no release records, else the newest of all. */
const deployedRelease: Ask<FactsBefore['deployedRelease']> = async ({ org, environment, plan, undone }) => {
  const recorded = knownDeploys(environment.catalogue, environment.everyRelease);
  const deploys = (await org.recentDeploys(50)).filter(
    ({ id, status, checkOnly }) => status === 'Succeeded' && !checkOnly && !undone.includes(id),
  );
  const newest = deploys.find(({ id }) => !recorded.includes(id)) ?? deploys[0];
  return {
    newest: newest === undefined ? undefined : knownDeploy(newest),
    since: currentRelease(environment.catalogue)?.deployedAt,
    recorded,
    isAccepted: plan.options.onDrift !== 'stop',
  };
};

const namesOf = ({ ships, deletes }: Plan, type: string): readonly string[] =>
  [...ships, ...deletes].filter((one) => one.type === type).map(({ fullName }) => fullName);

const textIn = (row: Row, ...path: readonly string[]): string => {
  let value: unknown = row;
  for (const name of path) value = typeof value === 'object' && value !== null ? (value as Row)[name] : undefined;
  return typeof value === 'string' ? value : '';
};

/** The setting is only asked for when a class of the package has a job: it costs a retrieve. */
const pendingApexJobs: Ask<FactsBefore['pendingApexJobs']> = async ({ org, plan }) => {
  const classes = namesOf(plan, 'ApexClass');
  if (classes.length === 0) return { skipsValidation: undefined, jobs: [], classes };
  const rows = await org.query(
    "SELECT ApexClass.Name, JobType, Status FROM AsyncApexJob WHERE Status IN ('Holding', 'Queued', 'Preparing', 'Processing')",
  );
  const jobs = rows.map((row) => ({
    className: textIn(row, 'ApexClass', 'Name'),
    status: `${textIn(row, 'JobType')} ${textIn(row, 'Status')}`,
  }));
  const isTouched = jobs.some(({ className }) => classes.includes(className));
  return { skipsValidation: isTouched ? await skipsValidation(org) : undefined, jobs, classes };
};

const skipsValidation = async (org: Org): Promise<boolean | undefined> => {
  const { entries } = await org.retrieve({ manifest: new Map([['Settings', ['Deployment']]]) });
  const text = entries.get('settings/Deployment.settings')?.toString() ?? '';
  const [, value] = /<doesSkipAsyncApexValidation>(true|false)</u.exec(text) ?? [];
  return value === undefined ? undefined : value === 'true';
};

const userPermissions: Ask<FactsBefore['userPermissions']> = async ({ org, plan }) => {
  const [row] = await org.query(`SELECT ${permissionColumns.join(', ')} FROM UserPermissionAccess`);
  if (row === undefined) throw new RangeError('the org does not tell the permissions of this user');
  return { missing: missingPermissions(row, new Set([...plan.ships, ...plan.deletes].map(({ type }) => type))) };
};

/** How long from now maintenance would meet the run. */
const window = 2 * 3_600_000;

/** A practice org is on no instance of Salesforce. */
const instanceStatus: Ask<FactsBefore['instanceStatus']> = async ({ gateways, identity }) => {
  if (/^(127\.0\.0\.1|localhost|\[::1\])$/u.test(new URL(identity.instanceUrl).hostname))
    return { skipped: 'a practice org' };
  const now = gateways.now();
  const told = await gateways.probes.instanceStatus(identity.instanceName);
  return { ...told, from: now.toISOString(), until: new Date(now.getTime() + window).toISOString() };
};

/** Flows whose active version the plan changes, by way of the package or beside it. */
const flowsOf = (plan: Plan): readonly string[] => [
  ...new Set([
    ...namesOf(plan, 'Flow'),
    ...plan.steps.flatMap((step) => (step.kind === 'activateFlowVersion' ? step.flow : [])),
  ]),
];

const pausedInterviews: Ask<FactsBefore['pausedInterviews']> = async ({ org, plan }) => {
  const counts: Record<string, number> = {};
  for (const names of inQueries(flowsOf(plan))) {
    const versions = await org.toolingQuery(
      `SELECT Id, Definition.DeveloperName FROM Flow WHERE Definition.DeveloperName IN ${soqlList(names)}`,
    );
    const flowOf = new Map(
      versions.map((row) => [textIn(row, 'Id').slice(0, 15), textIn(row, 'Definition', 'DeveloperName')]),
    );
    for (const ids of inQueries(versions.map((row) => textIn(row, 'Id')))) {
      const rows = await org.query(
        `SELECT FlowVersionViewId version, COUNT(Id) interviews FROM FlowInterview WHERE FlowVersionViewId IN ${soqlList(ids)} GROUP BY FlowVersionViewId`,
      );
      for (const row of rows) {
        const flow = flowOf.get(textIn(row, 'version').slice(0, 15)) ?? textIn(row, 'version');
        counts[flow] = (counts[flow] ?? 0) + Number(row['interviews']);
      }
    }
  }
  return { counts };
};

/** Approval processes of the plan, by their name without the object's. */
const pendingApprovals: Ask<FactsBefore['pendingApprovals']> = async ({ org, plan }) => {
  const processes = namesOf(plan, 'ApprovalProcess').map((name) => name.slice(name.indexOf('.') + 1));
  const counts: Record<string, number> = {};
  for (const names of inQueries(processes)) {
    const rows = await org.query(
      `SELECT ProcessDefinition.DeveloperName process, COUNT(Id) pending FROM ProcessInstance WHERE Status = 'Pending' AND ProcessDefinition.DeveloperName IN ${soqlList(names)} GROUP BY ProcessDefinition.DeveloperName`,
    );
    for (const row of rows) counts[textIn(row, 'process')] = Number(row['pending']);
  }
  return { counts };
};

/** What only the org can tell. */
export const askOrg: Asks<
  | 'rightOrg'
  | 'deployedRelease'
  | 'noDeployRunning'
  | 'pendingApexJobs'
  | 'userPermissions'
  | 'apiLimits'
  | 'instanceStatus'
  | 'pausedInterviews'
  | 'pendingApprovals'
> = {
  rightOrg: ({ environment, identity, plan }) =>
    Promise.resolve({ expected: environment.pin?.orgId ?? plan.orgId, actual: identity.orgId }),
  deployedRelease,
  noDeployRunning: async ({ org }) => ({ running: (await org.runningDeploys()).map(knownDeploy) }),
  pendingApexJobs,
  userPermissions,
  apiLimits: async ({ org, plan }) => limitReserves(await org.limits(), plan),
  instanceStatus,
  pausedInterviews,
  pendingApprovals,
};
