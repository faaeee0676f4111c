import { deserialize, serialize } from 'node:v8';
import { expect } from 'chai';
import { applyDeployment } from '../../../src/practice-org/metadata/apply-deployment.ts';
import {
  apexClass,
  effectOn,
  field,
  flow,
  manifest,
  object,
  problems,
  testOrg,
  xml,
  zip,
  type Files,
} from './test-org.ts';

const thing = (...children: readonly string[]): Files => ({ 'objects/Thing__c.object': object(...children) });

const tab: Files = { 'tabs/Home.tab': xml('CustomTab', '<url>https://a.example</url>') };

const user = apexClass('User_', 'class User_ { Object f(Thing__c t) { return t.Score__c; } }');
const freed = apexClass('User_', 'class User_ {}');

describe('practice org: one deploy', () => {
  describe('order', () => {
    const withUser = (): ReturnType<typeof testOrg> => {
      const org = testOrg();
      org.given({ ...thing(field('Score__c')), ...user });
      return org;
    };

    it('deletes after the package when told so: what the package no longer uses can go', () => {
      expect(problems(withUser().deploy(freed, { post: ['CustomField:Thing__c.Score__c'] }))).to.be.empty;
    });

    for (const when of ['pre', 'plain'] as const)
      it(`deletes before the package with ${when === 'pre' ? 'destructiveChangesPre.xml' : 'destructiveChanges.xml'}: what the org still uses stays`, () => {
        const outcome = withUser().deploy(freed, { [when]: ['CustomField:Thing__c.Score__c'] });
        expect(problems(outcome)[0]).to.include('Apex Class - User_');
      });

    it('makes a field anew that is deleted before and sent again, with another type', () => {
      const org = testOrg();
      org.given(thing(field('Score__c')));
      const outcome = org.given(thing(field('Score__c', { type: 'Number', precision: 8, scale: 2 })), {
        members: ['CustomField:Thing__c.Score__c'],
        pre: ['CustomField:Thing__c.Score__c'],
      });
      expect(outcome.schemaChanges.map(({ kind }) => kind)).to.deep.equal(['fieldDeleted', 'fieldCreated']);
      expect(org.state.deletedFields.map(({ keptAs }) => keptAs)).to.deep.equal(['Score_del__c']);
    });

    it('does all or nothing', () => {
      const org = testOrg();
      org.given({ ...tab, ...apexClass('Old', 'class Old {}') });
      const before = org.state;
      const outcome = org.deploy(
        { ...apexClass('New', 'class New {}'), 'tabs/Bad.tab': '<nonsense' },
        { pre: ['ApexClass:Old'] },
      );
      expect(outcome.success).to.be.false;
      expect(org.state).to.equal(before);
      expect(outcome.schemaChanges).to.be.empty;
    });

    it('keeps nothing of a validation', () => {
      const org = testOrg();
      const before = org.state;
      const outcome = org.deploy(thing(field('Score__c')), { options: { checkOnly: true } });
      expect(outcome.success).to.be.true;
      expect(effectOn(outcome, 'CustomObject:Thing__c')).to.equal('created');
      expect(org.state).to.equal(before);
    });
  });

  describe('warnings', () => {
    it('treat a deletion of what is not there as an error', () => {
      const outcome = testOrg().deploy({}, { post: ['ApexClass:Gone'] });
      expect(outcome.success).to.be.false;
      expect(outcome.messages.at(-1)).to.include({
        success: false,
        problemType: 'Warning',
        fullName: 'destructiveChangesPost.xml',
        fileName: 'destructiveChangesPost.xml',
        problem: 'No ApexClass named: Gone found',
      });
    });

    it('pass when they are ignored', () => {
      const outcome = testOrg().deploy({}, { post: ['ApexClass:Gone'], options: { ignoreWarnings: true } });
      expect(outcome.success).to.be.true;
      expect(outcome.messages.at(-1)).to.include({ success: true, problemType: 'Warning' });
    });
  });

  describe('rollbackOnError off', () => {
    const mixed: Files = { ...tab, 'tabs/Bad.tab': '<nonsense' };

    it('keeps what worked in a sandbox, and calls it partial', () => {
      const org = testOrg();
      const outcome = org.deploy(mixed, { options: { rollbackOnError: false } });
      expect(outcome).to.include({ success: false, partial: true });
      expect(org.state.components.has('CustomTab:Home')).to.be.true;
      expect(org.state.components.has('CustomTab:Bad')).to.be.false;
    });

    it('keeps nothing in production', () => {
      const org = testOrg({ kind: 'production' });
      const outcome = org.deploy(mixed, { options: { rollbackOnError: false } });
      expect(outcome).to.include({ success: false, partial: false });
      expect(org.state.components.has('CustomTab:Home')).to.be.false;
    });
  });

  describe('messages', () => {
    it('say created, changed, unchanged and deleted, once for everything that is named', () => {
      const org = testOrg();
      org.given({ ...tab, ...apexClass('Old', 'class Old {}'), ...apexClass('A', 'class A {}') });
      const outcome = org.given(
        { ...tab, ...apexClass('A', 'class A { Integer i; }'), ...apexClass('B', 'class B {}') },
        { post: ['ApexClass:Old'] },
      );
      expect(effectOn(outcome, 'CustomTab:Home')).to.equal('unchanged');
      expect(effectOn(outcome, 'ApexClass:A')).to.equal('changed');
      expect(effectOn(outcome, 'ApexClass:B')).to.equal('created');
      expect(effectOn(outcome, 'ApexClass:Old')).to.equal('deleted');
      expect(outcome.messages).to.have.length(5);
      expect(outcome.messages[0]).to.include({ componentType: '', fullName: 'package.xml', success: true });
    });

    it('name children that package.xml names, and no others', () => {
      const outcome = testOrg().given(thing(field('A__c'), field('B__c')), {
        members: ['CustomObject:Thing__c', 'CustomField:Thing__c.A__c'],
      });
      expect(effectOn(outcome, 'CustomField:Thing__c.A__c')).to.equal('created');
      expect(effectOn(outcome, 'CustomField:Thing__c.B__c')).to.equal('not reported');
    });

    it('name a failing child that only came with its parent', () => {
      const org = testOrg({ records: { rowsWithValue: () => 1 } });
      org.given(thing(field('A__c', { type: 'Number', precision: 8, scale: 0 })));
      const outcome = org.deploy(
        thing(field('A__c', { type: 'Lookup', referenceTo: 'Account', relationshipName: 'X' })),
      );
      expect(effectOn(outcome, 'CustomField:Thing__c.A__c')).to.equal('failed');
    });

    it('deploy only the named children of a container', () => {
      const org = testOrg();
      org.given(thing());
      org.given(thing(field('A__c'), field('B__c')), { members: ['CustomField:Thing__c.A__c'] });
      expect(org.state.components.has('CustomField:Thing__c.A__c')).to.be.true;
      expect(org.state.components.has('CustomField:Thing__c.B__c')).to.be.false;
    });

    it('leave root properties alone when only a child is named', () => {
      const org = testOrg();
      org.given(thing());
      const other = { 'objects/Thing__c.object': object(field('A__c')).replace('<label>Thing', '<label>Other') };
      org.given(other, { members: ['CustomField:Thing__c.A__c'] });
      expect(org.retrieve('CustomObject:Thing__c')['objects/Thing__c.object']).to.include('<label>Thing<');
    });

    it('say what is named but not there, and what is there but not named', () => {
      const outcome = testOrg().deploy(
        { ...tab, ...apexClass('A', 'class A {}') },
        { members: ['CustomTab:Home', 'ApexClass:B'] },
      );
      expect(problems(outcome)).to.deep.equal([
        'Not in package.xml',
        "An object 'B' of type ApexClass was named in package.xml, but was not found in zipped directory",
      ]);
    });

    it('refuse a workflow rule in a folder of its own', () => {
      const files = { 'workflowRules/Account.workflow': xml('Workflow', '<rules><fullName>R</fullName></rules>') };
      expect(problems(testOrg().deploy(files, { members: ['WorkflowRule:Account.R'] }))[0]).to.include(
        'was not found in zipped directory',
      );
    });

    it('refuse an unknown type', () => {
      expect(problems(testOrg().deploy({}, { members: ['Nonsense:A'] }))).to.deep.equal([
        "Unknown type name 'Nonsense' specified in package.xml",
      ]);
    });

    it('understand a wildcard as everything in the zip', () => {
      const outcome = testOrg().given(
        { ...apexClass('A', 'class A {}'), ...apexClass('B', 'class B {}') },
        { members: ['ApexClass:*'] },
      );
      expect(effectOn(outcome, 'ApexClass:B')).to.equal('created');
    });

    it('take layouts with and without URL escapes for the same', () => {
      const org = testOrg();
      org.given({ 'layouts/Account-A %28B%29.layout': xml('Layout', '') });
      const outcome = org.given({ 'layouts/Account-A (B).layout': xml('Layout', '') });
      expect(effectOn(outcome, 'Layout:Account-A (B)')).to.equal('unchanged');
    });

    it('show the line and column of broken XML', () => {
      const outcome = testOrg().deploy({ 'tabs/Bad.tab': '<CustomTab>\n  <url>x</ur>\n</CustomTab>' });
      const failure = outcome.messages.find(({ success }) => !success);
      expect(failure?.problem).to.match(/^Error parsing file: /);
      expect(failure?.lineNumber).to.equal(2);
    });

    it('refuse a class without its companion, and the other way round', () => {
      expect(problems(testOrg().deploy({ 'classes/A.cls': 'class A {}' }))[0]).to.include('classes/A.cls-meta.xml');
      expect(problems(testOrg().deploy({ 'classes/A.cls-meta.xml': xml('ApexClass', '') }))[0]).to.include(
        'classes/A.cls',
      );
    });

    it('refuse a child that is in its file twice', () => {
      expect(problems(testOrg().deploy(thing(field('A__c'), field('A__c'))))[0]).to.include('Duplicate');
    });

    it('refuse a child of a custom object that is not there', () => {
      expect(
        problems(testOrg().deploy(thing(field('A__c')), { members: ['CustomField:Thing__c.A__c'] })),
      ).to.deep.equal(['no CustomObject named Thing__c found']);
    });
  });

  describe('manifests', () => {
    const deployed = (files: Readonly<Record<string, string>>, singlePackage: boolean) =>
      applyDeployment(
        testOrg().state,
        {
          entries: new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])),
          options: { singlePackage },
        },
        testOrg().context,
      );

    it('are expected at the root of a single package', () => {
      const outcome = deployed({ 'tabs/Home.tab': xml('CustomTab', '') }, true);
      expect(outcome.messages[0]).to.include({
        fileName: 'package.xml',
        problem: 'No package.xml found',
        success: false,
      });
    });

    it('are expected in each top folder otherwise', () => {
      const home = {
        'a/package.xml': manifest(['CustomTab:Home']),
        'a/tabs/Home.tab': xml('CustomTab', '<label>x</label>'),
      };
      expect(problems(deployed(home, false))).to.be.empty;
      expect(deployed({ ...home, 'b/tabs/Other.tab': xml('CustomTab', '') }, false).messages[0]).to.include({
        fileName: 'b/package.xml',
        problem: 'No package.xml found',
      });
    });

    it('may not be broken or hold entities', () => {
      const bomb = '<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx">]><Package><types><name>&x;</name></types></Package>';
      expect(deployed({ 'package.xml': bomb }, true).messages[0]?.problem).to.include('DOCTYPE');
      expect(deployed({ 'package.xml': '<Package>' }, true).success).to.be.false;
    });
  });

  describe('hostile input', () => {
    const words = ['constructor', '__proto__', 'toString', 'hasOwnProperty'];

    it('finds no meaning in names that every JavaScript object knows', () => {
      for (const word of words) {
        const org = testOrg();
        const inner = `<${word}><type>${word}</type><name>${word}</name><content>${word}</content></${word}>`;
        const outcome = org.deploy({
          'layouts/Account-A.layout': xml('Layout', inner),
          'profiles/Sales.profile': xml('Profile', inner),
          'workflows/Account.workflow': xml(
            'Workflow',
            `<rules><fullName>${word}</fullName><actions><name>x</name><type>${word}</type></actions></rules>`,
          ),
          'flows/Greet.flow': flow(
            'Greet',
            `<actionCalls><actionName>x</actionName><actionType>${word}</actionType></actionCalls>`,
          ),
          ...apexClass(word, `class A { Object f() { return ${word}; } }`),
        });
        expect(problems(outcome), word).to.be.empty;
        expect(org.retrieve('Profile:Sales')['profiles/Sales.profile']).to.include(word);
        expect(problems(org.deploy({}, { post: [`${word}:x`, `ApexClass:${word}`] })).join(), word).to.include(
          `No ${word} named: x found`,
        );
      }
    });

    it('takes names full of pattern signs for what they are', () => {
      const org = testOrg();
      const name = 'a(b[c+*?x';
      const companion = xml('LightningComponentBundle', '<apiVersion>62.0</apiVersion>');
      org.given({
        ...apexClass(name, 'class A {}'),
        [`lwc/${name}/x.js`]: 'x',
        [`lwc/${name}/x.js-meta.xml`]: companion,
        'lwc/page/page.html': `<template><c-${name} ></c-${name}></template>`,
        'lwc/page/page.js-meta.xml': companion,
      });
      expect(problems(org.deploy({}, { post: [`ApexClass:${name}`] }))).to.be.empty;
      expect(problems(org.deploy({}, { post: [`LightningComponentBundle:${name}`] }))[0]).to.include('Bundle - page');
    });

    it('takes no file that leads out of its folder', () => {
      const outcome = testOrg().deploy(
        { 'classes/../../evil.cls': 'x', 'classes//x.cls': 'x', 'classes/./y.cls': 'x' },
        { members: [] },
      );
      expect(problems(outcome)).to.deep.equal(['Not in package.xml', 'Not in package.xml', 'Not in package.xml']);
    });

    it('is not held up by sources made to be slow', () => {
      const org = testOrg();
      org.given(apexClass('A', 'class A {}'));
      const slow = ['extends ', '@istest(', "'", '/* ', '__', 'A.'].map((piece) => piece.repeat(100_000)).join('\n');
      org.given(apexClass('Slow', slow));
      // A pattern that backtracks over a hundred thousand of these would not be back before the test's own end.
      expect(org.deploy({}, { post: ['ApexClass:A'], options: { testLevel: 'RunLocalTests' } }).success).to.be.a(
        'boolean',
      );
    });
  });

  it('survives being written to disk and read again', () => {
    const org = testOrg();
    org.given({ ...thing(field('Score__c')), ...tab, ...user, 'flows/Greet.flow': flow('Greet') });
    const state = deserialize(serialize(org.state)) as typeof org.state;
    expect(state).to.deep.equal(org.state);
    org.state = state;
    expect(effectOn(org.given(tab), 'CustomTab:Home')).to.equal('unchanged');
  });

  it('never changes the state it is given', () => {
    const org = testOrg();
    org.given({ ...thing(field('Score__c')), ...tab });
    const { state } = org;
    const copy = structuredClone(state);
    applyDeployment(
      state,
      { entries: zip(thing(field('Other__c')), { post: ['CustomTab:Home'] }), options: { singlePackage: true } },
      org.context,
    );
    expect(state).to.deep.equal(copy);
  });
});
