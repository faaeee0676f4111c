import { changedTheOrg, type DeployJob } from './job.ts';

/** A validation can be quick-deployed for ten days (meta_deployRecentValidation.htm; documented). */
export const VALIDATION_LIFETIME = 10 * 24 * 60 * 60 * 1000;

export type QuickDeployRefusal =
  | 'unknown'
  | 'notAValidation'
  | 'notSucceeded'
  | 'testsDidNotQualify'
  | 'expired'
  /** "If you perform a deployment after a validation … all validations no longer qualify" (Monitor Deployments; documented). */
  | 'voidedByDeploy';

/**
 * Why `validationId` cannot be quick-deployed at `now`, or undefined when it can. `voidedAt`: when a package was last
 * installed, which voids validations like a deploy does. Edits in Setup do not.
 */
export const quickDeployRefusal = (
  jobs: readonly DeployJob[],
  validationId: string,
  at: { readonly now: number; readonly voidedAt: number },
): QuickDeployRefusal | undefined => {
  const validation = jobs.find((job) => job.id === validationId);
  if (!validation) return 'unknown';
  if (validation.options.checkOnly !== true) return 'notAValidation';
  const validatedAt = validation.completedDate;
  if (validation.status !== 'Succeeded' || validatedAt === undefined) return 'notSucceeded';
  if (validation.report?.quickDeployable !== true) return 'testsDidNotQualify';
  if (at.now - validatedAt > VALIDATION_LIFETIME) return 'expired';
  const voided = jobs.slice(jobs.indexOf(validation) + 1).some(changedTheOrg) || at.voidedAt >= validatedAt;
  return voided ? 'voidedByDeploy' : undefined;
};
