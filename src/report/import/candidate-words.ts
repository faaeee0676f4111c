import { Messages } from '@salesforce/core/messages';
import chalk from 'chalk';
import type { Candidate, ImportOutcome } from '../../release/catalogue-outcome.ts';
import type { PastDeploy } from '../../release/adoption.ts';
import { columns } from '../columns.ts';
import { shortTime } from '../short-time.ts';
import { clipped } from '../visible.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const words = Messages.loadMessages('sf-release', 'release.import');

type Adoptable = Extract<ImportOutcome, { kind: 'adoptable' }>;

const longestName = 40;

const orgsWord = ({ org, also }: Candidate): string =>
  org === undefined
    ? words.getMessage('org.nothing')
    : words.getMessage(also.length === 0 ? 'org.deploy' : 'org.deploys', [...deployTokens(org), also.length]);

const deployTokens = ({ id, at, by, components }: PastDeploy): string[] => [
  id,
  shortTime(at),
  clipped(by, longestName),
  String(components),
];

const gitsWord = ({ git: { commit, tag = '', basis } }: Candidate): string =>
  words.getMessage(`git.${basis}`, [commit.slice(0, 8), clipped(tag, longestName)]);

const colours: { readonly [Each in Candidate['proof']]: (text: string) => string } = {
  proven: chalk.green,
  differs: chalk.yellow,
  tooLate: chalk.dim,
};

/** One line for a candidate: what the org says, what Git says, and what comparing them said. */
export const candidateRow = (candidate: Candidate): readonly [string, string, string, string] => [
  candidate.name,
  orgsWord(candidate),
  gitsWord(candidate),
  colours[candidate.proof](words.getMessage(`proof.${candidate.proof}`, [candidate.detail ?? ''])),
];

/** All candidates as a table, and the deploys that nothing in Git was there for. */
export const candidatesText = ({ environment, candidates, unmatched }: Adoptable): string => {
  const titles = ['release', 'org', 'git', 'proof'].map((title) => chalk.dim(words.getMessage(`title.${title}`)));
  return [
    candidates.length === 0
      ? words.getMessage('none', [environment])
      : columns([titles, ...candidates.map((candidate) => candidateRow(candidate))]),
    ...unmatched.map((deploy) => words.getMessage('unmatched', deployTokens(deploy))),
  ].join('\n');
};
