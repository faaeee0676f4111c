import { expect } from 'chai';
import fc from 'fast-check';
import { compareVersions } from '../../src/actions/compare/compare.ts';
import { readContents } from '../../src/actions/compare/contents.ts';
import { compareContents } from '../../src/release/delta/compare-contents.ts';
import { compareComponents, keyOf, type ComponentKey } from '../../src/release/metadata/component.ts';
import { contentHash } from '../../src/release/content/content-hash.ts';
import type { ComponentContent } from '../../src/release/content/content.ts';
import type { ComponentChange, Delta, EntryChange } from '../../src/release/delta/delta.ts';
import { applyDelta } from '../release/apply-delta.ts';
import { memoryVersion } from '../release/memory-version.ts';
import { everyType, randomComponent, saidOnce, written, type RandomProject } from '../release/random-project.ts';

const runs = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 150) };

/** One component of a project: its type, and what it is in each version (0: not there; equal numbers: the same). */
const slot = fc.record({
  type: fc.integer({ min: 0, max: everyType.length - 1 }),
  from: fc.integer({ min: 0, max: 4 }),
  to: fc.integer({ min: 0, max: 4 }),
});

/** Types whose files are told in more than one way; drawn as often as all others together. */
const special = [
  'CustomObject',
  'CustomLabels',
  'Workflow',
  'SharingRules',
  'AssignmentRules',
  'CustomObjectTranslation',
  'Profile',
  'PermissionSet',
  'Layout',
  'Flow',
  'FlexiPage',
  'GlobalValueSet',
  'StaticResource',
  'LightningComponentBundle',
  'ApexClass',
  'Bot',
  'ReportType',
  'Translations',
  'DigitalExperienceBundle',
  'Document',
].map((name) => everyType.findIndex((type) => type.name === name));

const specialSlot = slot.map(({ type, ...rest }) => ({ type: special[type % special.length] ?? 0, ...rest }));

const projects = fc.record({
  slots: fc.array(fc.oneof(slot, specialSlot), { minLength: 1, maxLength: 12 }),
  fromStyle: fc.integer(),
  toStyle: fc.integer(),
});

const project = (slots: readonly { type: number; from: number; to: number }[], side: 'from' | 'to'): RandomProject =>
  Object.assign(
    {},
    ...slots.map((one) => {
      const type = everyType[one.type];
      return type === undefined || one[side] === 0 ? {} : randomComponent(one.type * 10 + one[side], type);
    }),
  ) as RandomProject;

/** The slow way to the same: everything read and parsed on both sides, then compared by component. */
const oracle = (
  from: ReadonlyMap<ComponentKey, ComponentContent>,
  to: ReadonlyMap<ComponentKey, ComponentContent>,
): ComponentChange[] =>
  [...new Set([...from.keys(), ...to.keys()])]
    .flatMap((key) => compareContents(from.get(key), to.get(key)) ?? [])
    .sort(compareComponents);

const withoutPaths = (changes: readonly ComponentChange[]): unknown[] =>
  changes.map(({ paths: _, ...change }) => change);

const turned = { added: 'removed', removed: 'added', changed: 'changed' } as const;

const mirrored = (changes: readonly ComponentChange[]): unknown[] =>
  changes.map(({ type, fullName, kind, entries, files }) => ({
    type,
    fullName,
    kind: turned[kind],
    entries: entries.map(({ from, to, order, ...entry }): EntryChange => ({
      ...entry,
      kind: turned[entry.kind],
      ...(to && { from: to }),
      ...(from && { to: from }),
      ...(order && { order: { from: order.to, to: order.from } }),
    })),
    files: files.map((file) => ({ ...file, kind: turned[file.kind] })),
  }));

const plain = (delta: Delta): unknown[] =>
  delta.changes.map(({ type, fullName, kind, entries, files }) => ({ type, fullName, kind, entries, files }));

const hashes = (contents: ReadonlyMap<ComponentKey, ComponentContent>): Record<string, string> =>
  Object.fromEntries([...contents.values()].map((content) => [keyOf(content), contentHash(content)]));

type Given = typeof projects extends fc.Arbitrary<infer Value> ? Value : never;

describe('the delta between any two versions', () => {
  const versions = ({ slots, fromStyle, toStyle }: Given, change = (given: RandomProject) => given) => ({
    from: memoryVersion(written(change(project(slots, 'from')), fromStyle), 'from'),
    to: memoryVersion(written(change(project(slots, 'to')), toStyle), 'to'),
  });

  it('is what comparing everything gives', () =>
    fc.assert(
      fc.asyncProperty(projects, async (given) => {
        const { from, to } = versions(given);
        const delta = await compareVersions(from, to);
        const expected = oracle(await readContents(from), await readContents(to));
        expect(withoutPaths(delta.changes)).to.deep.equal(withoutPaths(expected));
      }),
      runs,
    )).timeout(120_000);

  it('is its own mirror the other way round', () =>
    fc.assert(
      fc.asyncProperty(projects, async (given) => {
        const { from, to } = versions(given);
        expect(mirrored((await compareVersions(from, to)).changes)).to.deep.equal(
          plain(await compareVersions(to, from)),
        );
      }),
      runs,
    )).timeout(120_000);

  it('applied to one version gives the other', () =>
    fc.assert(
      fc.asyncProperty(projects, async (given) => {
        const { from, to } = versions(given, saidOnce);
        const delta = await compareVersions(from, to);
        const target = await readContents(to);
        expect(hashes(applyDelta(await readContents(from), delta, target))).to.deep.equal(hashes(target));
      }),
      runs,
    )).timeout(120_000);

  it('is nothing when only the style differs', () =>
    fc.assert(
      fc.asyncProperty(projects, async ({ slots, fromStyle, toStyle }) => {
        const from = memoryVersion(written(project(slots, 'to'), fromStyle));
        const to = memoryVersion(written(project(slots, 'to'), toStyle));
        const { changes, moved, unclaimed } = await compareVersions(from, to);
        expect({ changes, moved, unclaimed }).to.deep.equal({ changes: [], moved: [], unclaimed: [] });
      }),
      runs,
    )).timeout(120_000);
});
