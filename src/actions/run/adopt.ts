import type { Gateways } from '../../gateways/open.ts';
import type { OrgIdentity } from '../../gateways/org/identity.ts';
import type { LostSubmission } from '../../gateways/org/lost-submission.ts';
import type { Org } from '../../gateways/org/org.ts';
import type { Evidence, RunState } from '../../release/journal-entry.ts';
import { refuse } from '../../release/refusal.ts';
import { refuseBusyOrg } from '../plan/org-checks.ts';
import { knownDeploys } from './known-deploys.ts';
import { thisHolder, type Run } from './run.ts';

/** Whether somebody else may be carrying a run on: a process that is not known to have ended, and did not leave it. */
const isHeld = ({ hasEnded }: Gateways, { holder }: RunState): boolean =>
  holder !== undefined && (holder.process === undefined || !hasEnded(holder.process));

/**
 * Refuses a run that somebody else may be carrying on. Time that has passed proves nothing: a laptop that slept wakes
 * up, so a person has to name the run.
 */
export const refuseHeldRun = (gateways: Gateways, state: RunState, takeOver: string | undefined): void => {
  const { opened, holder, heardAt } = state;
  if (takeOver !== undefined || holder === undefined || !isHeld(gateways, state)) return;
  refuse({ reason: 'runHeld', run: opened.run, by: `${holder.by} on ${holder.where}`, heardAt });
};

/** The org a run was opened for is the only one that can say what became of it. */
export const refuseOrgOfAnotherRun = ({ opened }: RunState, { orgId }: OrgIdentity): void => {
  if (orgId !== opened.orgId)
    refuse({ reason: 'orgMismatch', expected: opened.orgId, actual: orgId, where: `the run ${opened.run}` });
};

/**
 * Makes this process the holder of a run. A holder that may still be at work is only overtaken when the org proves that
 * nothing but the run's own known deploy is running; from then on its entries are refused.
 */
export const adopt = async (
  gateways: Gateways,
  { run, state, org }: { readonly run: Run; readonly state: RunState; readonly org: Org },
): Promise<void> => {
  const { holder } = state;
  if (holder?.process?.pid === gateways.process.pid && holder.process.machine === gateways.process.machine) return;
  if (!isHeld(gateways, state)) return run.takeOver({});
  await refuseBusyOrg(org, deploysOf(run));
  await run.takeOver({ from: `${holder?.by ?? ''} on ${holder?.where ?? ''}`, heardAt: state.heardAt, running: 0 });
};

/** Ids of the deploys that a run is known to have sent. */
export const deploysOf = (run: Run): readonly string[] =>
  [run, run.undoing()].flatMap((phase) =>
    phase.submissions().flatMap(({ deployId }) => (deployId === undefined ? [] : [deployId])),
  );

/**
 * Ends a run without bringing it to its end: the org is asked what became of everything that was sent, and nothing may
 * be running. Gives what was found, `<deploy id> <status>`.
 */
export const abandon = async (
  gateways: Gateways,
  { run, org, reason }: { readonly run: Run; readonly org: Org; readonly reason?: string | undefined },
): Promise<readonly string[]> => {
  await refuseBusyOrg(org);
  const deploys = await fatesOf(run, org, await knownDeploys(gateways, run.opened.environment));
  const { by, where } = await thisHolder(gateways);
  const evidence: Evidence = { deploys: [...deploys], running: 0, by: `${by} on ${where}` };
  await run.close('abandoned', reason === undefined ? evidence : { ...evidence, reason });
  return deploys;
};

const fatesOf = async (run: Run, org: Org, known: readonly string[]): Promise<readonly string[]> => {
  const lost = { checkOnly: run.opened.verb === 'arm', except: known };
  const fates: string[] = [];
  for (const phase of [run, run.undoing()])
    for (const { deployId, intent } of phase.submissions())
      fates.push(deployId === undefined ? await lostFate(org, intent, lost) : await statusOf(org, deployId));
  return fates;
};

const statusOf = async (org: Org, id: string): Promise<string> =>
  `${id} ${(await org.deployRequest(id))?.status ?? 'unknown to the org'}`;

const lostFate = async (
  org: Org,
  { orgTime, user }: Evidence,
  lost: Pick<LostSubmission, 'checkOnly' | 'except'>,
): Promise<string> => {
  const fate = await org.resolveSubmission({
    ...lost,
    since: new Date(String(orgTime)),
    ...(typeof user === 'string' && { by: user }),
  });
  switch (fate.kind) {
    case 'neverArrived':
      return 'never arrived';
    case 'arrived':
      return `${fate.record.id} ${fate.record.status}`;
    case 'ambiguous':
      return fate.records.map(({ id, status }) => `${id} ${status}`).join(' or ');
  }
};
