import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { openGit } from '../../src/gateways/git/git.ts';
import { openJournal } from '../../src/gateways/git/journal.ts';
import { openRepository, type Repository } from '../../src/gateways/git/repository.ts';
import { openOrg } from '../../src/gateways/org/open-org.ts';
import { soqlList } from '../../src/release/checks/soql.ts';
import { readConfiguration } from '../../src/release/configuration.ts';
import { selector } from '../../src/release/plan/selector.ts';
import { isEnvironmentName, parseReleaseName, requestedVersion } from '../../src/release/release-name.ts';
import { temporaryRepository, type TemporaryRepository } from '../gateways/temporary-repository.ts';
import { payloads } from './payloads.ts';

/** What must be the same afterwards: every ref, and every file outside the store of objects. */
const stateOf = async (place: TemporaryRepository): Promise<readonly string[]> => {
  const files = await readdir(path.dirname(place.top), { recursive: true, withFileTypes: true });
  const lines = await Promise.all(
    files
      .filter((entry) => entry.isFile() && !/objects|FETCH_HEAD|index$/u.test(`${entry.parentPath}/${entry.name}`))
      .map(async ({ parentPath, name }) => {
        const bytes = await readFile(path.join(parentPath, name));
        return `${path.join(parentPath, name)} ${createHash('sha256').update(bytes).digest('hex')}`;
      }),
  );
  return [...lines.sort(), await place.git('for-each-ref'), await place.inRemote('for-each-ref')];
};

/** A place where somebody else's text gets in. It may be refused, or taken for what it is: text. */
type Entrance = (place: TemporaryRepository, repository: Repository) => (text: string) => Promise<unknown>;

const entrances: Readonly<Record<string, Entrance>> = {
  'a ref': (_, repository) => (text) => repository.commit(text),
  'a pattern of tags': (_, repository) => (text) => repository.remoteTags(text),
  'the name of a tag that is fetched': (_, repository) => (text) => repository.fetchTags([text]),
  'the name of a snapshot': (_, repository) => (text) => openJournal(repository, 'production').kept(text),
  'the alias of an org': () => (text) => openOrg(text, { environment: {} }),
};

describe('a hostile text', function () {
  this.timeout(180_000);

  for (const [name, entrance] of Object.entries(entrances))
    it(`as ${name} executes nothing and writes nothing`, async () => {
      const folder = await mkdtemp(path.join(tmpdir(), 'marker-'));
      await using place = await temporaryRepository({ withRemote: true });
      const enter = entrance(place, await openRepository(place.project));
      const before = await stateOf(place);
      const texts = payloads(path.join(folder, 'touched'));
      expect(texts.length).to.be.greaterThan(300);
      // each is refused or answered; what counts is what is left behind
      await inTurns(texts, (text) => enter(text).then(undefined, () => undefined));
      expect(await readdir(folder)).to.deep.equal([]);
      expect(await stateOf(place)).to.deep.equal(before);
      await rm(folder, { recursive: true });
    });

  it('as the path of a file in a snapshot stays a path inside it, or is refused', async () => {
    await using place = await temporaryRepository();
    const repository = await openRepository(place.project);
    const before = await place.git('ls-tree', '-r', 'HEAD');
    // a zip with a name that holds control characters is refused before anything is kept
    const texts = payloads('/tmp/touched').filter((text) => text.length < 1000 && !text.includes('\0'));
    await inTurns(texts, async (text) => {
      const name = `snapshots/${createHash('sha256').update(text).digest('hex')}`;
      const files = new Map([[text, Buffer.from('kept')]]);
      const commit = await openJournal(repository, 'production')
        .keep(name, files, 'one\n')
        .catch(() => undefined);
      if (commit === undefined) return;
      const listed = await openGit(place.project).pipe(['ls-tree', '-r', '-z', '--name-only', commit]);
      expect(listed.toString().split('\0').filter(Boolean)).to.deep.equal([text]);
    });
    expect(await place.git('ls-tree', '-r', 'HEAD')).to.equal(before);
    expect(await place.git('status', '--porcelain')).to.equal('');
  });

  it('as the name of an environment or a release is no name', () => {
    for (const text of payloads('/tmp/touched').filter((each) => !/^[a-z][a-z0-9.]*$/u.test(each))) {
      expect(isEnvironmentName(text), text).to.equal(false);
      // two plain names are an environment and a line of it
      if (!/^[a-z]+\/[a-z]+$/u.test(text)) expect(parseReleaseName(`${text}/v1.0.0`), text).to.equal(undefined);
      expect(parseReleaseName(`production/v${text}`), text).to.equal(undefined);
      expect(requestedVersion(text, []), text).to.equal(undefined);
    }
  });

  it('as a value in SOQL stays a value', () => {
    for (const text of payloads('/tmp/touched')) {
      const literal = soqlList([text]).slice(2, -2);
      expect(literal.replaceAll(/\\[\\']/gu, ''), text).not.to.contain("'");
      expect(literal.replaceAll(/\\([\\'])/gu, '$1')).to.equal(text);
    }
  });

  it('as a value in release.yaml is refused with its line, or is nothing but a name', () => {
    for (const text of payloads('/tmp/touched'))
      for (const key of ['remote', 'refs', 'autoTag', 'signatures', 'environments', 'checks', 'data', 'snapshots']) {
        const reading = readConfiguration(`${key}: ${JSON.stringify(text)}\n`);
        if ('configuration' in reading) {
          expect(key).to.match(/^re(mote|fs)$/u);
          expect(text).to.match(/^[A-Za-z0-9][A-Za-z0-9/._-]*$/u);
        } else expect(reading.problems[0].line).to.equal(1);
      }
    expect({}).not.to.have.property('x');
  });

  it('as a glob of components matches within a second and takes nothing that is not called so', () => {
    const paths = { from: ['force-app/main/default/classes/A.cls'], to: [] };
    // a star, an exclamation mark and a dot mean something in a glob
    for (const text of payloads('/tmp/touched').filter((each) => !/^!|\*|^\.$/u.test(each))) {
      const began = performance.now();
      const isTaken = selector({ only: [text], exclude: [] })({ type: 'ApexClass', fullName: 'A', paths });
      expect(performance.now() - began, text).to.be.lessThan(1000);
      expect(isTaken, text).to.equal(false);
    }
  });
});

/** A few at a time: each is a process or two. */
const inTurns = async (texts: readonly string[], act: (text: string) => Promise<unknown>): Promise<void> => {
  const left = [...texts];
  const worker = async (): Promise<void> => {
    for (let text = left.pop(); text !== undefined; text = left.pop()) await act(text);
  };
  await Promise.all([worker(), worker(), worker()]);
};
