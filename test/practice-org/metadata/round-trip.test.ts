import { expect } from 'chai';
import fc from 'fast-check';
import { retrieve } from '../../../src/practice-org/metadata/retrieve/retrieve.ts';
import {
  apexClass,
  element,
  field,
  flow,
  object,
  problems,
  testOrg,
  xml,
  type Files,
  type TestOrg,
} from './test-org.ts';

const escaped = (text: string): string => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const text = fc.stringMatching(/^[ -~\u00a0-\u017f]{1,20}$/).map(escaped);

const values = fc.uniqueArray(fc.constantFrom('Low', 'Mid', 'High', 'Top'), { minLength: 1 });

const picklist = (name: string, of: readonly string[]): string =>
  `<fields><fullName>${name}</fullName><label>${name}</label><type>Picklist</type><valueSet><valueSetDefinition>${of
    .map((fullName) => element('value', { fullName, default: false, label: fullName }))
    .join('')}</valueSetDefinition></valueSet></fields>`;

const objectFile = fc
  .record({
    label: text,
    description: fc.option(text),
    fields: fc.subarray(['A__c', 'B__c', 'C__c']),
    levels: values,
    rules: fc.subarray(['One', 'Two']),
  })
  .map(({ label, description, fields, levels, rules }): Files => ({
    'objects/Thing__c.object': object(
      ...fields.map((name) => field(name)),
      picklist('Level__c', levels),
      ...rules.map((fullName) =>
        element('validationRules', { fullName, active: true, errorConditionFormula: 'false', errorMessage: label }),
      ),
    ).replace(
      '<label>Thing',
      () => `${description === null ? '' : `<description>${description}</description>`}<label>${label}`,
    ),
  }));

const userPermissions = fc
  .uniqueArray(fc.tuple(fc.constantFrom('EditTask', 'ApiEnabled', 'RunReports'), fc.boolean()), {
    selector: ([name]) => name,
  })
  .map((all) => all.map(([name, enabled]) => element('userPermissions', { enabled, name })).join(''));

const others: fc.Arbitrary<Files>[] = [
  fc.dictionary(fc.constantFrom('Hello', 'Bye', 'Thanks'), text, { minKeys: 1 }).map((labels): Files => ({
    'labels/CustomLabels.labels': xml(
      'CustomLabels',
      Object.entries(labels)
        .map(([fullName, value]) => element('labels', { fullName, value }))
        .join(''),
    ),
  })),
  userPermissions.map((entries): Files => ({
    'profiles/Sales.profile': xml('Profile', `${entries}<custom>true</custom>`),
  })),
  userPermissions.map((entries): Files => ({
    'permissionsets/Sales.permissionset': xml('PermissionSet', `${entries}<label>Sales</label>`),
  })),
  // Active ones only: a retrieve gives the active version, which deployed over a later draft is a new version.
  text.map((label): Files => ({ 'flows/Greet.flow': flow(label) })),
  fc.nat(9).map((number): Files => apexClass('A', `class A { Integer i = ${number}; }`)),
  fc
    .dictionary(fc.constantFrom('enableAccountTeams', 'showViewHierarchyLink', 'enableInsights'), fc.boolean())
    .map((settings): Files => ({
      'settings/Account.settings': xml(
        'AccountSettings',
        Object.entries(settings)
          .map(([name, on]) => `<${name}>${String(on)}</${name}>`)
          .join(''),
      ),
    })),
  values.map((all): Files => ({
    'globalValueSets/Levels.globalValueSet': xml(
      'GlobalValueSet',
      `${all.map((fullName) => element('customValue', { fullName, default: false, label: fullName })).join('')}<masterLabel>Levels</masterLabel>`,
    ),
  })),
  fc.dictionary(fc.constantFrom('A__c', 'B__c'), text).map((fields): Files => ({
    'objects/Rule__mdt.object': object(field('A__c'), field('B__c')),
    'customMetadata/Rule.One.md': xml(
      'CustomMetadata',
      `<label>One</label><protected>false</protected>${Object.entries(fields)
        .map(([name, value]) => element('values', { field: name, value }))
        .join('')}`,
    ),
  })),
  text.map((label): Files => ({ 'layouts/Thing__c-Main.layout': xml('Layout', element('layoutSections', { label })) })),
  fc.array(fc.constantFrom('Kept', 'Other'), { minLength: 1, maxLength: 2 }).map((names): Files => ({
    'workflows/Thing__c.workflow': xml(
      'Workflow',
      [...new Set(names)].map((fullName) => element('rules', { fullName, active: true })).join(''),
    ),
  })),
];

const release: fc.Arbitrary<Files> = fc
  .tuple(objectFile, ...others.map((files) => fc.option(files)))
  .map((all) => Object.assign({}, ...all.map((files) => files ?? {})) as Files);

/** Everything in the org, as a client would retrieve it. */
const everything = (org: TestOrg): Files => {
  const types = Map.groupBy(
    [...org.state.components.values()].filter(({ parent, type }) => parent === undefined && type !== 'FlowDefinition'),
    ({ type }) => type,
  );
  const { entries } = retrieve(org.state, {
    apiVersion: '62.0',
    types: [...types].map(([name, members]) => ({ name, members: members.map(({ fullName }) => fullName) })),
  });
  entries.delete('package.xml');
  return Object.fromEntries([...entries].map(([path, bytes]) => [path, bytes.toString('utf8')]));
};

const releases = fc.array(release, { minLength: 1, maxLength: 4 });

const orgAfter = (all: readonly Files[]): TestOrg => {
  const org = testOrg();
  for (const files of all) org.given(files);
  return org;
};

describe('practice org: what comes out goes in again', () => {
  it('a retrieve that is deployed changes nothing', () => {
    fc.assert(
      fc.property(releases, (all) => {
        const org = orgAfter(all);
        const before = everything(org);
        const outcome = org.deploy(before);
        expect(problems(outcome)).to.be.empty;
        expect(
          outcome.messages.filter(({ created, changed }) => created || changed).map(({ fullName }) => fullName),
        ).to.deep.equal(['package.xml']);
        expect(outcome.schemaChanges).to.be.empty;
        expect(everything(org)).to.deep.equal(before);
      }),
      { numRuns: 60 },
    );
  });

  it('the same deploy twice is one deploy', () => {
    fc.assert(
      fc.property(releases, release, (all, last) => {
        const org = orgAfter([...all, last]);
        const once = everything(org);
        org.given(last);
        expect(everything(org)).to.deep.equal(once);
      }),
      { numRuns: 60 },
    );
  });

  it('a new org that gets everything looks the same', () => {
    fc.assert(
      fc.property(releases, (all) => {
        const files = everything(orgAfter(all));
        expect(everything(orgAfter([files]))).to.deep.equal(files);
      }),
      { numRuns: 60 },
    );
  });
});
