import { expect } from 'chai';
import {
  apexClass,
  apexTrigger,
  effectOn,
  element,
  field,
  flow,
  object,
  problems,
  standardObject,
  testOrg,
  xml,
  type Deploy,
  type Files,
  type TestOrgOptions,
} from './test-org.ts';

const thing = (...children: readonly string[]): Files => ({ 'objects/Thing__c.object': object(...children) });

const layout = (name: string, inner = ''): Files => ({ [`layouts/${name}.layout`]: xml('Layout', inner) });

/** A deletion that is refused: what is there, what is asked for, what the org says, and data the org has. */
interface Refused {
  readonly what: string;
  readonly files: Files;
  readonly post: readonly string[];
  readonly says: string;
  readonly org?: TestOrgOptions;
}

const refusedByType: readonly Refused[] = [
  {
    what: 'a record type',
    files: {
      'objects/Account.object': standardObject(element('recordTypes', { fullName: 'One', active: true, label: 'One' })),
    },
    post: ['RecordType:Account.One'],
    says: 'Cannot delete record type through API',
  },
  {
    what: 'settings',
    files: { 'settings/Account.settings': xml('AccountSettings', '<enableAccountTeams>true</enableAccountTeams>') },
    post: ['Settings:Account'],
    says: 'Settings',
  },
  {
    what: 'a standard value set',
    files: {
      'standardValueSets/Industry.standardValueSet': xml(
        'StandardValueSet',
        element('standardValue', { fullName: 'A', default: false }),
      ),
    },
    post: ['StandardValueSet:Industry'],
    says: 'Standard value sets',
  },
  {
    what: 'a standard object',
    files: {},
    post: ['CustomObject:Account'],
    says: 'Cannot delete standard object: Account',
  },
  {
    what: 'a standard field',
    files: {
      'objects/Account.object': standardObject(
        '<fields><fullName>Industry</fullName><trackHistory>true</trackHistory></fields>',
      ),
    },
    post: ['CustomField:Account.Industry'],
    says: 'Cannot delete standard field: Account.Industry',
  },
  {
    what: 'a flow by its bare name',
    files: { 'flows/Greet.flow': flow('Greet', '', 'Draft') },
    post: ['Flow:Greet'],
    says: 'insufficient access rights on cross-reference id',
  },
  {
    what: 'a workflow container',
    files: { 'workflows/Account.workflow': xml('Workflow', element('rules', { fullName: 'R', active: true })) },
    post: ['Workflow:Account'],
    says: 'Cannot delete a workflow object; Workflow Rules and Actions must be deleted individually',
  },
  { what: 'a standard profile', files: {}, post: ['Profile:Admin'], says: 'Cannot delete a standard profile' },
  {
    what: 'a profile that users have',
    files: { 'profiles/Sales.profile': xml('Profile', '<custom>true</custom>') },
    post: ['Profile:Sales'],
    says: 'cannot delete profile in use',
    org: { records: { usersWithProfile: () => 2 } },
  },
  {
    what: 'a permission set that is assigned',
    files: { 'permissionsets/Sales.permissionset': xml('PermissionSet', '<label>Sales</label>') },
    post: ['PermissionSet:Sales'],
    says: 'assigned to users',
    org: { records: { permissionSetAssignments: () => 1 } },
  },
  {
    what: 'a permission set group that is assigned',
    files: { 'permissionsetgroups/Team.permissionsetgroup': xml('PermissionSetGroup', '<label>Team</label>') },
    post: ['PermissionSetGroup:Team'],
    says: 'assigned to users',
    org: { records: { permissionSetGroupAssignments: () => 1 } },
  },
  {
    what: 'a role with users',
    files: { 'roles/Boss.role': xml('Role', '<name>Boss</name>') },
    post: ['Role:Boss'],
    says: 'users',
    org: { records: { usersWithRole: () => 1 } },
  },
  {
    what: 'a queue that owns records',
    files: { 'queues/Desk.queue': xml('Queue', '<name>Desk</name>') },
    post: ['Queue:Desk'],
    says: 'owns records',
    org: { records: { rowsOwnedBy: () => 3 } },
  },
  {
    what: 'translations',
    files: { 'translations/de.translation': xml('Translations', element('customLabels', { label: 'x', name: 'x' })) },
    post: ['Translations:de'],
    says: 'Translations',
  },
  {
    what: 'an active matching rule',
    files: {
      'matchingRules/Account.matchingRule': xml(
        'MatchingRules',
        element('matchingRules', { fullName: 'M', label: 'M', ruleStatus: 'Active' }),
      ),
    },
    post: ['MatchingRule:Account.M'],
    says: 'active matching rule',
  },
  {
    what: 'an active site',
    files: { 'sites/Shop.site': xml('CustomSite', '<active>true</active><masterLabel>Shop</masterLabel>') },
    post: ['CustomSite:Shop'],
    says: 'active site',
  },
  {
    what: 'an app that a profile has as default',
    files: {
      'applications/Desk.app': xml('CustomApplication', '<label>Desk</label>'),
      'profiles/Sales.profile': xml(
        'Profile',
        `${element('applicationVisibilities', { application: 'Desk', default: true, visible: true })}<custom>true</custom>`,
      ),
    },
    post: ['CustomApplication:Desk'],
    says: 'Unable to delete custom app. Profiles are using this custom app as default.',
  },
  {
    what: 'the last layout of a custom object',
    files: { ...thing(), ...layout('Thing__c-Only') },
    post: ['Layout:Thing__c-Only'],
    says: 'last page layout',
  },
  {
    what: 'a folder with something in it',
    files: {
      'reports/Sales-meta.xml': xml('ReportFolder', '<name>Sales</name>'),
      'reports/Sales/Open.report': xml('Report', '<name>Open</name>'),
    },
    post: ['Report:Sales'],
    says: 'Report - Sales/Open',
  },
  {
    what: 'a class with a job pending',
    files: apexClass('Nightly', 'class Nightly {}'),
    post: ['ApexClass:Nightly'],
    says: 'jobs pending or in progress',
    org: { pendingApexJobs: ['Nightly'] },
  },
];

const formula = (fullName: string, text: string): string =>
  `<fields><fullName>${fullName}</fullName><label>F</label><type>Number</type><formula>${text}</formula></fields>`;

/** Something that refers to a field, a class or another component keeps it from being deleted, and is named. */
const refusedByReference: readonly Refused[] = [
  {
    what: 'a field that a formula reads',
    files: thing(field('Score__c'), formula('Double__c', 'Score__c * 2')),
    post: ['CustomField:Thing__c.Score__c'],
    says: 'This custom field is referenced elsewhere in salesforce.com. : Custom Formula Field - Thing__c.Double__c.',
  },
  {
    what: 'a field that a formula reads through a relationship',
    files: {
      ...thing(field('Score__c')),
      'objects/Part__c.object': object(
        field('Thing__c', { type: 'Lookup', referenceTo: 'Thing__c', relationshipName: 'Parts' }),
        formula('Whole__c', 'thing__r.Score__c'),
      ),
    },
    post: ['CustomField:Thing__c.Score__c'],
    says: 'Part__c.Whole__c',
  },
  {
    what: 'a field that a validation rule checks',
    files: thing(
      field('Score__c'),
      element('validationRules', {
        fullName: 'Positive',
        active: true,
        errorConditionFormula: 'Score__c &lt; 0',
        errorMessage: 'no',
      }),
    ),
    post: ['CustomField:Thing__c.Score__c'],
    says: 'Validation Rule - Thing__c.Positive',
  },
  {
    what: 'a field in a field set',
    files: thing(
      field('Score__c'),
      `<fieldSets><fullName>Main</fullName><displayedFields><field>Score__c</field></displayedFields><label>Main</label></fieldSets>`,
    ),
    post: ['CustomField:Thing__c.Score__c'],
    says: 'Field Set - Thing__c.Main',
  },
  {
    what: 'a field that a roll-up adds up',
    files: {
      ...thing(
        field('Total__c', {
          type: 'Summary',
          summarizedField: 'Part__c.Amount__c',
          summaryForeignKey: 'Part__c.Thing__c',
          summaryOperation: 'sum',
        }),
      ),
      'objects/Part__c.object': object(
        field('Thing__c', { type: 'MasterDetail', referenceTo: 'Thing__c', relationshipName: 'Parts' }),
        field('Amount__c', { type: 'Number', precision: 8, scale: 2 }),
      ),
    },
    post: ['CustomField:Part__c.Amount__c'],
    says: 'Thing__c.Total__c',
  },
  {
    what: 'a field that a workflow rule watches',
    files: {
      ...thing(field('Score__c')),
      'workflows/Thing__c.workflow': xml(
        'Workflow',
        `<rules><fullName>Watch</fullName><active>true</active>${element('criteriaItems', { field: 'Thing__c.Score__c', operation: 'equals' })}</rules>`,
      ),
    },
    post: ['CustomField:Thing__c.Score__c'],
    says: 'Workflow Rule - Thing__c.Watch',
  },
  {
    what: 'a field that a report shows',
    files: {
      ...thing(field('Score__c')),
      'reports/Sales-meta.xml': xml('ReportFolder', '<name>Sales</name>'),
      'reports/Sales/Open.report': xml('Report', element('columns', { field: 'Thing__c$Score__c' })),
    },
    post: ['CustomField:Thing__c.Score__c'],
    says: 'Report - Sales/Open',
  },
  {
    what: 'a field that Apex names',
    files: {
      ...thing(field('Score__c')),
      ...apexClass('Scorer', 'class Scorer { Object f(Thing__c t) { return t.Score__c; } }'),
    },
    post: ['CustomField:Thing__c.Score__c'],
    says: 'Apex Class - Scorer',
  },
  {
    what: 'an object that a trigger is on',
    files: { ...thing(), ...apexTrigger('OnThing', 'trigger OnThing on Thing__c (before insert) {}') },
    post: ['CustomObject:Thing__c'],
    says: 'Apex Trigger - OnThing',
  },
  {
    what: 'a field that an obsolete flow version sets',
    files: {
      ...thing(field('Score__c')),
      'flows/Greet.flow': flow(
        'Greet',
        '<recordUpdates><name>set</name><inputAssignments><field>Score__c</field></inputAssignments><object>Thing__c</object></recordUpdates>',
        'Obsolete',
      ),
    },
    post: ['CustomField:Thing__c.Score__c'],
    says: 'Flow - Greet (version 1, Obsolete)',
  },
  {
    what: 'a class that another class uses',
    files: { ...apexClass('Base', 'virtual class Base {}'), ...apexClass('Sub', 'class Sub extends Base {}') },
    post: ['ApexClass:Base'],
    says: 'This apex class is referenced elsewhere in salesforce.com. : Apex Class - Sub.',
  },
  {
    what: 'a class that a Lightning component calls',
    files: {
      ...apexClass('Api', 'class Api { @AuraEnabled public static void go() {} }'),
      'lwc/chart/chart.js': "import go from '@salesforce/apex/Api.go';",
      'lwc/chart/chart.js-meta.xml': xml('LightningComponentBundle', '<apiVersion>62.0</apiVersion>'),
    },
    post: ['ApexClass:Api'],
    says: 'Lightning Component Bundle - chart',
  },
  {
    what: 'a class that a flow calls',
    files: {
      ...apexClass('Act', 'class Act { @InvocableMethod public static void go() {} }'),
      'flows/Greet.flow': flow('Greet', element('actionCalls', { name: 'a', actionName: 'Act', actionType: 'apex' })),
    },
    post: ['ApexClass:Act'],
    says: 'Flow - Greet',
  },
  {
    what: 'a Lightning component that another one contains',
    files: {
      'lwc/myChart/myChart.js': 'export default 1;',
      'lwc/myChart/myChart.js-meta.xml': xml('LightningComponentBundle', '<apiVersion>62.0</apiVersion>'),
      'lwc/page/page.html': '<template><c-my-chart></c-my-chart></template>',
      'lwc/page/page.js': 'export default 2;',
      'lwc/page/page.js-meta.xml': xml('LightningComponentBundle', '<apiVersion>62.0</apiVersion>'),
    },
    post: ['LightningComponentBundle:myChart'],
    says: 'Lightning Component Bundle - page',
  },
  {
    what: 'a page layout action that stays on a layout',
    files: {
      ...thing(),
      'quickActions/Thing__c.Close.quickAction': xml('QuickAction', '<label>Close</label><type>Update</type>'),
      ...layout(
        'Thing__c-Main',
        `<quickActionList>${element('quickActionListItems', { quickActionName: 'Thing__c.Close' })}</quickActionList>`,
      ),
    },
    post: ['QuickAction:Thing__c.Close'],
    says: 'Layout - Thing__c-Main',
  },
  {
    what: 'a label that Apex shows',
    files: {
      'labels/CustomLabels.labels': xml('CustomLabels', element('labels', { fullName: 'Hello', value: 'x' })),
      ...apexClass('Shower', 'class Shower { String s = System.Label.Hello; }'),
    },
    post: ['CustomLabel:Hello'],
    says: 'Apex Class - Shower',
  },
  {
    what: 'a workflow action that a rule uses',
    files: {
      ...thing(field('Score__c')),
      'workflows/Thing__c.workflow': xml(
        'Workflow',
        `${element('fieldUpdates', { fullName: 'Set', field: 'Score__c', name: 'Set' })}<rules><fullName>Watch</fullName>${element('actions', { name: 'Set', type: 'FieldUpdate' })}<active>true</active></rules>`,
      ),
    },
    post: ['WorkflowFieldUpdate:Thing__c.Set'],
    says: 'Workflow Rule - Thing__c.Watch',
  },
  {
    what: 'a permission set that is in a group',
    files: {
      'permissionsets/Sales.permissionset': xml('PermissionSet', '<label>Sales</label>'),
      'permissionsetgroups/Team.permissionsetgroup': xml(
        'PermissionSetGroup',
        '<label>Team</label><permissionSets>Sales</permissionSets>',
      ),
    },
    post: ['PermissionSet:Sales'],
    says: 'Permission Set Group - Team',
  },
  {
    what: 'a queue that a sharing rule shares with',
    files: {
      'queues/Desk.queue': xml('Queue', '<name>Desk</name>'),
      'sharingRules/Account.sharingRules': xml(
        'SharingRules',
        `<sharingCriteriaRules><fullName>Share</fullName><sharedTo><queue>Desk</queue></sharedTo></sharingCriteriaRules>`,
      ),
    },
    post: ['Queue:Desk'],
    says: 'Sharing Criteria Rule - Account.Share',
  },
  {
    what: 'a page that is active in an app',
    files: {
      'flexipages/Start.flexipage': xml('FlexiPage', '<masterLabel>Start</masterLabel><type>HomePage</type>'),
      'applications/Desk.app': xml(
        'CustomApplication',
        element('actionOverrides', {
          actionName: 'Tab',
          content: 'Start',
          pageOrSobjectType: 'standard-home',
          type: 'Flexipage',
        }),
      ),
    },
    post: ['FlexiPage:Start'],
    says: 'Custom Application - Desk',
  },
  {
    what: 'an object that a lookup leads to',
    files: {
      ...thing(),
      'objects/Part__c.object': object(
        field('Thing__c', { type: 'Lookup', referenceTo: 'Thing__c', relationshipName: 'Parts' }),
      ),
    },
    post: ['CustomObject:Thing__c'],
    says: 'Custom Field - Part__c.Thing__c',
  },
  {
    what: 'a global value set whose field goes in the same deploy',
    files: {
      'globalValueSets/Levels.globalValueSet': xml(
        'GlobalValueSet',
        `${element('customValue', { fullName: 'A', default: false, label: 'A' })}<masterLabel>Levels</masterLabel>`,
      ),
      ...thing(
        '<fields><fullName>Level__c</fullName><label>L</label><type>Picklist</type><valueSet><valueSetName>Levels</valueSetName></valueSet></fields>',
      ),
    },
    post: ['CustomField:Thing__c.Level__c', 'GlobalValueSet:Levels'],
    says: 'Custom Field - Thing__c.Level__c',
  },
  {
    what: 'an action whose layout goes in the same deploy',
    files: {
      ...thing(),
      'quickActions/Thing__c.Close.quickAction': xml('QuickAction', '<label>Close</label><type>Update</type>'),
      ...layout('Thing__c-Main'),
      ...layout(
        'Thing__c-Second',
        `<quickActionList>${element('quickActionListItems', { quickActionName: 'Thing__c.Close' })}</quickActionList>`,
      ),
    },
    post: ['Layout:Thing__c-Second', 'QuickAction:Thing__c.Close'],
    says: 'Layout - Thing__c-Second',
  },
];

describe('practice org: deletions', () => {
  for (const { what, files, post, says, org: options } of [...refusedByType, ...refusedByReference])
    it(`refuses to delete ${what}`, () => {
      const org = testOrg(options ?? {});
      org.given(files);
      const before = org.state;
      const outcome = org.deploy({}, { post });
      expect(outcome.success).to.be.false;
      expect(problems(outcome).join('\n')).to.include(says);
      expect(org.state, 'nothing is committed').to.equal(before);
    });

  /** Deletions that the refusals above must not catch. */
  const allowed: readonly {
    readonly what: string;
    readonly files: Files;
    readonly how: Deploy;
    readonly then?: Files;
  }[] = [
    { what: 'a class nobody uses', files: apexClass('Old', 'class Old {}'), how: { post: ['ApexClass:Old'] } },
    {
      what: 'a class although a variable elsewhere is called like it',
      files: {
        ...apexClass('Order', 'class Order {}'),
        ...apexClass('Shop', 'class Shop { void f() { Integer order = 1; order.format(); } }'),
      },
      how: { post: ['ApexClass:Order'] },
    },
    {
      what: 'a class that only a comment and a text name',
      files: {
        ...apexClass('Old', 'class Old {}'),
        ...apexClass('New', "class New { // Old x = new Old();\n String s = 'new Old()'; }"),
      },
      how: { post: ['ApexClass:Old'] },
    },
    {
      what: 'a field and the formula that reads it together',
      files: thing(field('Score__c'), formula('Double__c', 'Score__c * 2')),
      how: { post: ['CustomField:Thing__c.Score__c', 'CustomField:Thing__c.Double__c'] },
    },
    {
      what: 'a field whose namesake on another object Apex uses',
      files: {
        ...thing(field('Score__c')),
        'objects/Part__c.object': object(field('Score__c')),
        ...apexClass('Scorer', 'class Scorer { Object f(Part__c p) { return p.Score__c; } }'),
      },
      how: { post: ['CustomField:Thing__c.Score__c'] },
    },
    {
      what: 'a field after the package stopped using it',
      files: {
        ...thing(field('Score__c')),
        ...apexClass('Scorer', 'class Scorer { Object f(Thing__c t) { return t.Score__c; } }'),
      },
      then: apexClass('Scorer', 'class Scorer {}'),
      how: { post: ['CustomField:Thing__c.Score__c'] },
    },
    {
      what: 'one of two layouts of a custom object',
      files: { ...thing(), ...layout('Thing__c-One'), ...layout('Thing__c-Two') },
      how: { post: ['Layout:Thing__c-One'] },
    },
    {
      what: 'a custom object with its layouts, tab, rules and records of its own',
      files: {
        ...thing(
          field('Score__c'),
          element('validationRules', {
            fullName: 'V',
            active: true,
            errorConditionFormula: 'Score__c &lt; 0',
            errorMessage: 'x',
          }),
        ),
        ...layout(
          'Thing__c-Only',
          `<layoutSections><layoutColumns>${element('layoutItems', { field: 'Score__c', behavior: 'Edit' })}</layoutColumns></layoutSections>`,
        ),
        'tabs/Thing__c.tab': xml('CustomTab', '<customObject>true</customObject>'),
        'workflows/Thing__c.workflow': xml(
          'Workflow',
          `<rules><fullName>W</fullName>${element('criteriaItems', { field: 'Thing__c.Score__c', operation: 'equals' })}</rules>`,
        ),
      },
      how: { post: ['CustomObject:Thing__c'] },
    },
    {
      what: 'a profile nobody has',
      files: { 'profiles/Sales.profile': xml('Profile', '<custom>true</custom>') },
      how: { post: ['Profile:Sales'] },
    },
    {
      what: 'a folder with its last report',
      files: {
        'reports/Sales-meta.xml': xml('ReportFolder', '<name>Sales</name>'),
        'reports/Sales/Open.report': xml('Report', '<name>Open</name>'),
      },
      how: { post: ['Report:Sales/Open', 'Report:Sales'] },
    },
  ];

  for (const { what, files, how, then } of allowed)
    it(`deletes ${what}`, () => {
      const org = testOrg();
      org.given(files);
      const outcome = org.deploy(then ?? {}, how);
      expect(problems(outcome)).to.be.empty;
      for (const component of how.post ?? []) {
        expect(effectOn(outcome, component)).to.equal('deleted');
        expect(org.state.components.has(component)).to.be.false;
      }
      expect(
        [...org.state.components.keys()].filter(
          (key) => key.includes('Thing__c') && how.post?.includes('CustomObject:Thing__c'),
        ),
      ).to.be.empty;
    });

  it('takes a deleted field off layouts and record types by itself', () => {
    const org = testOrg();
    org.given({
      ...thing(
        '<fields><fullName>Level__c</fullName><label>L</label><type>Picklist</type><valueSet><valueSetDefinition/></valueSet></fields>',
        `<recordTypes><fullName>One</fullName><active>true</active><label>One</label>${element('picklistValues', { picklist: 'Level__c' })}</recordTypes>`,
      ),
      ...layout(
        'Thing__c-Only',
        `<layoutSections><layoutColumns>${element('layoutItems', { behavior: 'Edit', field: 'Level__c' })}</layoutColumns></layoutSections>`,
      ),
    });
    org.given({}, { post: ['CustomField:Thing__c.Level__c'] });
    expect(Object.values(org.retrieve('CustomObject:Thing__c', 'Layout:Thing__c-Only')).join('\n')).to.not.include(
      'Level__c',
    );
  });

  it('takes the values of a deleted field out of custom metadata records', () => {
    const org = testOrg();
    org.given({
      'objects/Rule__mdt.object': object(field('A__c'), field('B__c')),
      'customMetadata/Rule.One.md': xml(
        'CustomMetadata',
        `<label>One</label>${element('values', { field: 'A__c', value: 'x' })}${element('values', { field: 'B__c', value: 'y' })}`,
      ),
    });
    org.given({}, { post: ['CustomField:Rule__mdt.A__c'] });
    const text = org.retrieve('CustomMetadata:Rule.One')['customMetadata/Rule.One.md'];
    expect(text).to.include('B__c').and.not.include('A__c');
  });

  it('takes the translations of a deleted label out of every language', () => {
    const org = testOrg();
    const label = (name: string): string =>
      element('labels', { fullName: name, language: 'en_US', protected: false, shortDescription: name, value: name });
    const texts = (...names: readonly string[]): string =>
      xml(
        'Translations',
        names.map((name) => element('customLabels', { label: `${name} auf Deutsch`, name })).join(''),
      );
    org.given({
      'labels/CustomLabels.labels': xml('CustomLabels', label('Goes') + label('Stays')),
      'translations/de.translation': texts('Goes', 'Stays'),
    });
    org.given({}, { post: ['CustomLabel:Goes'] });
    const text = org.retrieve('Translations:de')['translations/de.translation'];
    expect(text).to.include('Stays').and.not.include('Goes');
  });

  it('takes the translations of a deleted field out of those of its object', () => {
    const org = testOrg();
    const texts = ['Goes__c', 'Stays__c'].map((name) => element('fields', { label: `${name} auf Deutsch`, name }));
    org.given({
      ...thing(field('Goes__c'), field('Stays__c')),
      'objectTranslations/Thing__c-de.objectTranslation': xml('CustomObjectTranslation', texts.join('')),
    });
    org.given({}, { post: ['CustomField:Thing__c.Goes__c'] });
    const text = org.retrieve('CustomObjectTranslation:Thing__c-de')[
      'objectTranslations/Thing__c-de.objectTranslation'
    ];
    expect(text).to.include('Stays__c').and.not.include('Goes__c');
  });

  it('leaves everything there when one of several deletions is refused', () => {
    const org = testOrg();
    org.given({ ...apexClass('Free', 'class Free {}'), ...thing(field('Score__c'), formula('Double__c', 'Score__c')) });
    org.deploy({}, { post: ['ApexClass:Free', 'CustomField:Thing__c.Score__c'] });
    expect(org.state.components.has('ApexClass:Free')).to.be.true;
  });

  it('counts one that must stay as a user of the others', () => {
    const org = testOrg();
    org.given({
      ...apexClass('A', 'class A {}'),
      ...apexClass('B', 'class B { A a; }'),
      ...apexClass('C', 'class C { B b; }'),
    });
    const outcome = org.deploy({}, { post: ['ApexClass:A', 'ApexClass:B'] });
    expect(effectOn(outcome, 'ApexClass:A')).to.equal('failed');
    expect(effectOn(outcome, 'ApexClass:B')).to.equal('failed');
  });

  it('refuses wildcards in a destructive manifest', () => {
    expect(problems(testOrg().deploy({}, { post: ['ApexClass:*'] }))[0]).to.include('Wildcards');
  });

  it('lets a class with a pending job go where the deployment setting says so', () => {
    const org = testOrg({
      pendingApexJobs: ['Nightly'],
      settings: { 'DeploymentSettings.doesSkipAsyncApexValidation': 'true' },
    });
    org.given(apexClass('Nightly', 'class Nightly {}'));
    expect(problems(org.deploy({}, { post: ['ApexClass:Nightly'] }))).to.be.empty;
  });
});
