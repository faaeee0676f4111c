import type { Gateways } from '../gateways/open.ts';
import { keyOf, type ComponentKey } from '../release/metadata/component.ts';
import type { RevertOutcome } from '../release/catalogue-outcome.ts';
import { refuse } from '../release/refusal.ts';
import type { Release } from '../release/release.ts';
import { compareVersions } from './compare/compare.ts';
import { requireCurrent, requireRelease, type Environment } from './environment.ts';
import { fetchEnvironment } from './fetched-environment.ts';
import { concludedInLine } from './line.ts';
import { refusingUnreadable } from './plan/move.ts';
import type { OpenGateways } from './walk.ts';

export interface RevertRequest {
  readonly line?: string | undefined;
  readonly environment?: string | undefined;
  /** The release to take out of the branch; the one that the current release rolled back when absent. */
  readonly release?: string | undefined;
  /** The release whose metadata comes back; what the current release restored, or the one before, when absent. */
  readonly to?: string | undefined;
  /** The branch that still holds it; the one checked out when absent. */
  readonly branch?: string | undefined;
  /** Name of the new branch. */
  readonly name?: string | undefined;
  /** Subject and message of the commit, and the pull request's words: the caller's. */
  readonly words: (revert: Reverted) => { readonly title: string; readonly body: string };
}

/** What a revert of a branch is about. */
export interface Reverted {
  readonly branch: string;
  readonly bad: Release;
  readonly good: Release;
  /** Subjects of commits made since the bad release: they stay. */
  readonly kept: readonly string[];
}

/** Puts Git right after a rollback: a branch with one commit that takes out what the bad release brought. */
export const revertBranch = (open: OpenGateways, request: RevertRequest): Promise<RevertOutcome> =>
  concludedInLine(open, { line: request.line, releases: [request.release, request.to] }, (gateways) =>
    refusingUnreadable(async () => {
      const environment = await fetchEnvironment(gateways, request.environment);
      const { bad, good } = releasesMeant(gateways, environment, request);
      const { branch, commit: onto } = await branchMeant(gateways, request.branch);
      const { repository } = gateways;
      if (!(await repository.isAncestor(bad.commit, onto)))
        refuse({ reason: 'releaseNotInBranch', release: bad.name, branch });
      const paths = await packageDirectories(gateways, [bad, good]);
      const kept = await repository.commitsIn({ from: bad.commit, to: onto, paths });
      const revert = { branch, bad, good, kept: kept.map(({ subject }) => subject) };
      const { title, body } = request.words(revert);
      const found = await repository.withdraw({
        ...{ bad: bad.commit, good: good.commit, onto, message: `${title}\n\n${body}\n` },
        paths: paths.map((path) => topOf(repository.prefix, path)),
      });
      if (found.kind === 'same') return refuse({ reason: 'nothingToRevert', release: bad.name, branch });
      if (found.kind === 'conflict')
        return refuse({ reason: 'revertConflict', release: bad.name, branch, files: found.files });
      const changes = await changedBy(gateways, onto, found.commit);
      const name = request.name ?? `revert/${bad.name}`;
      if (!(await repository.createBranch(name, found.commit))) refuse({ reason: 'branchExists', branch: name });
      const pushed = repository.remote !== undefined;
      return { kind: 'reverted', name, commit: found.commit, pushed, title, body, changes, ...revert };
    }),
  );

const releasesMeant = (
  gateways: Gateways,
  environment: Environment,
  { release, to }: RevertRequest,
): { readonly bad: Release; readonly good: Release } => {
  const { catalogue, name } = environment;
  const current = requireCurrent(gateways, environment);
  const bad =
    release ?? current.rollsBack ?? refuse({ reason: 'notRolledBack', environment: name, current: current.name });
  const good = to ?? (current.rollsBack === bad ? current.restores : undefined);
  return {
    bad: requireRelease(gateways, catalogue, bad),
    good: requireRelease(gateways, catalogue, good ?? current.name),
  };
};

const branchMeant = async (
  { repository }: Gateways,
  named: string | undefined,
): Promise<{ readonly branch: string; readonly commit: string }> => {
  const branch = named ?? (await repository.currentBranch()) ?? 'HEAD';
  const commit = await repository.commit(branch);
  return commit === undefined
    ? refuse({ reason: 'unknownRef', ref: branch, nearest: [], shallow: repository.shallow })
    : { branch, commit };
};

const packageDirectories = async (gateways: Gateways, releases: readonly Release[]): Promise<readonly string[]> => {
  const versions = await Promise.all(releases.map(({ commit, name }) => gateways.versionAt(commit, name)));
  return [...new Set(versions.flatMap(({ settings }) => settings.packageDirectories))];
};

const topOf = (prefix: string, path: string): string => `${prefix}${path}`.replace(/\/$/u, '');

const changedBy = async (gateways: Gateways, from: string, to: string): Promise<readonly ComponentKey[]> => {
  const [before, after] = await Promise.all(
    [from, to].map((commit) => gateways.versionAt(commit, commit.slice(0, 12))),
  );
  if (before === undefined || after === undefined) return [];
  return (await compareVersions(before, after)).changes.map(keyOf);
};
