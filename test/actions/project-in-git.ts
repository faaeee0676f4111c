import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openGit } from '../../src/gateways/git/git.ts';
import { openSourceFormat } from '../../src/gateways/source-format.ts';
import { commitVersion } from '../../src/gateways/git/versions.ts';
import type { Version } from '../../src/release/metadata/version.ts';
import type { ProjectFiles } from './all-families.ts';

/** A project on disk that is committed as it is, and gone when the process ends. */
export interface ProjectInGit {
  readonly directory: string;
  /** The commit as a version. */
  readonly version: Version;
}

export const projectInGit = async (files: ProjectFiles): Promise<ProjectInGit> => {
  const directory = mkdtempSync(path.join(tmpdir(), 'sf-release-project-'));
  process.setMaxListeners(0); // one project each, removed together
  process.once('exit', () => {
    rmSync(directory, { recursive: true, force: true });
  });
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(directory, name)), { recursive: true });
    writeFileSync(path.join(directory, name), content);
  }
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'core.autocrlf=false', ...args], { cwd: directory, encoding: 'utf8' }).trim();
  git('init', '--quiet');
  git('add', '--all', '--force');
  git('commit', '--quiet', '--message', 'all of it');
  return { directory, version: await versionIn(directory, git('rev-parse', 'HEAD')) };
};

/** A commit of a repository, bare or not, as a version. */
export const versionIn = async (directory: string, commit: string): Promise<Version> => {
  const git = openGit(directory);
  const id = (await git.run(['rev-parse', '--verify', '--end-of-options', `${commit}^{commit}`])).trim();
  return commitVersion({ git, known: openSourceFormat() }, id, commit);
};
