import { expect } from 'chai';
import fc from 'fast-check';
import { compareVersions } from '../../src/actions/compare/compare.ts';
import { readContents } from '../../src/actions/compare/contents.ts';
import { keyOf } from '../../src/release/metadata/component.ts';
import type { Unreadable } from '../../src/release/delta/delta.ts';
import { UnreadableError } from '../../src/release/metadata/unreadable.ts';
import { largestXml } from '../../src/release/xml/xml-parse.ts';
import { memoryVersion, type MemoryFiles } from '../release/memory-version.ts';
import { xmlFile } from './all-families.ts';

const main = 'force-app/main/default';
const path = `${main}/labels/CustomLabels.labels-meta.xml`;

const label = (name: string, value = 'x'): string =>
  `<labels>\n<fullName>${name}</fullName>\n<value>${value}</value>\n</labels>\n`;

const good = xmlFile('CustomLabels', label('A') + label('B'));

const problemsOf = async (work: Promise<unknown>): Promise<readonly Unreadable[]> => {
  try {
    await work;
  } catch (error) {
    if (error instanceof UnreadableError) return error.files;
    throw error;
  }
  return [];
};

/** What is said about a file that became like this, and about one that was like this. */
const said = async (file: string | Buffer, before: string | Buffer = good): Promise<string[]> => {
  const [bad, fine] = [memoryVersion({ [path]: file }, 'v2'), memoryVersion({ [path]: before }, 'v1')];
  const problems = [await problemsOf(compareVersions(fine, bad)), await problemsOf(compareVersions(bad, fine))];
  expect(problems[1]).to.deep.equal(problems[0]);
  return (problems[0] ?? []).map(
    (problem) => `${problem.version} ${problem.path} ${problem.because}: ${problem.detail}`,
  );
};

describe('a file that is not what it should be', () => {
  const cases: Readonly<Record<string, [string | Buffer, RegExp]>> = {
    'an unclosed element': [xmlFile('CustomLabels', `${label('A')}<labels><fullName>B</fullName>`), /notXml: line 7: /],
    'a file that breaks off': [good.slice(0, 150), /notXml: line \d+: /],
    'no text at all': ['', /notXml: /],
    'conflict markers': [
      xmlFile('CustomLabels', `<<<<<<< HEAD\n${label('A')}=======\n${label('B')}>>>>>>> theirs\n`),
      /notXml: line 3: /,
    ],
    'conflict markers inside an element': [
      good.replace('<value>x', '<value>\n<<<<<<< HEAD\nx\n=======\ny\n>>>>>>> theirs\n'),
      /notXml: line \d+: /,
    ],
    'two roots': [`${good}<CustomLabels/>`, /notXml: line \d+: /],
    'a bare ampersand': [xmlFile('CustomLabels', label('A', 'this & that')), /notXml: line \d+: /],
    'an unknown entity': [xmlFile('CustomLabels', label('A', '&nbsp;')), /notXml: line 5: /],
    'a document type': [
      good.replace('<CustomLabels', '<!DOCTYPE x [<!ENTITY a "b">]>\n<CustomLabels'),
      /doctype: line \d+: /,
    ],
    'another encoding by its own word': [good.replace('UTF-8', 'ISO-8859-1'), /encoding: .*ISO-8859-1/],
    'another encoding in fact': [Buffer.from(xmlFile('CustomLabels', label('Ä')), 'latin1'), /encoding: not UTF-8/],
    'UTF-16': [Buffer.from(`\uFEFF${good}`, 'utf16le'), /encoding: not UTF-8/],
    'more than can be read': [Buffer.alloc(largestXml + 1, 32), /tooLarge: /],
    'a child without a name': [
      xmlFile('CustomLabels', '<labels><value>x</value></labels>'),
      /missingName: <labels> without <fullName>/,
    ],
    'nesting without end': [
      xmlFile('CustomLabels', '<a>'.repeat(5000) + '</a>'.repeat(5000)),
      /notXml: .*nested deeper/,
    ],
  };

  for (const [name, [file, expected]] of Object.entries(cases))
    it(`is named with its version: ${name}`, async () => {
      const problems = await said(file);
      expect(problems).to.have.length(1);
      expect(problems[0])
        .to.match(new RegExp(`^v2 ${path} `))
        .and.to.match(expected);
    });

  it('is passed over in silence only when it is the same in both versions', async () => {
    const broken = memoryVersion({ [path]: '<CustomLabels>' });
    expect((await compareVersions(broken, broken)).changes).to.deep.equal([]);
  });

  it('takes nothing from the rest of a delta that asks to see it', async () => {
    const profile = { [`${main}/profiles/A.profile-meta.xml`]: xmlFile('Profile', '<custom>true</custom>') };
    const found = await compareVersions(
      memoryVersion({ [path]: good }),
      memoryVersion({ [path]: '<broken', ...profile }),
      {
        unreadable: 'list',
      },
    );
    expect(found.changes.map(keyOf)).to.deep.equal(['Profile:A']);
    expect(found.unreadable.map(({ because }) => because)).to.deep.equal(['notXml']);
  });

  it('is named when it was added or removed', async () => {
    const other = { [`${main}/profiles/A.profile-meta.xml`]: '<Profile><custom>' };
    expect(await problemsOf(compareVersions(memoryVersion({}), memoryVersion(other)))).to.have.length(1);
    expect(await problemsOf(compareVersions(memoryVersion(other), memoryVersion({})))).to.have.length(1);
    expect(await problemsOf(readContents(memoryVersion(other)))).to.have.length(1);
  });

  it('is named when its bytes are not in the repository', async () => {
    const found = await problemsOf(
      compareVersions(memoryVersion({ [path]: good }), memoryVersion({ [path]: { kind: 'missing' } }, 'v2')),
    );
    expect(found).to.deep.equal([{ version: 'v2', path, because: 'missingBlob', detail: 'is not in this repository' }]);
  });

  it('is named when half of a component is missing, and the component is not taken for removed', async () => {
    const [code, meta] = [`${main}/classes/A.cls`, `${main}/classes/A.cls-meta.xml`];
    const whole: MemoryFiles = { [code]: 'public class A {}', [meta]: xmlFile('ApexClass') };
    const without = (gone: string): MemoryFiles =>
      Object.fromEntries(Object.entries(whole).filter(([name]) => name !== gone));
    for (const [gone, because] of [
      [code, 'missingContent'],
      [meta, 'missingMeta'],
    ] as const) {
      const half = memoryVersion(without(gone), 'v2');
      const left = gone === code ? meta : code;
      const expected = [[{ version: 'v2', path: left, because }]];
      const brief = (found: readonly Unreadable[]): unknown =>
        found.map(({ version, path: file, because: why }) => ({ version, path: file, because: why }));
      expect([brief(await problemsOf(compareVersions(memoryVersion(whole), half)))]).to.deep.equal(expected);
      expect([brief(await problemsOf(compareVersions(half, memoryVersion(whole))))]).to.deep.equal(expected);
      expect([brief(await problemsOf(readContents(half)))]).to.deep.equal(expected);
    }
  });

  it('is named when two files say different things about one component', async () => {
    const project = { 'sfdx-project.json': JSON.stringify({ packageDirectories: [{ path: 'a' }, { path: 'b' }] }) };
    const profile = (value: string): string => xmlFile('Profile', `<custom>${value}</custom>`);
    const twice = {
      ...project,
      'a/profiles/P.profile-meta.xml': profile('true'),
      'b/profiles/P.profile-meta.xml': profile('false'),
    };
    const found = await problemsOf(readContents(memoryVersion(twice)));
    expect(found.map(({ because }) => because)).to.deep.equal(['twice']);
  });

  it('is a refusal of the settings when sfdx-project.json cannot be obeyed', () => {
    expect(() => memoryVersion({ 'sfdx-project.json': '{' })).to.throw(/sfdx-project\.json/);
    expect(() => memoryVersion({ 'sfdx-project.json': '{"packageDirectories":"force-app"}' })).to.throw(
      /packageDirectories/,
    );
    expect(() => memoryVersion({ 'sfdx-project.json': '{"sourceBehaviorOptions":["unheardOf"]}' })).to.throw(
      /unheardOf/,
    );
  });
});

describe('any damage to a file', () => {
  const bytes = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 4 }),
    fc.constantFrom(
      '<',
      '>',
      '&',
      '</labels>',
      '<labels>',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<?',
      '?>',
      '<!DOCTYPE x>',
      '\0',
      '/>',
      '"',
    ),
  );
  const damages = fc.array(fc.record({ at: fc.nat(), remove: fc.nat({ max: 12 }), insert: bytes }), {
    minLength: 1,
    maxLength: 4,
  });

  it('is never no change and never a removal, unless a parser finds it to be so', () =>
    fc.assert(
      fc.asyncProperty(damages, async (list) => {
        const damaged = list.reduce((text, { at, remove, insert }) => {
          const start = at % (text.length + 1);
          return text.slice(0, start) + insert + text.slice(start + remove);
        }, good);
        const start = performance.now();
        const to = memoryVersion({ [path]: damaged }, 'v2');
        const whole = await problemsOf(readContents(to));
        const compared = await problemsOf(compareVersions(memoryVersion({ [path]: good }), to));
        expect(performance.now() - start).to.be.lessThan(1000);
        expect(compared.length > 0, JSON.stringify(damaged)).to.equal(whole.length > 0 && damaged !== good);
      }),
      { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 1500) },
    )).timeout(120_000);
});
