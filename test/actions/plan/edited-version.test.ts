import { expect } from 'chai';
import fc from 'fast-check';
import { compareVersions } from '../../../src/actions/compare/compare.ts';
import { readContents } from '../../../src/actions/compare/contents.ts';
import { editVersion } from '../../../src/actions/plan/edited-version.ts';
import { contentHash } from '../../../src/release/content/content-hash.ts';
import type { ComponentContent } from '../../../src/release/content/content.ts';
import { keyOf, type ComponentKey } from '../../../src/release/metadata/component.ts';
import { Refused } from '../../../src/release/refusal.ts';
import { memoryVersion } from '../../release/memory-version.ts';
import { everyType, randomComponent, saidOnce, written, type RandomProject } from '../../release/random-project.ts';
import { apexClass, labels, profile, startingProject, textField } from '../project.ts';

const main = 'force-app/main/default';
const base = memoryVersion(startingProject, 'base');

const contentsOf = async (version: typeof base, key: string): Promise<ComponentContent | undefined> =>
  (await readContents(version, new Set([key as ComponentKey]))).get(key as ComponentKey);

const refusalIn = (error: unknown) => {
  if (error instanceof Refused) return error.refusal;
  throw error;
};

describe('a version with some components otherwise', () => {
  it('takes over the files of a version that holds what is wanted, byte for byte', async () => {
    const donor = memoryVersion({ ...startingProject, ...apexClass('Greeter', '// other\npublic class Greeter {}\n') });
    const greeter = await contentsOf(donor, 'ApexClass:Greeter');
    const { version, edits } = await editVersion(base, new Map([['ApexClass:Greeter', greeter]]), [donor]);
    expect([...edits.keys()].sort()).to.deep.equal([
      `${main}/classes/Greeter.cls`,
      `${main}/classes/Greeter.cls-meta.xml`,
    ]);
    expect(Buffer.from(edits.get(`${main}/classes/Greeter.cls`) ?? []).toString()).to.equal(
      '// other\npublic class Greeter {}\n',
    );
    const { changes } = await compareVersions(version, donor);
    expect(changes).to.deep.equal([]);
  });

  it('changes one label of a file and leaves the others in it', async () => {
    const donor = memoryVersion({ ...startingProject, ...labels({ Hello: 'Good day', Bye: 'So long', New: 'New' }) });
    const targets = new Map([
      ['CustomLabel:Hello', await contentsOf(donor, 'CustomLabel:Hello')],
      ['CustomLabel:New', await contentsOf(donor, 'CustomLabel:New')],
    ] as const);
    const { version } = await editVersion(base, targets, [donor]);
    const { changes } = await compareVersions(base, version);
    expect(changes.map(({ kind, fullName }) => `${kind} ${fullName}`)).to.deep.equal(['changed Hello', 'added New']);
  });

  it('puts a component into a shared file that holds nothing yet', async () => {
    const hollow = memoryVersion({ ...startingProject, ...labels({}) });
    const hello = await contentsOf(base, 'CustomLabel:Hello');
    const { version } = await editVersion(hollow, new Map([['CustomLabel:Hello', hello]]), []);
    const { changes } = await compareVersions(hollow, version);
    expect(changes.map(({ kind, fullName }) => `${kind} ${fullName}`)).to.deep.equal(['added Hello']);
  });

  it('takes a component out with all of its files, and a shared file with its last component', async () => {
    const targets = new Map<ComponentKey, undefined>([
      ['ApexClass:Greeter', undefined],
      ['CustomLabel:Hello', undefined],
      ['CustomLabel:Bye', undefined],
      ['CustomField:Thing__c.Colour__c', undefined],
    ]);
    const { version } = await editVersion(base, targets, []);
    const paths = (await version.files()).map(({ path }) => path);
    expect(paths.filter((path) => /Greeter\.|labels|Colour__c/u.test(path))).to.deep.equal([]);
    expect(paths).to.include(`${main}/classes/GreeterTest.cls`);
  });

  it('writes content that no version has', async () => {
    const other = memoryVersion({ ...startingProject, ...profile(['RunReports', 'ExportReport']) });
    const content = await contentsOf(other, 'Profile:Clerk');
    const { version } = await editVersion(base, new Map([['Profile:Clerk', content]]), []);
    expect(contentHash((await contentsOf(version, 'Profile:Clerk'))!)).to.equal(contentHash(content!));
  });

  it('refuses, by name, what nothing says where to write', async () => {
    const donor = memoryVersion({ ...startingProject, ...apexClass('Fresh', 'public class Fresh {}') });
    const fresh = await contentsOf(donor, 'ApexClass:Fresh');
    const refusal = await editVersion(base, new Map([['ApexClass:Fresh', fresh]]), []).then(() => undefined, refusalIn);
    expect(refusal).to.deep.equal({ reason: 'cannotBeWritten', components: ['ApexClass:Fresh'] });
  });

  it('reads as what the plain paths of a field say', async () => {
    const donor = memoryVersion({ ...startingProject, ...textField('Thing__c', 'Risk__c') });
    const field = await contentsOf(donor, 'CustomField:Thing__c.Risk__c');
    const { edits } = await editVersion(base, new Map([['CustomField:Thing__c.Risk__c', field]]), [donor]);
    expect([...edits.keys()]).to.deep.equal([`${main}/objects/Thing__c/fields/Risk__c.field-meta.xml`]);
  });

  it('is one version for the components chosen and the other for all the rest, whatever they are', async () => {
    const slot = fc.record({
      type: fc.integer({ min: 0, max: everyType.length - 1 }),
      from: fc.integer({ min: 0, max: 3 }),
      to: fc.integer({ min: 0, max: 3 }),
    });
    const scenes = fc.record({
      slots: fc.array(slot, { minLength: 1, maxLength: 8 }),
      chosen: fc.integer({ min: 0 }),
      style: fc.integer({ min: 0 }),
    });
    const projectOf = (slots: readonly { type: number; from: number; to: number }[], side: 'from' | 'to') =>
      saidOnce(
        Object.assign(
          {},
          ...slots.map((one): RandomProject =>
            one[side] === 0 ? {} : randomComponent(one[side], everyType[one.type]!),
          ),
        ) as RandomProject,
      );
    let written_ = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(scenes, async ({ slots, chosen, style }) => {
        const from = memoryVersion(written(projectOf(slots, 'from'), style), 'from');
        const to = memoryVersion(written(projectOf(slots, 'to'), style), 'to');
        const { changes } = await compareVersions(from, to, { unreadable: 'list' });
        const picked = changes.filter((_, index) => (chosen >> (index % 30)) % 2 === 1).map(keyOf);
        const contents = await readContents(to, new Set(picked));
        const targets = new Map(picked.map((key) => [key, contents.get(key)]));
        const made = await editVersion(from, targets, [to]).catch(refusalIn);
        if ('reason' in made) {
          expect(made.reason).to.equal('cannotBeWritten');
          refused += 1;
          return;
        }
        written_ += 1;
        const rest = await compareVersions(made.version, to, { unreadable: 'list' });
        expect(rest.changes.map(keyOf)).to.deep.equal(changes.map(keyOf).filter((key) => !picked.includes(key)));
      }),
      { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 150) },
    );
    expect(refused).to.be.below(written_ / 4);
  });
});
