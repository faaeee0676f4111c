import { expect } from 'chai';
import { directivesIn } from '../../../src/practice-org/metadata/apex/directives.ts';
import { runTests } from '../../../src/practice-org/metadata/apex/run-tests.ts';
import { localTests } from '../../../src/practice-org/metadata/apex/test-run.ts';
import type { DeployOutcome } from '../../../src/practice-org/metadata/types.ts';
import { apexClass, apexTrigger, field, object, problems, testOrg, xml, type Deploy, type Files } from './test-org.ts';

const test = (name: string, body: string, directives = ''): Files =>
  apexClass(name, `${directives}\n@IsTest\nprivate class ${name} {\n${body}\n}`);

const method = (name: string, body = ''): string => `  @IsTest\n  static void ${name}() {\n    ${body}\n  }`;

const tab: Files = { 'tabs/Home.tab': xml('CustomTab', '<url>https://a.example</url>') };

const service = apexClass('Service', 'public class Service { public static Integer f() { return 1; } }');
const serviceTest = test('ServiceTest', method('works', 'Service.f();'));

const summary = ({ tests }: DeployOutcome): string => `${tests.numTestsRun} run, ${tests.numFailures} failed`;

describe('practice org: Apex tests', () => {
  describe('levels', () => {
    /** What is deployed where and how, and what the org then runs. */
    const levels: readonly {
      readonly what: string;
      readonly kind: 'production' | 'sandbox';
      readonly files: Files;
      readonly how?: Deploy;
      readonly expected: string;
      readonly level: string;
    }[] = [
      {
        what: 'all local tests in production when Apex is in the package',
        kind: 'production',
        files: service,
        expected: '1 run, 0 failed',
        level: 'RunLocalTests',
      },
      {
        what: 'none in production without Apex',
        kind: 'production',
        files: tab,
        expected: '0 run, 0 failed',
        level: 'NoTestRun',
      },
      { what: 'none in a sandbox', kind: 'sandbox', files: service, expected: '0 run, 0 failed', level: 'NoTestRun' },
      {
        what: 'what is asked for, Apex or not',
        kind: 'production',
        files: tab,
        how: { options: { testLevel: 'RunLocalTests' } },
        expected: '1 run, 0 failed',
        level: 'RunLocalTests',
      },
      {
        what: 'the named tests only',
        kind: 'production',
        files: tab,
        how: { options: { testLevel: 'RunSpecifiedTests', runTests: ['ServiceTest'] } },
        expected: '1 run, 0 failed',
        level: 'RunSpecifiedTests',
      },
      {
        what: 'local tests when the package only deletes Apex',
        kind: 'production',
        files: {},
        how: { post: ['ApexClass:Unused'] },
        expected: '1 run, 0 failed',
        level: 'RunLocalTests',
      },
      {
        what: 'tests that reach what is deployed, when relevant ones are asked for',
        kind: 'production',
        files: service,
        how: { version: '66.0', options: { testLevel: 'RunRelevantTests' } },
        expected: '1 run, 0 failed',
        level: 'RunRelevantTests',
      },
      {
        what: 'no relevant test at all, and succeeds',
        kind: 'production',
        files: tab,
        how: { version: '66.0', options: { testLevel: 'RunRelevantTests' } },
        expected: '0 run, 0 failed',
        level: 'RunRelevantTests',
      },
    ];

    for (const { what, kind, files, how, expected, level } of levels)
      it(`runs ${what}`, () => {
        const org = testOrg({ kind });
        org.given({ ...service, ...serviceTest, ...apexClass('Unused', 'class Unused {}') });
        const outcome = org.deploy(files, how);
        expect(problems(outcome)).to.be.empty;
        expect(summary(outcome)).to.equal(expected);
        expect(outcome.testLevel).to.equal(level);
      });

    const refused: readonly {
      readonly what: string;
      readonly how: Deploy;
      readonly says: string;
      readonly files?: Files;
    }[] = [
      {
        what: 'NoTestRun in production with Apex',
        how: { options: { testLevel: 'NoTestRun' } },
        says: 'testLevel of NoTestRun cannot be used in production organizations',
      },
      {
        what: 'RunSpecifiedTests without names',
        how: { options: { testLevel: 'RunSpecifiedTests' } },
        says: 'runTests must name',
      },
      {
        what: 'names without RunSpecifiedTests',
        how: { options: { testLevel: 'RunLocalTests', runTests: ['ServiceTest'] } },
        says: 'only with testLevel RunSpecifiedTests',
      },
      {
        what: 'RunRelevantTests below API 66',
        how: { version: '65.0', options: { testLevel: 'RunRelevantTests' } },
        says: '66.0',
      },
    ];

    for (const { what, how, says } of refused)
      it(`refuses ${what}`, () => {
        const outcome = testOrg({ kind: 'production' }).deploy({ ...service, ...serviceTest }, how);
        expect(outcome.success).to.be.false;
        expect(outcome.refusal?.message).to.include(says);
      });

    it('accepts NoTestRun in production without Apex', () => {
      expect(testOrg({ kind: 'production' }).deploy(tab, { options: { testLevel: 'NoTestRun' } }).success).to.be.true;
    });

    it('fails on a named test that is not there, and on one that the same deploy deletes', () => {
      const org = testOrg({ kind: 'production' });
      org.given({ ...service, ...serviceTest });
      const specified = (...runTests: readonly string[]): Deploy => ({
        options: { testLevel: 'RunSpecifiedTests', runTests },
      });
      expect(problems(org.deploy(tab, specified('GoneTest')))).to.deep.equal(['No ApexClass named GoneTest found']);
      expect(problems(org.deploy(tab, { ...specified('ServiceTest'), post: ['ApexClass:ServiceTest'] }))).to.deep.equal(
        ['No ApexClass named ServiceTest found'],
      );
    });

    it('runs no test after a component failed', () => {
      const org = testOrg({ kind: 'production' });
      org.given({ ...service, ...serviceTest });
      const outcome = org.deploy({ ...service, 'tabs/Bad.tab': '<broken' });
      expect(summary(outcome)).to.equal('0 run, 0 failed');
    });

    it('commits nothing when a test fails', () => {
      const org = testOrg({ kind: 'production' });
      org.given({ ...service, ...serviceTest });
      const before = org.state;
      const outcome = org.deploy(test('BadTest', method('works'), '// @practice fails always'));
      expect(outcome.success).to.be.false;
      expect(org.state).to.equal(before);
    });
  });

  describe('directives', () => {
    const failures = (files: Files): readonly string[] => {
      const org = testOrg();
      org.given(files);
      return runTests(org.state, localTests(org.state)).failures.map(({ name, methodName }) => `${name}.${methodName}`);
    };

    it('pass without any', () => {
      expect(failures({ ...service, ...serviceTest })).to.be.empty;
    });

    it('fail every method from the top of the class, or one from inside it', () => {
      const methods = `${method('one')}\n${method('two')}`;
      expect(failures(test('T', methods, '// @practice fails always'))).to.deep.equal(['T.one', 'T.two']);
      expect(failures(test('T', `${method('one')}\n${method('two', '// @practice fails always')}`))).to.deep.equal([
        'T.two',
      ]);
    });

    it('fail while another component contains a text, of whatever type', () => {
      const watching = (what: string): Files => test('T', method('one'), `// @practice fails while ${what}`);
      const bad = apexClass('Price', 'class Price { Decimal discount = 0.5; }');
      expect(failures({ ...bad, ...watching('Price contains discount = 0.5') })).to.deep.equal(['T.one']);
      expect(failures({ ...bad, ...watching('Price contains "discount = 0.1"') })).to.be.empty;
      const label = {
        'labels/CustomLabels.labels': xml(
          'CustomLabels',
          '<labels><fullName>Hello</fullName><value>bad</value></labels>',
        ),
      };
      expect(failures({ ...label, ...watching('CustomLabel:Hello contains bad') })).to.deep.equal(['T.one']);
    });

    it('need a field or another component', () => {
      const needing = (what: string): Files => test('T', method('one'), `// @practice needs ${what}`);
      const files = { 'objects/Thing__c.object': object(field('Score__c')) };
      expect(failures({ ...files, ...needing('Thing__c.Score__c') })).to.be.empty;
      expect(failures({ ...files, ...needing('Thing__c.Gone__c') })).to.deep.equal(['T.one']);
      expect(failures(needing('CustomObject:Gone__c'))).to.deep.equal(['T.one']);
    });

    it('take as long as they say', () => {
      const org = testOrg();
      org.given(test('T', `${method('one', '// @practice takes 3 s')}\n${method('two', '// @practice takes 250ms')}`));
      expect(runTests(org.state, localTests(org.state)).totalTime).to.equal(3250);
    });

    it('are read from line comments only, and nothing else means anything', () => {
      expect(directivesIn('/* @practice fails always */ x // @practice explodes')).to.be.empty;
      expect(directivesIn('\n// @practice covers A 90 %, B 40')).to.deep.equal([
        { directive: { kind: 'covers', name: 'A', percent: 90 }, line: 2 },
        { directive: { kind: 'covers', name: 'B', percent: 40 }, line: 2 },
      ]);
    });

    it('find test methods in every notation, and no setup methods', () => {
      const org = testOrg();
      org.given(
        apexClass(
          'T',
          `@isTest(SeeAllData=true) public with sharing class T {
             @TestSetup static void prepare() {}
             static testMethod void old() {}
             @IsTest(IsParallel=true) private static void annotated() {}
             // @IsTest static void commentedOut() {}
             static void helper() {} }`,
        ),
      );
      const { successes } = runTests(org.state, localTests(org.state));
      expect(successes.map(({ methodName }) => methodName)).to.deep.equal(['old', 'annotated']);
    });
  });

  describe('coverage', () => {
    const production = (): ReturnType<typeof testOrg> => testOrg({ kind: 'production' });
    const lines = (name: string, count: number): Files =>
      apexClass(name, `public class ${name} {\n${'Integer i;\n'.repeat(count)}}`);

    it('asks for 75 % of the whole org with local tests', () => {
      const files = { ...lines('Small', 10), ...lines('Large', 30) };
      const covering = (percent: number): Files => test('T', method('one'), `// @practice covers Large ${percent} %`);
      expect(problems(production().deploy({ ...files, ...covering(60) }))).to.deep.equal([
        'Average test coverage across all Apex Classes and Triggers is 70%, at least 75% test coverage is required.',
      ]);
      expect(problems(production().deploy({ ...files, ...covering(70) }))).to.be.empty;
    });

    it('asks for 75 % of each deployed class with specified tests', () => {
      const org = production();
      const options = { testLevel: 'RunSpecifiedTests', runTests: ['T'] } as const;
      const covering = test('T', method('one'), '// @practice covers Good 90, Bad 50');
      const outcome = org.deploy({ ...lines('Good', 10), ...lines('Bad', 10), ...covering }, { options });
      expect(problems(outcome)).to.deep.equal([
        'Test coverage of selected Apex Class is 50%, at least 75% test coverage is required',
      ]);
      expect(outcome.tests.codeCoverageWarnings[0]?.name).to.equal('Bad');
    });

    it('counts a class that specified tests do not reach as uncovered', () => {
      const options = { testLevel: 'RunSpecifiedTests', runTests: ['T'] } as const;
      const direct = { ...lines('Reached', 4), ...test('T', method('one', 'new Reached();')) };
      expect(problems(production().deploy(direct, { options }))).to.be.empty;
      const missed = { ...lines('Missed', 4), ...test('T', method('one')) };
      expect(problems(production().deploy(missed, { options }))).to.have.length(1);
    });

    it('reaches through other classes', () => {
      const options = { testLevel: 'RunSpecifiedTests', runTests: ['T'] } as const;
      const files = {
        ...lines('Deep', 4),
        ...apexClass('Middle', 'public class Middle { Deep d = new Deep(); }'),
        ...test('T', method('one', 'new Middle();')),
      };
      expect(problems(production().deploy(files, { options }))).to.be.empty;
    });

    it('refuses a trigger that nothing covers', () => {
      const trigger = apexTrigger('OnAccount', 'trigger OnAccount on Account (before insert) {\nInteger i;\n}');
      const outcome = production().deploy({
        ...lines('Large', 90),
        ...trigger,
        ...test('T', method('one'), '// @practice covers OnAccount 0'),
      });
      expect(problems(outcome)).to.deep.equal([
        'Test coverage of selected Apex Trigger is 0%, at least 1% test coverage is required',
      ]);
    });

    it('says which lines are not covered', () => {
      const org = production();
      const outcome = org.deploy({ ...lines('Large', 4), ...test('T', method('one'), '// @practice covers Large 75') });
      const coverage = outcome.tests.codeCoverage.find(({ name }) => name === 'Large');
      expect(coverage).to.include({ numLocations: 4, numLocationsNotCovered: 1, type: 'Class' });
      expect(coverage?.locationsNotCovered).to.deep.equal([{ line: 5, column: 1, numExecutions: 0 }]);
    });
  });

  describe('quick deploy', () => {
    const qualifies = (files: Files, how?: Deploy): boolean => {
      const org = testOrg({ kind: 'production' });
      org.given({ ...service, ...serviceTest });
      return org.deploy(files, { ...how, options: { checkOnly: true, ...how?.options } }).quickDeployable;
    };

    it('needs tests that ran and passed', () => {
      expect(qualifies(service)).to.be.true;
      expect(qualifies(tab, { options: { testLevel: 'RunLocalTests' } })).to.be.true;
      expect(qualifies(tab)).to.be.false;
      expect(qualifies(tab, { options: { testLevel: 'NoTestRun' } })).to.be.false;
      expect(qualifies(test('BadTest', method('one'), '// @practice fails always'))).to.be.false;
    });
  });

  describe('compilation', () => {
    it('fails where a directive says so, with its line', () => {
      const outcome = testOrg().deploy(
        apexClass('A', 'class A {\n  // @practice does not compile: Unexpected token }\n}'),
      );
      const failure = outcome.messages.find(({ success }) => !success);
      expect(failure).to.include({ fullName: 'A', lineNumber: 2, problem: 'Unexpected token }' });
    });

    it('fails on a custom field or object that is nowhere in the org', () => {
      const outcome = testOrg().deploy(apexClass('A', 'class A {\n  Object f(Account a) { return a.Gone__c; }\n}'));
      expect(outcome.messages.find(({ success }) => !success)).to.include({
        lineNumber: 2,
        columnNumber: 34,
        problem: 'Variable does not exist: Gone__c',
      });
    });

    it('does not mind such words in comments and texts', () => {
      expect(problems(testOrg().deploy(apexClass('A', "class A { // Gone__c\n String s = 'Gone__c'; }")))).to.be.empty;
    });

    it('fails on a class that the same deploy deletes first', () => {
      const org = testOrg();
      org.given(apexClass('Old', 'class Old {}'));
      const outcome = org.deploy(apexClass('New', 'class New { Old o; }'), { pre: ['ApexClass:Old'] });
      expect(problems(outcome)).to.deep.equal(['Invalid type: Old']);
    });

    it('refuses a changed class with a job pending, not a new or an unchanged one', () => {
      const org = testOrg({ pendingApexJobs: ['Nightly'] });
      org.given(apexClass('Nightly', 'class Nightly {}'));
      org.given(apexClass('Nightly', 'class Nightly {}'));
      expect(problems(org.deploy(apexClass('Nightly', 'class Nightly { Integer i; }')))[0]).to.include('jobs pending');
      org.given({
        'settings/Deployment.settings': xml(
          'DeploymentSettings',
          '<doesSkipAsyncApexValidation>true</doesSkipAsyncApexValidation>',
        ),
      });
      expect(problems(org.deploy(apexClass('Nightly', 'class Nightly { Integer i; }')))).to.be.empty;
    });
  });
});
