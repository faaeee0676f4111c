import chalk from 'chalk';
import { Messages } from '@salesforce/core/messages';
import { currentReleases } from '../release/catalogue.ts';
import type { Mark } from '../release/orders.ts';
import type { ListOutcome, ShowOutcome } from '../release/catalogue-outcome.ts';
import type { Standing } from '../release/standing.ts';
import type { Release } from '../release/release.ts';
import { columns } from './columns.ts';
import { shortTime } from './short-time.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const words = Messages.loadMessages('sf-release', 'release.list');

type Listed = Pick<Extract<ListOutcome, { kind: 'listed' }>, 'catalogue' | 'standings' | 'lines'>;

/** The catalogue as a table, the newest release first. */
export const releaseTable = ({ catalogue, standings, lines }: Listed): string => {
  const current = new Set(currentReleases(catalogue, lines));
  const rows = catalogue.releases
    .toReversed()
    .map((release) => [
      current.has(release) ? chalk.bold(release.name) : release.name,
      shortTime(release.deployedAt),
      release.deployId ?? '',
      release.commit.slice(0, 8),
      noteOn(release, current.has(release), standings[release.name]),
    ]);
  return columns([['RELEASE', 'DEPLOYED (UTC)', 'DEPLOY', 'COMMIT', ''].map((title) => chalk.dim(title)), ...rows]);
};

const colours: { readonly [Each in Mark]: (text: string) => string } = {
  good: chalk.green,
  bad: chalk.yellow,
  blocked: chalk.red,
};

const noteOn = (release: Release, isCurrent: boolean, standing: Standing | undefined): string =>
  [
    isCurrent ? chalk.green('in the org now') : '',
    release.restores === undefined ? '' : `rolled back to ${release.restores}`,
    release.unverified === true ? chalk.dim(words.getMessage('unverified')) : '',
    standing === undefined ? '' : colours[standing.mark](words.getMessage(`${standing.mark}.${standing.because}`)),
  ]
    .filter(Boolean)
    .join(', ');

/** Who said so or what did it, since when, and why. */
const standingText = ({ by, at, reason }: Standing): string =>
  [by === undefined ? '' : `${by}, `, `${shortTime(at)} UTC`, reason === undefined ? '' : `: ${reason}`].join('');

/** Label and value for each fact of a release. */
export const releaseFacts = ({
  catalogue,
  release,
  alike,
  standings,
  lines,
}: Extract<ShowOutcome, { kind: 'shown' }>): readonly (readonly [string, string])[] => {
  const standing = standings[release.name];
  const isCurrent = currentReleases(catalogue, lines).includes(release);
  const flows = Object.entries(release.activeFlowVersions).map(([flow, version]) => `${flow} ${version}`);
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Release', `${chalk.bold(release.name)}  ${noteOn(release, isCurrent, standing)}`.trim()],
    ['Summary', release.summary],
    ['Standing', standing && `${standing.mark} (${standingText(standing)})`],
    ['Deployed', `${shortTime(release.deployedAt)} UTC`],
    ['Deploy id', release.deployId],
    ['Org id', release.orgId],
    ['Commit', release.commit],
    ['Same commit', alike.join(', ') || undefined],
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
