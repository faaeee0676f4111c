import { expect } from 'chai';
import { compareContents } from '../../../src/release/delta/compare-contents.ts';
import { component } from '../plan-builders.ts';

const may = (name: string, enabled: boolean): string =>
  `<userPermissions><enabled>${String(enabled)}</enabled><name>${name}</name></userPermissions>`;

const clerk = (...permissions: readonly string[]): ReturnType<typeof component> =>
  component('Profile:Clerk', permissions.join(''));

describe('two contents of a component', () => {
  it('are the same when their entries stand in another order', () => {
    const [edit, run] = [may('EditTask', true), may('RunFlow', true)];
    expect(compareContents(clerk(edit, run), clerk(run, edit))).to.be.undefined;
  });

  it('differ when of two entries with one key another is the last', () => {
    const [granted, denied] = [may('EditTask', true), may('EditTask', false)];
    const change = compareContents(clerk(granted, denied), clerk(denied, granted));
    expect(change?.entries.map(({ key }) => key)).to.deep.equal(['EditTask']);
  });
});
