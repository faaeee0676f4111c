import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { appendFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { startPracticeOrg } from '../../../src/practice-org/index.ts';
import { differenceOf, DIFFERENCES, kindOf, type Difference } from './compare-files.ts';
import { RealSf, type Ended } from './real-sf.ts';

/**
 * The real `sf` deploys a project to a new org and retrieves it back in place. The demo's project by default; others by
 * their repositories, folders or URLs that `git clone` takes, `#` before a branch or tag:
 *
 *     SF_RELEASE_ROUND_TRIP="https://github.com/trailheadapps/dreamhouse-lwc https://github.com/trailheadapps/apex-recipes" \
 *       npm run test:sf -- --grep "round trip"
 *
 * Every file that was sent is spoilt before the retrieve, so that a file that did not come back cannot pass as one that
 * came back equal.
 */
const repositories = (process.env['SF_RELEASE_ROUND_TRIP'] ?? '').split(/\s+/).filter((each) => each !== '');

const SPOILT = '\n<!-- spoilt: this is not what the org has -->\n';

const cloned =
  (repository: string) =>
  async (folder: string): Promise<void> => {
    const [url = '', ref] = repository.split('#');
    const branch = ref === undefined ? [] : ['--branch', ref];
    await promisify(execFile)('git', ['clone', '--quiet', '-c', 'core.autocrlf=false', ...branch, '--', url, folder]);
  };

const filesOf = ({ result }: Ended): readonly string[] => {
  const { files } = result as { files: readonly { filePath?: string; state: string }[] };
  return [...new Set(files.flatMap(({ filePath, state }) => (state === 'Failed' ? [] : (filePath ?? []))))].sort();
};

interface Compared {
  readonly file: string;
  readonly difference: Difference | 'missing' | 'under another name';
}

const stemOf = (file: string): string => path.join(path.dirname(file), path.basename(file).replace(/\..*$/, ''));

/** The CLI names a static resource by its content type, whatever it was called: `helloaudio.m4a` for `helloaudio.resource`. */
const renamed = (file: string, cameBack: readonly string[]): string | undefined =>
  cameBack.find((other) => other !== file && !other.endsWith('-meta.xml') && stemOf(other) === stemOf(file));

const compare = async (file: string, sent: Buffer, cameBack: readonly string[]): Promise<Compared> => {
  const back = await readFile(file);
  if (back.subarray(-SPOILT.length).toString('utf8') !== SPOILT)
    return { file, difference: differenceOf(file, sent, back) };
  const other = renamed(file, cameBack);
  if (other === undefined) return { file, difference: 'missing' };
  return { file, difference: sent.equals(await readFile(other)) ? 'under another name' : 'different' };
};

const countsOf = (compared: readonly Compared[]): string =>
  [...Map.groupBy(compared, ({ file }) => kindOf(path.basename(file)))]
    .map(([kind, files]) => `${kind} ${files.length}`)
    .sort()
    .join(', ');

const told = (name: string, compared: readonly Compared[]): string => {
  const lines = (['missing', ...DIFFERENCES, 'under another name'] as const).map((difference) => {
    const files = compared.filter((each) => each.difference === difference);
    const kinds = files.length === 0 || difference === 'equal bytes' ? '' : ` (${countsOf(files)})`;
    return `      ${difference}: ${files.length}${kinds}`;
  });
  return [`    ${name}: ${compared.length} files sent`, ...lines].join('\n');
};

const succeeds = async (sf: RealSf, line: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> => {
  const ended = await sf.run(line, env);
  expect(ended.code, `sf ${line}\n${ended.stdout.slice(0, 20_000)}\n${ended.stderr}`).to.equal(0);
  return ended;
};

/** The folders a project is in, from its `sfdx-project.json`. */
const packageDirectories = async (project: string): Promise<readonly string[]> => {
  const text = await readFile(path.join(project, 'sfdx-project.json'), 'utf8');
  return (JSON.parse(text) as { packageDirectories: { path: string }[] }).packageDirectories.map((each) => each.path);
};

const roundTrip = async (sf: RealSf): Promise<readonly Compared[]> => {
  await using org = await startPracticeOrg({ name: 'round-trip', kind: 'sandbox' });
  await succeeds(sf, `org login access-token --instance-url ${org.url} --alias org --no-prompt`, {
    SF_ACCESS_TOKEN: org.accessToken,
  });
  const directories = (await packageDirectories(sf.project)).map((each) => `-d ${each}`).join(' ');
  const sent = filesOf(await succeeds(sf, `project deploy start ${directories} -o org`));
  const contents = await Promise.all(sent.map((file) => readFile(file)));
  for (const file of sent) await appendFile(file, SPOILT);
  // A manifest names what was sent; the CLI cannot read it from the spoilt files any more.
  const cameBack = filesOf(await succeeds(sf, `project retrieve start -x ${path.join(sf.home, 'package.xml')} -o org`));
  return await Promise.all(sent.map((file, at) => compare(file, contents[at] ?? Buffer.alloc(0), cameBack)));
};

describe('contract: a round trip with the real sf', function () {
  this.timeout(600_000);

  const comesBack = (name: string, open: () => Promise<RealSf>): void => {
    it(`brings back ${name}: nothing missing, nothing different`, async () => {
      await using sf = await open();
      const directories = (await packageDirectories(sf.project)).map((each) => `-p ${each}`).join(' ');
      await succeeds(sf, `project generate manifest ${directories} -d ${sf.home}`);
      const compared = await roundTrip(sf);
      console.log(told(name, compared));
      const bad = compared.filter(({ difference }) => difference === 'missing' || difference === 'different');
      expect(compared).not.to.deep.equal([]);
      expect(bad.map(({ file, difference }) => `${difference}: ${path.relative(sf.project, file)}`)).to.deep.equal([]);
    });
  };

  if (repositories.length === 0) comesBack('the demo', () => RealSf.open());
  for (const repository of repositories) comesBack(repository, () => RealSf.open(cloned(repository)));
});
