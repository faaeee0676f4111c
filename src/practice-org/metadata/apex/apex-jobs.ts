import { DeployProblem, type Draft } from '../state/draft.ts';
import { isOn } from '../state/org-settings.ts';
import type { StoredComponent } from '../types.ts';

/**
 * Why a class may not change now: a job of it is queued, running or scheduled and the org does not allow deploys
 * beside jobs (meta_deploymentsettings.htm, sfdx-hardis deployment tips; documented).
 */
export const apexJobProblem = ({ components, context }: Draft, className: string): string | undefined => {
  if (!context.pendingApexJobs.includes(className)) return undefined;
  if (isOn(components, context, 'DeploymentSettings.doesSkipAsyncApexValidation')) return undefined;
  return (
    'This schedulable class has jobs pending or in progress\n' +
    'You can bypass this error by allowing deployments with Apex jobs in the Deployment Settings page in Setup.'
  );
};

/** Refuses a changed class with jobs under way. */
export const refusePendingJobs = (draft: Draft, { type, fullName }: StoredComponent): void => {
  const problem = type === 'ApexClass' ? apexJobProblem(draft, fullName) : undefined;
  if (problem !== undefined) throw new DeployProblem(problem);
};
