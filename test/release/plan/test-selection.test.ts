import { expect } from 'chai';
import { apexClass, component, planOf, type Scene } from '../plan-builders.ts';

const helper = { from: [apexClass('Helper', 'class Helper { int x; }')], to: [apexClass('Helper')] };
const tests = (scene: Scene) => planOf(scene).tests;
const helperTest = '@IsTest private class HelperTest { @IsTest static void t() { helper.run(); } }';

describe('the tests of a rollback', () => {
  it('are those of the former release that name what is sent, whatever their case', () => {
    expect(tests({ ...helper, apex: { HelperTest: helperTest, Other: '@isTest class Other {}' } })).to.deep.equal({
      level: 'RunSpecifiedTests',
      classes: ['HelperTest'],
      uncovered: [],
    });
  });

  it('are all local ones when a class is named by none: production would refuse it for coverage', () => {
    expect(tests({ ...helper, apex: { Other: '@isTest class Other {}' } })).to.deep.equal({
      level: 'RunLocalTests',
      classes: [],
      uncovered: ['Helper'],
    });
  });

  it('are all local ones when nobody read the source', () => {
    expect(tests(helper).level).to.equal('RunLocalTests');
  });

  it('never hold one that goes in the same deploy', () => {
    const scene: Scene = {
      from: [...helper.from, apexClass('HelperTest', helperTest)],
      to: helper.to,
      apex: { HelperTest: helperTest, Helper: 'class Helper {}' },
    };
    expect(tests(scene).classes).to.deep.equal([]);
    expect(tests(scene).level).to.equal('RunLocalTests');
  });

  it('are none without Apex, which production allows', () => {
    const layout = (text: string) => component('Layout:Account-Main', `<one>${text}</one>`);
    expect(tests({ from: [layout('b')], to: [layout('a')] }).level).to.equal('NoTestRun');
  });

  it('are all local ones when Apex is only deleted', () => {
    expect(tests({ from: [apexClass('A')], apex: {} }).level).to.equal('RunLocalTests');
  });

  it('are what a person asked for', () => {
    expect(tests({ ...helper, options: { tests: ['B', 'A'] } })).to.deep.include({
      level: 'RunSpecifiedTests',
      classes: ['A', 'B'],
    });
    expect(tests({ ...helper, options: { testLevel: 'RunAllTestsInOrg' } }).level).to.equal('RunAllTestsInOrg');
  });

  it('that a person asked for may leave something uncovered, which is named', () => {
    const apex = { HelperTest: helperTest, Other: '@isTest class Other {}' };
    expect(tests({ ...helper, apex, options: { tests: ['helpertest'] } }).uncovered).to.deep.equal([]);
    expect(tests({ ...helper, apex, options: { tests: ['Other'] } }).uncovered).to.deep.equal(['Helper']);
  });

  it('are not found in a comment', () => {
    expect(
      tests({ ...helper, apex: { Sneaky: 'class Sneaky { /* testMethod of Helper */ }' } }).uncovered,
    ).to.deep.equal(['Helper']);
  });
});
