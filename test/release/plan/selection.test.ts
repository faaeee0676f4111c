import { expect } from 'chai';
import { keyOf } from '../../../src/release/metadata/component.ts';
import type { Plan } from '../../../src/release/plan/plan.ts';
import {
  apexClass,
  component,
  deleted,
  field,
  keptAs,
  object,
  planOf,
  profile,
  rows,
  shipped,
  type Scene,
} from '../plan-builders.ts';

const withGlobs = (scene: Scene, only: readonly string[], exclude: readonly string[] = []): Plan =>
  planOf({ ...scene, options: { only, exclude } });

const also = (plan: Plan): readonly string[] =>
  plan.also.map(({ component: id, neededBy }) => `${keyOf(id)} for ${keyOf(neededBy)}`);

const two: Scene = {
  from: [apexClass('A', 'class A { void b() {} }'), apexClass('B', 'class B { void c() {} }')],
  to: [apexClass('A'), apexClass('B')],
};

describe('a partial rollback', () => {
  it('takes what the globs take and says what it leaves', () => {
    const plan = withGlobs(two, ['ApexClass:A']);
    expect(shipped(plan)).to.deep.equal(['redeploy ApexClass:A']);
    expect(keptAs(plan)).to.deep.equal(['notSelected ApexClass:B']);
  });

  it('leaves out what is excluded', () => {
    expect(shipped(withGlobs(two, [], ['*:A']))).to.deep.equal(['redeploy ApexClass:B']);
  });

  it('refuses a selection that takes nothing', () => {
    expect(withGlobs(two, ['Flow']).blockers).to.deep.equal([{ reason: 'nothingSelected' }]);
  });

  it('takes along what a component needs that is changed back', () => {
    const scene: Scene = {
      from: [apexClass('A', 'class A { }')],
      to: [apexClass('A', 'class A { Helper h; }'), apexClass('Helper', 'class Helper { Deep d; }'), apexClass('Deep')],
    };
    const plan = withGlobs(scene, ['ApexClass:A']);
    expect(also(plan)).to.deep.equal(['ApexClass:Deep for ApexClass:Helper', 'ApexClass:Helper for ApexClass:A']);
    expect(plan.ships).to.have.lengthOf(3);
  });

  it('takes along who names a deletion, when the former version does not', () => {
    const scene: Scene = {
      from: [
        apexClass('New'),
        apexClass('User', 'class User { New n; }'),
        apexClass('Other', 'class Other { int x; }'),
      ],
      to: [apexClass('User'), apexClass('Other')],
    };
    const plan = withGlobs(scene, ['ApexClass:New']);
    expect(also(plan)).to.deep.equal(['ApexClass:User for ApexClass:New']);
    expect(deleted(plan)).to.deep.equal(['post ApexClass:New']);
    expect(keptAs(plan)).to.deep.equal(['notSelected ApexClass:Other']);
  });

  it('takes along the object of a field that is created again', () => {
    const plan = withGlobs({ to: [object('Claim__c'), field('Claim__c.Amount__c')] }, ['CustomField']);
    expect(also(plan)).to.deep.equal(['CustomObject:Claim__c for CustomField:Claim__c.Amount__c']);
  });

  it('takes along the access to what is deleted: an entry for something that is gone is an error', () => {
    const access = '<classAccesses><apexClass>New</apexClass><enabled>true</enabled></classAccesses>';
    const plan = withGlobs({ from: [apexClass('New'), profile(access)], to: [profile()] }, ['ApexClass']);
    expect(also(plan)).to.deep.equal(['Profile:Admin for ApexClass:New']);
  });

  it('is refused when something needed is excluded by name', () => {
    const scene: Scene = { from: [apexClass('A')], to: [apexClass('A', 'class A { Helper h; }'), apexClass('Helper')] };
    expect(withGlobs(scene, [], ['*:Helper']).blockers).to.deep.equal([
      {
        reason: 'selectionIncomplete',
        missing: [
          {
            component: { type: 'ApexClass', fullName: 'Helper' },
            neededBy: { type: 'ApexClass', fullName: 'A' },
          },
        ],
      },
    ]);
  });

  it('does not ask for what both versions name', () => {
    const uses = (text: string) => component('Layout:Account-Main', `<one>${text}</one><field>Name</field>`);
    const plan = withGlobs({ from: [uses('b'), apexClass('Name')], to: [uses('a')] }, ['ApexClass']);
    expect(also(plan)).to.deep.equal([]);
  });

  it('still keeps a field for its values', () => {
    const plan = withGlobs(
      { from: [field('Account.Risk__c'), apexClass('A')], facts: { rows: rows({ 'CustomField:Account.Risk__c': 2 }) } },
      ['CustomField'],
    );
    expect(keptAs(plan)).to.deep.equal(['notSelected ApexClass:A', 'dataWouldBeLost CustomField:Account.Risk__c']);
  });
});
