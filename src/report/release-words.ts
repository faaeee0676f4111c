import chalk from 'chalk';
import { currentRelease, isRolledBack, type Catalogue } from '../release/catalogue.ts';
import type { Release } from '../release/release.ts';

/** `2026-11-21 10:12` in UTC: the same on every machine. */
export const shortTime = (instant: string): string => `${instant.slice(0, 10)} ${instant.slice(11, 16)}`;

export interface ReleaseRow {
  readonly version: string;
  readonly deployed: string;
  readonly deploy: string;
  readonly commit: string;
  readonly note: string;
  readonly [column: string]: unknown;
}

/** The catalogue as rows of a table, the newest first. */
export const releaseRows = (catalogue: Catalogue): ReleaseRow[] =>
  catalogue.releases
    .map((release) => ({
      version: release === currentRelease(catalogue) ? chalk.bold(release.version) : release.version,
      deployed: shortTime(release.deployedAt),
      deploy: release.deployId ?? '',
      commit: release.commit.slice(0, 8),
      note: noteOn(catalogue, release),
    }))
    .reverse();

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
