import type { NotedCommit } from './notes.ts';
import type { VersionBump } from './release-name.ts';

type Message = Pick<NotedCommit, 'subject' | 'body'>;

/** How conventional commits raise a version (conventionalcommits.org 1.0.0); a commit in any other style is a patch. */
export const proposedBump = (commits: readonly Message[]): VersionBump => {
  if (commits.some(isBreaking)) return 'major';
  return commits.some(({ subject }) => /^feat(?:\([^)]*\))?:/iu.test(subject)) ? 'minor' : 'patch';
};

const isBreaking = ({ subject, body }: Message): boolean =>
  /^[a-z]+(?:\([^)]*\))?!:/iu.test(subject) || /^BREAKING[ -]CHANGE:/mu.test(body);
