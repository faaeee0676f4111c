import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openGatewaysAt, type Gateways } from '../../src/gateways/open.ts';
import { releaseName } from '../../src/release/release-name.ts';
import { tagMessage } from '../../src/release/release-tag.ts';
import type { ReleaseRecord } from '../../src/release/release.ts';

/** A project whose releases are told by Git alone: nothing was ever deployed. */
export interface ReleasesInGit extends Disposable {
  readonly directory: string;
  readonly gateways: () => Promise<Gateways>;
  git(...args: readonly string[]): string;
  /** Writes files (`undefined` removes one) and commits them; gives the commit. */
  commit(files: Readonly<Record<string, string | undefined>>, message: string): string;
  /** Tags a commit, HEAD by default, as a release of production; a later call is a later deploy. */
  release(version: string, given?: Partial<ReleaseRecord>): Promise<void>;
}

export const releasesInGit = (): ReleasesInGit => {
  const directory = mkdtempSync(path.join(tmpdir(), 'sf-release-releases-'));
  const gateways = () => openGatewaysAt(directory);
  const git = (...args: readonly string[]): string =>
    execFileSync('git', [...args], { cwd: directory, encoding: 'utf8' }).trim();
  git('init', '--quiet', '--initial-branch=main');
  let deploys = 0;
  return {
    directory,
    gateways,
    git,
    commit: (files, message) => {
      for (const [name, content] of Object.entries(files)) {
        const file = path.join(directory, name);
        mkdirSync(path.dirname(file), { recursive: true });
        if (content === undefined) rmSync(file);
        else writeFileSync(file, content);
      }
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '--message', message);
      return git('rev-parse', 'HEAD');
    },
    release: async (version, given = {}) => {
      const name = releaseName({ environment: 'production', line: given.line }, version);
      deploys += 1;
      const record: ReleaseRecord = {
        name,
        environment: 'production',
        version,
        commit: git('rev-parse', 'HEAD'),
        orgId: '00D000000000001EAA',
        deployId: `0Af0000000000${String(deploys).padStart(2, '0')}AAA`,
        deployedAt: `2026-01-${String(deploys).padStart(2, '0')}T10:00:00.000Z`,
        activeFlowVersions: {},
        summary: `Release ${version}`,
        ...given,
      };
      const { repository } = await gateways();
      await repository.createTag(name, record.commit, tagMessage(record));
    },
    [Symbol.dispose]: () => {
      rmSync(directory, { recursive: true, force: true });
    },
  };
};
