import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { projectInGit } from '../../actions/project-in-git.ts';

const script = fileURLToPath(new URL('./loaded-modules.ts', import.meta.url));

/** What of Salesforce's packages a command loads: what the platform promises of its words, and types as data. */
const allowed = [
  /@salesforce\/core\/lib\/(messages|sfError|global|fs\/fs|logger\/\w+|util\/\w+)\.js$/u,
  /@salesforce\/(kit|ts-types)\//u,
  /@salesforce\/source-deploy-retrieve\/lib\/src\/registry\/\w+\.json$/u,
];

describe('a command that answers without an org', () => {
  it('loads no client for metadata and no connection', async () => {
    const file = (name: string, text: string): Record<string, string> => ({
      [`force-app/main/default/classes/${name}.cls`]: text,
      [`force-app/main/default/classes/${name}.cls-meta.xml`]: '<ApexClass><apiVersion>60.0</apiVersion></ApexClass>',
    });
    const { directory } = await projectInGit({
      'sfdx-project.json': '{"packageDirectories":[{"path":"force-app"}]}',
      ...file('Kept', 'class Kept {}'),
    });
    execFileSync('git', ['rm', '--quiet', '-r', 'force-app'], { cwd: directory });
    for (const args of [['list'], ['diff', 'HEAD', '--name-only'], ['diff', 'HEAD']]) {
      const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
        cwd: directory,
        encoding: 'utf8',
      });
      expect(status, stderr).to.equal(0);
      const loaded = JSON.parse(stderr.slice(stderr.lastIndexOf('\n'))) as string[];
      expect(loaded.some((url) => url.endsWith(`src/commands/release/${args[0] ?? ''}.ts`))).to.equal(true);
      const salesforce = loaded.filter((url) => /node_modules\/(@salesforce|@jsforce|jsforce)\//u.test(url));
      expect(salesforce.filter((url) => !allowed.some((pattern) => pattern.test(url)))).to.deep.equal([]);
      if (args[0] === 'diff') expect(stdout).to.include('Kept');
    }
  }).timeout(60_000);
});
