import { applyDeployment } from './metadata/apply-deployment.ts';
import type { ZipEntries } from './metadata/types.ts';
import type { Org } from './org.ts';

/**
 * Puts metadata (metadata format) into an org without any deploy.
 * @throws when it could not be deployed, with everything that is wrong with it.
 */
export const seed = (org: Org, entries: ZipEntries): void => {
  const options = { rollbackOnError: true, singlePackage: true, ignoreWarnings: true };
  const outcome = applyDeployment(org.metadata, { entries, options, validated: true }, org.context());
  const failures = outcome.messages.filter(({ success }) => !success);
  const problems = [
    ...(outcome.refusal ? [outcome.refusal.message] : []),
    ...failures.map(({ componentType, fullName, problem = '' }) => `${componentType} ${fullName}: ${problem}`),
  ];
  if (!outcome.success) throw new Error(`The seed cannot be deployed:\n${problems.join('\n')}`);
  org.change(outcome);
};
