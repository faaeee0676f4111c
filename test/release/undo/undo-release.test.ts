import { expect } from 'chai';
import fc from 'fast-check';
import { compareContents } from '../../../src/release/delta/compare-contents.ts';
import { keyOf, type ComponentKey } from '../../../src/release/metadata/component.ts';
import type { ComponentContent } from '../../../src/release/content/content.ts';
import { planRollback } from '../../../src/release/plan/plan-rollback.ts';
import { invertRelease, type Inverse } from '../../../src/release/undo/undo-release.ts';
import { apexClass, component, inputOf, profile } from '../plan-builders.ts';

type Version = readonly ComponentContent[];
const mapOf = (contents: Version) => new Map<ComponentKey, ComponentContent>(contents.map((one) => [keyOf(one), one]));

const undo = (previous: Version, released: Version, current: Version): Inverse =>
  invertRelease(
    { previous: mapOf(previous), released: mapOf(released), current: mapOf(current) },
    new Set([...previous, ...released].map(keyOf)),
  );

const layout = (one: string, two: string) => component('Layout:Account-Main', `<one>${one}</one><two>${two}</two>`);
const lines = (...text: readonly string[]) => apexClass('A', `${text.join('\n')}\n`);
const source = (inverse: Inverse): string =>
  Buffer.from(inverse.to.get('ApexClass:A')?.files.get('A.cls') ?? []).toString();

describe('the undo of a release in the middle', () => {
  it('goes back where no later release touched anything', () => {
    const { to, delta, conflicts } = undo([layout('a', 'x')], [layout('b', 'x')], [layout('b', 'x')]);
    expect(compareContents(to.get('Layout:Account-Main'), layout('a', 'x'))).to.equal(undefined);
    expect(delta.changes).to.have.lengthOf(1);
    expect(conflicts).to.deep.equal([]);
  });

  it('keeps what a later release changed beside it, entry by entry', () => {
    const { to, conflicts } = undo([layout('a', 'x')], [layout('b', 'x')], [layout('b', 'later')]);
    expect(compareContents(to.get('Layout:Account-Main'), layout('a', 'later'))).to.equal(undefined);
    expect(conflicts).to.deep.equal([]);
  });

  it('keeps what a later release changed beside it, line by line', () => {
    const body = (first: string, last: string) => lines(first, 'same', 'same 2', 'same 3', 'same 4', 'same 5', last);
    const inverse = undo([body('a', 'x')], [body('b', 'x')], [body('b', 'later')]);
    expect(source(inverse)).to.equal('a\nsame\nsame 2\nsame 3\nsame 4\nsame 5\nlater\n');
    expect(inverse.conflicts).to.deep.equal([]);
  });

  it('names what a later release changed as well, and leaves it as it is', () => {
    const entries = undo([layout('a', 'x')], [layout('b', 'x')], [layout('c', 'x')]);
    expect(entries.conflicts).to.deep.equal([
      { component: { type: 'Layout', fullName: 'Account-Main' }, entry: { section: 'one' } },
    ]);
    expect(entries.delta.changes).to.deep.equal([]);
    const text = undo([lines('a', 'b')], [lines('a2', 'b')], [lines('a3', 'b')]);
    expect(text.conflicts).to.deep.equal([{ component: { type: 'ApexClass', fullName: 'A' }, path: 'A.cls' }]);
  });

  it('takes out what the release added, unless a later one changed it', () => {
    expect(undo([], [apexClass('A')], [apexClass('A')]).delta.changes[0]?.kind).to.equal('removed');
    const changed = undo([], [apexClass('A')], [apexClass('A', 'class A { int later; }')]);
    expect(changed.conflicts).to.deep.equal([{ component: { type: 'ApexClass', fullName: 'A' } }]);
  });

  it('brings back what the release deleted, unless it is there again otherwise', () => {
    expect(undo([apexClass('A')], [], []).delta.changes[0]?.kind).to.equal('added');
    expect(undo([apexClass('A')], [], [apexClass('A')]).delta.changes).to.deep.equal([]);
    expect(undo([apexClass('A')], [], [apexClass('A', 'class A { int x; }')]).conflicts).to.have.lengthOf(1);
  });

  it('takes one permission out of a profile to which later releases added others', () => {
    const access = (name: string) =>
      `<classAccesses><apexClass>${name}</apexClass><enabled>true</enabled></classAccesses>`;
    const { to, from, delta, conflicts } = undo(
      [profile(access('A'))],
      [profile(access('A'), access('B'))],
      [profile(access('A'), access('B'), access('C'))],
    );
    const input = { ...inputOf({ from: [...from.values()], to: [...to.values()] }), delta, conflicts };
    expect(planRollback(input).revokes.map(({ key }) => key)).to.deep.equal(['B']);
  });

  it('blocks the plan when there are conflicts', () => {
    const { from, to, delta, conflicts } = undo([layout('a', 'x')], [layout('b', 'x')], [layout('c', 'x')]);
    const input = { ...inputOf({ from: [...from.values()], to: [...to.values()] }), delta, conflicts };
    expect(planRollback(input).blockers).to.deep.equal([{ reason: 'undoConflict', conflicts }]);
  });

  it('of the latest release is the rollback to the one before it', () => {
    const version = fc.dictionary(fc.constantFrom('one', 'two', 'three'), fc.constantFrom('a', 'b')).map((inside) => [
      component(
        'Layout:L-1',
        Object.entries(inside)
          .map(([name, text]) => `<${name}>${text}</${name}>`)
          .join(''),
      ),
    ]);
    fc.assert(
      fc.property(version, version, (previous, released) => {
        const { to, conflicts } = undo(previous, released, released);
        expect(conflicts).to.deep.equal([]);
        expect(compareContents(to.get('Layout:L-1'), previous[0])).to.equal(undefined);
      }),
    );
  });

  it('changes nothing when the release was undone already', () => {
    expect(undo([layout('a', 'x')], [layout('b', 'x')], [layout('a', 'x')]).delta.changes).to.deep.equal([]);
  });
});
