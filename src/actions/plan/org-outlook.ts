import type { DeployRecord } from '../../gateways/org/deploy-record.ts';
import type { FileProperties } from '../../gateways/org/metadata-lists.ts';
import type { Org } from '../../gateways/org/org.ts';
import type { Row } from '../../gateways/org/queries.ts';
import { compareText, keyOf, type ComponentId } from '../../release/metadata/component.ts';
import { armedState, expectedDuration, type FinishedDeploy } from '../../release/plan/finished-deploys.ts';
import type { AccessHolders, Outlook, TouchedJob } from '../../release/plan/outlook.ts';
import type { Plan } from '../../release/plan/plan.ts';
import type { GitContents } from '../../release/plan/plan-input.ts';
import { touchedAccess, touchedBy, touchedIntegrations } from '../../release/plan/touched.ts';
import { refusedByOrg } from './allowed.ts';

export interface OutlookRequest {
  readonly org: Org;
  readonly plan: Plan;
  readonly contents: { readonly from: GitContents; readonly to: GitContents };
  /** What the org said of the components when it was read: their ids. */
  readonly files: readonly FileProperties[];
  readonly now: Date;
}

/** Deploys of the org's list that say how long one takes. */
const judgedBy = 20;

/** Asks the org what a plan costs and whom it reaches. It decides nothing, so what the org refuses to say is unknown. */
export const orgOutlook = async ({ org, plan, contents, files, now }: OutlookRequest): Promise<Outlook> => {
  const [deploys, holders, jobs] = await Promise.all([
    answered(async () => (await org.recentDeploys(judgedBy)).flatMap(finished)),
    holdersOf(org, touchedAccess(plan), files),
    answered(() => jobsOf(org, classesOf(plan))),
  ]);
  return {
    duration: deploys === 'unknown' ? 'unknown' : expectedDuration(deploys, plan),
    holders,
    jobs,
    integrations: touchedIntegrations(plan, contents),
    armed: armedState(deploys, now),
  };
};

const answered = async <Answer>(ask: () => Promise<Answer>): Promise<Answer | 'unknown'> => {
  try {
    return await ask();
  } catch (error) {
    if (!refusedByOrg(error)) throw error;
    return 'unknown';
  }
};

const finished = ({ success, checkOnly, tests, startDate, completedDate }: DeployRecord): readonly FinishedDeploy[] =>
  startDate === undefined || completedDate === undefined
    ? []
    : [
        {
          succeeded: success,
          checkOnly,
          tests: tests.done,
          startedAt: startDate.toISOString(),
          completedAt: completedDate.toISOString(),
        },
      ];

/** Names and ids in one query; a URL may have 16,000 characters (REST API guide; documented). */
const together = 200;

const groupsOf = (items: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(items.length / together) }, (_, index) =>
    items.slice(index * together, (index + 1) * together),
  );

const listOf = (items: readonly string[]): string =>
  items.map((item) => `'${item.replace(/[\\']/gu, '\\$&')}'`).join(', ');

/** Where the org counts the users of an access, by the id of what gives it (object reference; documented). */
const holderQueries: Readonly<Record<string, (ids: string) => string>> = {
  Profile: (ids) =>
    `SELECT ProfileId holder, COUNT(Id) users FROM User WHERE IsActive = true AND ProfileId IN (${ids}) GROUP BY ProfileId`,
  PermissionSet: (ids) =>
    `SELECT PermissionSetId holder, COUNT(Id) users FROM PermissionSetAssignment WHERE Assignee.IsActive = true AND PermissionSetId IN (${ids}) GROUP BY PermissionSetId`,
  PermissionSetGroup: (ids) =>
    `SELECT PermissionSetGroupId holder, COUNT(Id) users FROM PermissionSetAssignment WHERE Assignee.IsActive = true AND PermissionSetGroupId IN (${ids}) GROUP BY PermissionSetGroupId`,
};

const holdersOf = async (
  org: Org,
  access: readonly ComponentId[],
  files: readonly FileProperties[],
): Promise<readonly AccessHolders[]> => {
  const ids = new Map(files.flatMap((file) => (file.id === undefined ? [] : [[keyOf(file), file.id] as const])));
  const counted = new Map<string, number>();
  const silent = new Set<string>();
  for (const [type, soql] of Object.entries(holderQueries)) {
    const known = access.filter((one) => one.type === type).flatMap((one) => ids.get(keyOf(one)) ?? []);
    for (const group of groupsOf(known)) {
      const rows = await answered(() => org.query(soql(listOf(group))));
      if (rows === 'unknown') for (const id of group) silent.add(id);
      else for (const row of rows) countInto(counted, row);
    }
  }
  return access.map(({ type, fullName }) => {
    const id = ids.get(keyOf({ type, fullName }));
    const isKnown = id !== undefined && !silent.has(id) && type in holderQueries;
    return { type, fullName, users: isKnown ? (counted.get(shortId(id)) ?? 0) : 'unknown' };
  });
};

/** An id has 15 characters, and three that say which of them are capitals. */
const shortId = (id: string): string => id.slice(0, 15);

const countInto = (counted: Map<string, number>, { holder, users }: Row): void => {
  if (typeof holder === 'string' && typeof users === 'number') counted.set(shortId(holder), users);
};

const classesOf = (plan: Plan): readonly string[] =>
  touchedBy(plan)
    .filter(({ type }) => type === 'ApexClass')
    .map(({ fullName }) => fullName);

/** Jobs that hold on to a class: waiting, running, and scheduled ones, which count as queued (Apex guide; documented). */
const jobsOf = async (org: Org, classes: readonly string[]): Promise<readonly TouchedJob[]> => {
  const rows: Row[] = [];
  for (const group of groupsOf(classes))
    rows.push(
      ...(await org.query(
        `SELECT ApexClass.Name, JobType, Status FROM AsyncApexJob WHERE Status IN ('Holding', 'Queued', 'Preparing', 'Processing') AND ApexClass.Name IN (${listOf(group)})`,
      )),
    );
  const named = rows.map(({ ApexClass: apex, JobType: jobType, Status: status }) => ({
    className: textOf((apex as { Name?: unknown } | null)?.Name),
    jobType: textOf(jobType),
    status: textOf(status),
  }));
  return [...Map.groupBy(named, ({ className, jobType, status }) => [className, jobType, status].join(' ')).entries()]
    .sort(([one], [other]) => compareText(one, other))
    .flatMap(([, alike]) => (alike[0] === undefined ? [] : [{ ...alike[0], jobs: alike.length }]));
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : 'unknown');
