import { symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { guard } from '../../src/actions/guard.ts';
import { mark } from '../../src/actions/mark.ts';
import type { Org } from '../../src/gateways/org/org.ts';
import { classSaying, linedProject, sales } from './lined-project.ts';
import { releasesInGit, type ReleasesInGit } from './releases-in-git.ts';

const orgId = '00D000000000001EAA';

/** HEAD is a release of both lines; that of `core` is blocked. */
const blocked = async (): Promise<ReleasesInGit> => {
  const git = releasesInGit();
  git.commit(Object.fromEntries(Object.entries(linedProject(orgId)).filter(([, text]) => text !== undefined)), 'two');
  await git.release('1.0.0', { line: 'core' });
  await git.release('1.0.0', { line: 'sales' });
  await mark(git.gateways, { release: 'production/core/v1.0.0', mark: 'blocked', reason: 'why' });
  return git;
};

/** The release that stands against a deploy of some paths of the project, or of nobody knows what. */
const against = async ({ gateways, directory }: ReleasesInGit, ...paths: readonly string[]) => {
  const open = async () => ({
    ...(await gateways()),
    openOrg: () => Promise.resolve({ identity: () => Promise.resolve({ orgId }) } as unknown as Org),
  });
  const outcome = await guard(open, {
    ...(paths.length > 0 && { paths: paths.map((one) => path.join(directory, one)) }),
  });
  return outcome.kind === 'refused' && outcome.refusal.reason === 'blockedRelease'
    ? outcome.refusal.release
    : outcome.kind;
};

describe('a release line that is blocked, and deploys by other tools', () => {
  it('refuses them, but for what provably holds nothing of it', async () => {
    using git = await blocked();
    for (const paths of [
      [],
      ['packages/core'],
      ['packages/core/main/default/classes'],
      ['packages/sales', 'packages/core'],
      ['packages'],
      ['docs'],
      ['../packages/sales'],
    ])
      expect(await against(git, ...paths), paths.join()).to.equal('production/core/v1.0.0');
    for (const paths of [['packages/sales'], ['packages/sales/main/default/classes/Sale.cls', 'packages/sales']])
      expect(await against(git, ...paths), paths.join()).to.equal('allowed');
    await mark(git.gateways, { release: 'production/sales/v1.0.0', mark: 'blocked', reason: 'too' });
    expect(await against(git, 'packages/sales')).to.equal('production/sales/v1.0.0');
  });

  it('refuses them for a component that stands in another line by now, or a link that leads anywhere', async () => {
    using git = await blocked();
    const link = path.join(git.directory, 'packages/sales/main/default/linked');
    symlinkSync(path.join(git.directory, 'packages/core'), link);
    expect(await against(git, 'packages/sales')).to.equal('production/core/v1.0.0');
    using another = await blocked();
    for (const [file, text] of Object.entries(sales(classSaying('Greeter', 'copied'))))
      writeFileSync(path.join(another.directory, file), text ?? '');
    expect(await against(another, 'packages/sales/main/default/labels')).to.equal('production/core/v1.0.0');
  });
});
