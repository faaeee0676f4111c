import chalk from 'chalk';
import { currentRelease, isRolledBack, type Catalogue } from '../release/catalogue.ts';
import type { Release } from '../release/release.ts';
import { columns } from './columns.ts';
import { shortTime } from './short-time.ts';

/** The catalogue as a table, the newest release first. */
export const releaseTable = (catalogue: Catalogue): string => {
  const current = currentRelease(catalogue);
  const rows = catalogue.releases
    .toReversed()
    .map((release) => [
      release === current ? chalk.bold(release.name) : release.name,
      shortTime(release.deployedAt),
      release.deployId ?? '',
      release.commit.slice(0, 8),
      noteOn(catalogue, release),
    ]);
  return columns([['RELEASE', 'DEPLOYED (UTC)', 'DEPLOY', 'COMMIT', ''].map((title) => chalk.dim(title)), ...rows]);
};

const noteOn = (catalogue: Catalogue, release: Release): string =>
  [
    release === currentRelease(catalogue) ? chalk.green('in the org now') : '',
    release.restores === undefined ? '' : `rolled back to ${release.restores}`,
    isRolledBack(catalogue, release) ? chalk.yellow('rolled back') : '',
  ]
    .filter(Boolean)
    .join(', ');

/** Label and value for each fact of a release. */
export const releaseFacts = (catalogue: Catalogue, release: Release): readonly (readonly [string, string])[] => {
  const flows = Object.entries(release.activeFlowVersions).map(([flow, version]) => `${flow} ${version}`);
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Release', `${chalk.bold(release.name)}  ${noteOn(catalogue, release)}`.trim()],
    ['Summary', release.summary],
    ['Deployed', `${shortTime(release.deployedAt)} UTC`],
    ['Deploy id', release.deployId],
    ['Org id', release.orgId],
    ['Commit', release.commit],
    ['Tag object', release.tag],
    ['Tests', release.testLevel],
    ['API version', release.apiVersion],
    ['Package', release.package],
    ['Inventory', release.inventory],
    ['Active flows', flows.join(', ') || undefined],
    ['Before it', release.previous],
    ['Restores', release.restores],
    ['Rolls back', release.rollsBack],
  ];
  return facts.filter((fact): fact is readonly [string, string] => fact[1] !== undefined);
};
