import { expect } from 'chai';
import {
  apexClass,
  effectOn,
  element,
  field,
  object,
  problems,
  standardObject,
  testOrg,
  xml,
  type Files,
} from './test-org.ts';

const value = (fullName: string, label = fullName, more = ''): string =>
  `<fullName>${fullName}</fullName><default>false</default><label>${label}</label>${more}`;

const picklist = (...values: readonly string[]): string =>
  `<fields><fullName>Level__c</fullName><label>Level</label><type>Picklist</type><valueSet><valueSetDefinition>` +
  `<sorted>false</sorted>${values.map((one) => `<value>${value(one)}</value>`).join('')}</valueSetDefinition></valueSet></fields>`;

const permissionSet = (...names: readonly string[]): Files => ({
  'permissionsets/Sales.permissionset': xml(
    'PermissionSet',
    `${names.map((name) => element('userPermissions', { enabled: true, name })).join('')}<label>Sales</label>`,
  ),
});

/**
 * One row per family whose files replace what was there: what is deployed first, what then, and a text of the first
 * that must be gone afterwards.
 */
const replaced: readonly {
  readonly what: string;
  readonly first: Files;
  readonly second: Files;
  readonly gone: string;
}[] = [
  {
    what: 'an Apex class',
    first: apexClass('A', 'class A { Integer one; }'),
    second: apexClass('A', 'class A { }'),
    gone: 'one',
  },
  {
    what: 'a Lightning bundle, files that are left out included',
    first: {
      'lwc/chart/chart.js': 'export default 1;',
      'lwc/chart/extra.js': 'extra',
      'lwc/chart/chart.js-meta.xml': xml('LightningComponentBundle', '<apiVersion>62.0</apiVersion>'),
    },
    second: {
      'lwc/chart/chart.js': 'export default 2;',
      'lwc/chart/chart.js-meta.xml': xml('LightningComponentBundle', '<apiVersion>62.0</apiVersion>'),
    },
    gone: 'extra',
  },
  {
    what: 'a layout',
    first: { 'layouts/Account-Plain.layout': xml('Layout', element('layoutSections', { label: 'Old' })) },
    second: { 'layouts/Account-Plain.layout': xml('Layout', element('layoutSections', { label: 'New' })) },
    gone: 'Old',
  },
  {
    what: 'a permission set from API 40 on',
    first: permissionSet('ApiEnabled', 'EditTask'),
    second: permissionSet('ApiEnabled'),
    gone: 'EditTask',
  },
  {
    what: 'a custom tab',
    first: { 'tabs/Home.tab': xml('CustomTab', '<description>Old</description><url>https://a.example</url>') },
    second: { 'tabs/Home.tab': xml('CustomTab', '<url>https://a.example</url>') },
    gone: 'Old',
  },
  {
    what: 'data categories',
    first: {
      'datacategorygroups/Topics.datacategorygroup': xml(
        'DataCategoryGroup',
        '<label>T</label><dataCategory><label>Old</label><name>Old</name></dataCategory>',
      ),
    },
    second: { 'datacategorygroups/Topics.datacategorygroup': xml('DataCategoryGroup', '<label>T</label>') },
    gone: 'Old',
  },
];

/** One row per family that merges: what stays although the second file leaves it out. */
const merged: readonly {
  readonly what: string;
  readonly first: Files;
  readonly second: Files;
  readonly stays: string;
}[] = [
  {
    what: 'user permissions of a profile',
    first: {
      'profiles/Sales.profile': xml(
        'Profile',
        `<custom>true</custom>${element('userPermissions', { enabled: true, name: 'EditTask' })}`,
      ),
    },
    second: { 'profiles/Sales.profile': xml('Profile', '<custom>true</custom>') },
    stays: 'EditTask',
  },
  {
    what: 'properties of a custom object',
    first: { 'objects/Thing__c.object': object().replace('<label>', '<description>Kept</description><label>') },
    second: { 'objects/Thing__c.object': object() },
    stays: 'Kept',
  },
  {
    what: 'fields of an object',
    first: { 'objects/Thing__c.object': object(field('Kept__c')) },
    second: { 'objects/Thing__c.object': object(field('Other__c')) },
    stays: 'Kept__c',
  },
  {
    what: 'labels',
    first: { 'labels/CustomLabels.labels': xml('CustomLabels', element('labels', { fullName: 'Kept', value: 'x' })) },
    second: { 'labels/CustomLabels.labels': xml('CustomLabels', element('labels', { fullName: 'Other', value: 'x' })) },
    stays: 'Kept',
  },
  {
    what: 'workflow rules',
    first: { 'workflows/Account.workflow': xml('Workflow', element('rules', { fullName: 'Kept', active: true })) },
    second: { 'workflows/Account.workflow': xml('Workflow', element('rules', { fullName: 'Other', active: true })) },
    stays: 'Kept',
  },
  {
    what: 'sharing rules',
    first: {
      'sharingRules/Account.sharingRules': xml(
        'SharingRules',
        element('sharingCriteriaRules', { fullName: 'Kept', label: 'a' }),
      ),
    },
    second: {
      'sharingRules/Account.sharingRules': xml(
        'SharingRules',
        element('sharingCriteriaRules', { fullName: 'Other', label: 'a' }),
      ),
    },
    stays: 'Kept',
  },
  {
    what: 'elements of settings',
    first: { 'settings/Account.settings': xml('AccountSettings', '<enableAccountTeams>true</enableAccountTeams>') },
    second: {
      'settings/Account.settings': xml('AccountSettings', '<showViewHierarchyLink>true</showViewHierarchyLink>'),
    },
    stays: '<enableAccountTeams>true',
  },
  {
    what: 'translations',
    first: {
      'translations/de.translation': xml('Translations', element('customLabels', { label: 'Behalten', name: 'Kept' })),
    },
    second: {
      'translations/de.translation': xml('Translations', element('customLabels', { label: 'Neu', name: 'Other' })),
    },
    stays: 'Behalten',
  },
  {
    what: 'values of a custom metadata record (the harder reading of what is not documented)',
    first: {
      'objects/Rule__mdt.object': object(field('A__c')),
      'customMetadata/Rule.One.md': xml(
        'CustomMetadata',
        '<label>One</label><protected>false</protected><values><field>A__c</field><value>kept</value></values>',
      ),
    },
    second: { 'customMetadata/Rule.One.md': xml('CustomMetadata', '<label>One</label><protected>false</protected>') },
    stays: 'kept',
  },
  {
    what: 'page overrides of an app',
    first: {
      'applications/Sales.app': xml(
        'CustomApplication',
        element('actionOverrides', {
          actionName: 'View',
          pageOrSobjectType: 'Account',
          type: 'Default',
          comment: 'kept',
        }),
      ),
    },
    second: { 'applications/Sales.app': xml('CustomApplication', '<label>Sales</label>') },
    stays: 'kept',
  },
  {
    what: 'permissions of a permission set up to API 39',
    first: permissionSet('ApiEnabled', 'EditTask'),
    second: permissionSet('ApiEnabled'),
    stays: 'EditTask',
  },
];

/** The components of some files, as `Type:FullName` members of a retrieve. */
const everything = (org: ReturnType<typeof testOrg>): string => {
  const members = [...org.state.components.values()]
    .filter(({ parent }) => parent === undefined)
    .map(({ type, fullName }) => `${type}:${fullName}`);
  return Object.values(org.retrieve(...members)).join('\n');
};

describe('practice org: what a deploy does to each family', () => {
  for (const { what, first, second, gone } of replaced)
    it(`replaces ${what}`, () => {
      const org = testOrg();
      org.given(first);
      expect(everything(org)).to.include(gone);
      org.given(second);
      expect(everything(org)).not.to.include(gone);
    });

  for (const { what, first, second, stays } of merged)
    it(`keeps ${what} that the file leaves out`, () => {
      const org = testOrg();
      org.given(first);
      const version = what.endsWith('API 39') ? { version: '39.0' } : {};
      org.given(second, version);
      expect(everything(org)).to.include(stays);
    });

  describe('values', () => {
    it('deactivates a picklist value that the file leaves out', () => {
      const org = testOrg();
      org.given({ 'objects/Thing__c.object': object(picklist('Low', 'High')) });
      org.given({ 'objects/Thing__c.object': object(picklist('Low')) });
      const text = org.retrieve('CustomField:Thing__c.Level__c')['objects/Thing__c.object'] ?? '';
      expect(text).to.match(/<fullName>High<\/fullName>\s*<default>false<\/default>\s*<isActive>false<\/isActive>/);
    });

    it('activates a value again when the file has it again', () => {
      const org = testOrg();
      org.given({ 'objects/Thing__c.object': object(picklist('Low', 'High')) });
      org.given({ 'objects/Thing__c.object': object(picklist('Low')) });
      org.given({ 'objects/Thing__c.object': object(picklist('Low', 'High')) });
      expect(org.retrieve('CustomObject:Thing__c')['objects/Thing__c.object']).not.to.include('isActive');
    });

    it('deactivates values of global and standard value sets', () => {
      const org = testOrg();
      const sets = (...names: readonly string[]): Files => ({
        'globalValueSets/Levels.globalValueSet': xml(
          'GlobalValueSet',
          `${names.map((name) => `<customValue>${value(name)}</customValue>`).join('')}<masterLabel>Levels</masterLabel>`,
        ),
        'standardValueSets/Industry.standardValueSet': xml(
          'StandardValueSet',
          `<sorted>false</sorted>${names.map((name) => `<standardValue>${value(name)}</standardValue>`).join('')}`,
        ),
      });
      org.given(sets('Low', 'High'));
      org.given(sets('Low'));
      expect(everything(org).match(/<isActive>false/g)).to.have.length(2);
    });

    it('refuses a standard value set without a value', () => {
      const outcome = testOrg().deploy({
        'standardValueSets/Industry.standardValueSet': xml('StandardValueSet', '<sorted>false</sorted>'),
      });
      expect(problems(outcome)).to.deep.equal(['Required field is missing: standardValue']);
    });

    it('refuses a renamed value that comes back beside its namesake', () => {
      const org = testOrg();
      const renamed = picklist('Low').replace(
        '<fullName>Low</fullName><default>',
        '<fullName>Lowest</fullName><default>',
      );
      org.given({ 'objects/Thing__c.object': object(renamed) });
      const outcome = org.deploy({ 'objects/Thing__c.object': object(picklist('Low')) });
      expect(problems(outcome)).to.deep.equal(['Duplicate label: Low']);
    });

    it('keeps what a dependent picklist hangs on', () => {
      const org = testOrg();
      const dependent = picklist('Low').replace('<valueSet>', '<valueSet><controllingField>Kind__c</controllingField>');
      org.given({ 'objects/Thing__c.object': object(field('Kind__c'), dependent) });
      org.given({ 'objects/Thing__c.object': object(picklist('Low')) });
      expect(everything(org)).to.include('<controllingField>Kind__c');
    });
  });

  it('activates one assignment rule per object and deactivates the others', () => {
    const org = testOrg();
    const rules = (...active: readonly boolean[]): Files => ({
      'assignmentRules/Case.assignmentRules': xml(
        'AssignmentRules',
        active.map((one, index) => element('assignmentRule', { fullName: `R${index}`, active: one })).join(''),
      ),
    });
    org.given(rules(true));
    org.given({
      'assignmentRules/Case.assignmentRules': xml(
        'AssignmentRules',
        element('assignmentRule', { fullName: 'Other', active: true }),
      ),
    });
    const text = everything(org);
    expect(text).to.match(/<fullName>Other<\/fullName>\s*<active>true/);
    expect(text).to.match(/<fullName>R0<\/fullName>\s*<active>false/);
  });

  it('replaces the entries of one assignment rule', () => {
    const org = testOrg();
    const rule = (...to: readonly string[]): Files => ({
      'assignmentRules/Case.assignmentRules': xml(
        'AssignmentRules',
        `<assignmentRule><fullName>R</fullName><active>true</active>${to.map((assignedTo) => element('ruleEntry', { assignedTo })).join('')}</assignmentRule>`,
      ),
    });
    org.given(rule('one', 'two'));
    org.given(rule('two'));
    expect(everything(org)).not.to.include('one');
  });

  it('refuses to change an active matching rule', () => {
    const org = testOrg();
    const rule = (label: string): Files => ({
      'matchingRules/Account.matchingRule': xml(
        'MatchingRules',
        element('matchingRules', { fullName: 'M', label, ruleStatus: 'Active' }),
      ),
    });
    org.given(rule('first'));
    expect(problems(org.deploy(rule('second')))[0]).to.include('active matching rule');
  });

  it('refuses duplicate rules whose numbers have a gap', () => {
    const rule = (name: string, sortOrder: number): Files => ({
      [`duplicateRules/Account.${name}.duplicateRule`]: xml('DuplicateRule', `<sortOrder>${sortOrder}</sortOrder>`),
    });
    const org = testOrg();
    org.given(rule('One', 1));
    expect(problems(org.deploy(rule('Two', 3)))).to.deep.equal(['SortOrder must be in sequential order from 1 to 2']);
    expect(problems(org.deploy({ ...rule('Two', 3), ...rule('Three', 2) }))).to.be.empty;
  });

  it('gives a new field no access to anybody unless access is sent', () => {
    const org = testOrg();
    org.given({ 'objects/Thing__c.object': object(field('Level__c')) });
    expect(org.retrieve('Profile:Admin', 'CustomObject:Thing__c')['profiles/Admin.profile']).not.to.include('Level__c');
  });

  it('recognises a file that is only written differently as unchanged', () => {
    const org = testOrg();
    org.given({ 'tabs/Home.tab': xml('CustomTab', '<url>https://a.example</url><label>L</label>') });
    const outcome = org.given({
      'tabs/Home.tab': xml('CustomTab', '\n  <label>L</label>\n  <!-- note -->\n  <url>https://a.example</url>\n'),
    });
    expect(effectOn(outcome, 'CustomTab:Home')).to.equal('unchanged');
  });

  it('does not touch what is not in the zip', () => {
    const org = testOrg();
    org.given({ ...apexClass('A', 'class A {}'), 'objects/Account.object': standardObject(field('Kept__c')) });
    org.given(apexClass('B', 'class B {}'));
    expect([...org.state.components.keys()]).to.include.members([
      'ApexClass:A',
      'ApexClass:B',
      'CustomField:Account.Kept__c',
    ]);
  });
});
