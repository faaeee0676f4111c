/**
 * How long it takes to plan a rollback of some two thousand changed components in a repository of a hundred thousand,
 * from the request to the plan with its package, without the org's own time: the org answers at once, and what it holds
 * is what the release put in.
 *
 *     npm run bench plan
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { compareVersions } from '../src/actions/compare/compare.ts';
import { buildPackage } from '../src/actions/plan/build-package.ts';
import { considerRollback } from '../src/actions/plan/consider-rollback.ts';
import { openGatewaysAt, type Gateways } from '../src/gateways/open.ts';
import type { Org } from '../src/gateways/org/org.ts';
import { readZip } from '../src/gateways/zip/zip-reader.ts';
import { keyOf } from '../src/release/metadata/component.ts';
import { tagMessage } from '../src/release/release-tag.ts';
import { options } from '../test/actions/stage.ts';
import { synthetic } from './diff/synthetic.ts';

const goal = 5000;
const rounds = 3;
const orgId = '00D000000000001EAA';

/** A clone with two releases: `1.0.0` to go back to, `2.0.0` in the org. Nothing is checked out but what names the project. */
const releasesIn = async (repository: string, directory: string): Promise<void> => {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', [...args], { cwd: directory, encoding: 'utf8' }).trim();
  execFileSync('git', ['clone', '--quiet', '--shared', '--no-checkout', '--branch', 'far', repository, directory]);
  git('checkout', 'far', '--', 'sfdx-project.json');
  git('remote', 'remove', 'origin');
  const { repository: releases } = await openGatewaysAt(directory);
  for (const [version, branch] of Object.entries({ '1.0.0': 'base', '2.0.0': 'far' })) {
    const commit = execFileSync('git', ['rev-parse', branch], { cwd: repository, encoding: 'utf8' }).trim();
    const name = `production/v${version}` as const;
    const record = { name, environment: 'production', version, commit, orgId, activeFlowVersions: {}, summary: name };
    await releases.createTag(
      name,
      commit,
      tagMessage({ ...record, deployedAt: `2026-0${version[0] ?? ''}-01T10:00:00.000Z` }),
    );
  }
};

/** An org that answers at once: it holds these files, and no rows, references or deploys. */
const answeringAtOnce = (entries: ReadonlyMap<string, Buffer>): Org => {
  const answers: Partial<Org> = {
    identity: () =>
      Promise.resolve({
        orgId,
        name: 'bench',
        instanceName: 'NA1',
        kind: 'production',
        username: 'ada@example.com',
        userId: '005000000000001AAA',
        instanceUrl: 'https://example.com',
        apiVersion: '60.0',
      }),
    retrieve: () => Promise.resolve({ entries, files: [], absent: [], unaccounted: [], messages: [] }),
    query: () => Promise.resolve([]),
    toolingQuery: () => Promise.resolve([]),
    count: () => Promise.resolve(0),
    recentDeploys: () => Promise.resolve([]),
    runningDeploys: () => Promise.resolve([]),
    flowVersions: () => Promise.resolve([]),
  };
  return answers as Org;
};

/** What the org was given of everything that the release changed. */
const heldAfterRelease = async (gateways: Gateways): Promise<ReadonlyMap<string, Buffer>> => {
  const [to, from] = ['production/v1.0.0', 'production/v2.0.0'].map((name) =>
    gateways.repository.commit(`refs/tags/${name}`),
  );
  const version = await gateways.versionAt((await from) ?? '', 'release');
  const { changes } = await compareVersions(await gateways.versionAt((await to) ?? '', 'former'), version);
  const components = new Set(changes.map(keyOf));
  const built = await buildPackage({ version, components, apiVersion: '60.0' }, gateways.writePackage);
  if ('excess' in built) throw new Error(JSON.stringify(built.excess));
  const entries = new Map(await readZip(built.bytes, { entries: 100_000, bytes: 2e9 }));
  entries.delete('package.xml');
  return entries;
};

const directory = path.join(mkdtempSync(path.join(tmpdir(), 'sf-release-bench-')), 'project');
try {
  await releasesIn(await synthetic({ files: 10, shared: 1, changed: 1 }), directory);
  const org = answeringAtOnce(await heldAfterRelease(await openGatewaysAt(directory)));
  const times: number[] = [];
  let shown = '';
  for (let round = 0; round < rounds; round += 1) {
    const [began, used] = [performance.now(), process.cpuUsage()];
    const gateways: Gateways = { ...(await openGatewaysAt(directory)), openOrg: () => Promise.resolve(org) };
    const { plan } = await considerRollback(gateways, { options });
    times.push(performance.now() - began);
    const { user, system } = process.cpuUsage(used);
    console.log(`  ${times.at(-1)?.toFixed(0) ?? ''} ms, ${((user + system) / 1000).toFixed(0)} ms of them computing`);
    shown = `${plan.expected.length} components, ${plan.ships.length} sent`;
  }
  const median = times.toSorted((one, other) => one - other)[rounds >> 1] ?? 0;
  console.log(`plan of ${shown}, out of 100,000`);
  console.log(`  median ${median.toFixed(0)} ms, goal ${goal} ${median <= goal ? 'met' : 'MISSED'}`);
} finally {
  rmSync(path.dirname(directory), { recursive: true });
}
