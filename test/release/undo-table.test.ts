import { expect } from 'chai';
import { keyOf } from '../../src/release/metadata/component.ts';
import { isProven, prove } from '../../src/release/plan/proof.ts';
import { planRollback } from '../../src/release/plan/plan-rollback.ts';
import {
  apexClass,
  component,
  deleted,
  field,
  flow,
  inputOf,
  keptAs,
  limitsOf,
  object,
  planOf,
  rows,
  shipped,
  type Scene,
} from './plan-builders.ts';
import { carryOut } from './org-model.ts';

/** One row of the rule table: what a release did, and what the plan makes of it. */
interface Row {
  readonly title: string;
  readonly scene: Scene;
  readonly ships?: readonly string[];
  readonly deletes?: readonly string[];
  readonly keeps?: readonly string[];
  readonly limits?: readonly string[];
}

const label = (name: string, value: string) =>
  component(`CustomLabel:${name}`, `<fullName>${name}</fullName><value>${value}</value>`);
const layout = (name: string, inside = '<layoutSections><label>One</label></layoutSections>') =>
  component(`Layout:${name}`, inside);
const valueSet = (...names: readonly string[]) =>
  component(
    'GlobalValueSet:Colour',
    `<masterLabel>Colour</masterLabel>${names.map((name) => `<customValue><fullName>${name}</fullName><default>false</default><label>${name}</label></customValue>`).join('')}`,
  );
const picklist = (names: readonly string[], more = '') =>
  field(
    'Account.Colour__c',
    `<type>Picklist</type><valueSet>${more}<valueSetDefinition><sorted>false</sorted>${names.map((name) => `<value><fullName>${name}</fullName><default>false</default><label>${name}</label></value>`).join('')}</valueSetDefinition></valueSet>`,
  );
const empty = { facts: { rows: rows({ 'CustomField:Account.Risk__c': 0, 'CustomObject:Claim__c': 0 }) } };

const rowsOfTheTable: readonly Row[] = [
  {
    title: 'a class that the release added is deleted, one that it changed is sent whole',
    scene: { from: [apexClass('New'), apexClass('Old', 'class Old { void b() {} }')], to: [apexClass('Old')] },
    ships: ['redeploy ApexClass:Old'],
    deletes: ['post ApexClass:New'],
  },
  {
    title: 'a class that the release deleted is created again',
    scene: { to: [apexClass('Gone')] },
    ships: ['recreate ApexClass:Gone'],
  },
  {
    title: 'a bundle is one thing: a file that the release added goes with the bundle of before',
    scene: {
      from: [component('LightningComponentBundle:card', '', { 'card.js': 'a', 'extra.js': 'b' })],
      to: [component('LightningComponentBundle:card', '', { 'card.js': 'a' })],
    },
    ships: ['redeploy LightningComponentBundle:card'],
  },
  {
    title: 'a permission set is sent complete, never pruned',
    scene: {
      from: [
        component(
          'PermissionSet:Sales',
          '<label>Sales</label><classAccesses><apexClass>A</apexClass><enabled>true</enabled></classAccesses><classAccesses><apexClass>B</apexClass><enabled>true</enabled></classAccesses>',
        ),
      ],
      to: [
        component(
          'PermissionSet:Sales',
          '<label>Sales</label><classAccesses><apexClass>A</apexClass><enabled>true</enabled></classAccesses>',
        ),
      ],
    },
    ships: ['redeploy PermissionSet:Sales'],
  },
  {
    title: 'a permission set of an API before 40 gets negative entries',
    scene: {
      facts: { apiVersion: '39.0' },
      from: [
        component(
          'PermissionSet:Sales',
          '<label>Sales</label><classAccesses><apexClass>A</apexClass><enabled>true</enabled></classAccesses>',
        ),
      ],
      to: [component('PermissionSet:Sales', '<label>Sales</label>')],
    },
    ships: ['sendEntries PermissionSet:Sales'],
  },
  {
    title: 'an object property that the release changed gets its former value',
    scene: {
      from: [object('Claim__c', '<enableFeeds>true</enableFeeds><label>Claim</label>')],
      to: [object('Claim__c', '<enableFeeds>false</enableFeeds><label>Claim</label>')],
    },
    ships: ['redeploy CustomObject:Claim__c'],
  },
  {
    title: 'an object property that the release set first gets the value of the platform, and the plan says so',
    scene: {
      from: [object('Claim__c', '<enableHistory>true</enableHistory><label>Claim</label>')],
      to: [object('Claim__c', '<label>Claim</label>')],
    },
    ships: ['redeploy CustomObject:Claim__c'],
    limits: ['platformDefaultAssumed CustomObject:Claim__c enableHistory'],
  },
  {
    title: 'a property that was empty is sent empty, and the plan says that this may not take the value out',
    scene: {
      from: [
        object(
          'Claim__c',
          '<searchLayouts><searchFilterFields>NAME</searchFilterFields></searchLayouts><label>C</label>',
        ),
      ],
      to: [object('Claim__c', '<searchLayouts/><label>C</label>')],
    },
    ships: ['redeploy CustomObject:Claim__c'],
    limits: ['entryCannotBeRemoved CustomObject:Claim__c searchLayouts'],
  },
  {
    title: 'a property whose former value nobody knows stays, with a limit',
    scene: {
      from: [object('Claim__c', '<externalSharingModel>Private</externalSharingModel><label>Claim</label>')],
      to: [object('Claim__c', '<label>Claim</label>')],
    },
    keeps: ['cannotBeUndone CustomObject:Claim__c'],
    limits: ['formerValueUnknown CustomObject:Claim__c externalSharingModel'],
  },
  {
    title: 'a field without values is deleted after the additions',
    scene: { ...empty, from: [field('Account.Risk__c')] },
    deletes: ['post CustomField:Account.Risk__c'],
  },
  {
    title: 'children of an object are deleted by name and sent by name',
    scene: {
      from: [
        component('ValidationRule:Account.A', '<fullName>A</fullName><active>true</active>'),
        component('ListView:Account.B', '<fullName>B</fullName><label>new</label>'),
      ],
      to: [component('ListView:Account.B', '<fullName>B</fullName><label>old</label>')],
    },
    ships: ['redeploy ListView:Account.B'],
    deletes: ['post ValidationRule:Account.A'],
  },
  {
    title: 'a record type is switched off, because the API cannot delete it',
    scene: {
      from: [
        component('RecordType:Account.Partner', '<fullName>Partner</fullName><active>true</active><label>P</label>'),
      ],
    },
    ships: ['neutralise RecordType:Account.Partner'],
    limits: ['recordTypeCannotBeDeleted RecordType:Account.Partner'],
  },
  {
    title: 'a changed record type is sent whole',
    scene: {
      from: [
        component('RecordType:Account.Partner', '<fullName>Partner</fullName><active>true</active><label>New</label>'),
      ],
      to: [
        component('RecordType:Account.Partner', '<fullName>Partner</fullName><active>true</active><label>Old</label>'),
      ],
    },
    ships: ['redeploy RecordType:Account.Partner'],
  },
  {
    title: 'a picklist dependency stays, with a limit',
    scene: {
      from: [picklist(['Red'], '<controllingField>Type</controllingField>')],
      to: [picklist(['Red'])],
    },
    ships: ['redeploy CustomField:Account.Colour__c'],
    limits: ['picklistDependencyStays CustomField:Account.Colour__c valueSet controllingField'],
  },
  {
    title: 'labels are components of their own; the file that holds them is never deleted',
    scene: {
      from: [component('CustomLabels:CustomLabels', ''), label('Added', 'x'), label('Changed', 'new')],
      to: [label('Changed', 'old')],
    },
    ships: ['redeploy CustomLabel:Changed'],
    deletes: ['post CustomLabel:Added'],
  },
  {
    title: 'a workflow rule goes before the action that it uses',
    scene: {
      from: [
        component('WorkflowFieldUpdate:Account.Set', '<fullName>Set</fullName>'),
        component('WorkflowRule:Account.R', '<fullName>R</fullName><actions><name>Set</name></actions>'),
      ],
    },
    deletes: ['post WorkflowRule:Account.R', 'post WorkflowFieldUpdate:Account.Set'],
  },
  {
    title: 'sharing and assignment rules are undone rule by rule',
    scene: {
      from: [
        component('SharingCriteriaRule:Account.A', '<fullName>A</fullName>'),
        component('AssignmentRule:Case.New', '<fullName>New</fullName>'),
        component('AssignmentRule:Case.Standard', '<fullName>Standard</fullName><active>false</active>'),
      ],
      to: [component('AssignmentRule:Case.Standard', '<fullName>Standard</fullName><active>true</active>')],
    },
    ships: ['redeploy AssignmentRule:Case.Standard'],
    deletes: ['post SharingCriteriaRule:Account.A', 'post AssignmentRule:Case.New'],
  },
  {
    title: 'an active matching rule is left for a person to deactivate',
    scene: {
      from: [
        component('MatchingRule:Account.M', '<fullName>M</fullName><label>new</label><ruleStatus>Active</ruleStatus>'),
      ],
      to: [
        component('MatchingRule:Account.M', '<fullName>M</fullName><label>old</label><ruleStatus>Active</ruleStatus>'),
      ],
    },
    keeps: ['cannotBeUndone MatchingRule:Account.M'],
    limits: ['lockedWhileActive MatchingRule:Account.M'],
  },
  {
    title: 'values of a value set are deactivated, and the plan says which',
    scene: { from: [valueSet('Red', 'Green')], to: [valueSet('Red')] },
    ships: ['redeploy GlobalValueSet:Colour'],
    limits: ['picklistValueOnlyDeactivated GlobalValueSet:Colour customValue Green'],
  },
  {
    title: 'values of a local picklist are deactivated, and the plan says which',
    scene: { from: [picklist(['Red', 'Green'])], to: [picklist(['Red'])] },
    ships: ['redeploy CustomField:Account.Colour__c'],
    limits: ['picklistValueOnlyDeactivated CustomField:Account.Colour__c value Green'],
  },
  {
    title: 'a value whose API name was changed keeps the new one: the former would be a duplicate label',
    scene: {
      from: [component('GlobalValueSet:C', '<customValue><fullName>Rouge</fullName><label>Red</label></customValue>')],
      to: [component('GlobalValueSet:C', '<customValue><fullName>Red</fullName><label>Red</label></customValue>')],
    },
    ships: ['redeploy GlobalValueSet:C'],
    limits: ['picklistValueRenamed GlobalValueSet:C customValue Rouge'],
  },
  {
    title: 'a standard value set is never deleted',
    scene: { from: [component('StandardValueSet:Industry', '<standardValue><fullName>A</fullName></standardValue>')] },
    keeps: ['cannotBeDeleted StandardValueSet:Industry'],
    limits: ['typeCannotBeDeleted StandardValueSet:Industry'],
  },
  {
    title: 'layouts, pages and reports are sent whole and deleted by name',
    scene: {
      from: [layout('Account-New'), layout('Account-Old', '<layoutSections><label>Two</label></layoutSections>')],
      to: [layout('Account-Old')],
    },
    ships: ['redeploy Layout:Account-Old'],
    deletes: ['post Layout:Account-New'],
  },
  {
    title: 'pages that an application assigns stay assigned, with a limit',
    scene: {
      from: [
        component(
          'CustomApplication:Sales',
          '<label>S</label><actionOverrides><actionName>View</actionName><content>New_Page</content><pageOrSobjectType>Account</pageOrSobjectType></actionOverrides>',
        ),
        component('FlexiPage:New_Page', '<masterLabel>New</masterLabel>'),
      ],
      to: [component('CustomApplication:Sales', '<label>S</label>')],
    },
    ships: ['redeploy CustomApplication:Sales'],
    keeps: ['stillReferenced FlexiPage:New_Page'],
    limits: [
      'pageAssignmentStays CustomApplication:Sales actionOverrides View | Account',
      'stillReferenced FlexiPage:New_Page',
    ],
  },
  {
    title: 'a custom metadata record gets a nil for every value that the release added',
    scene: {
      from: [
        component(
          'CustomMetadata:Rate.A',
          '<label>A</label><values><field>One__c</field><value>1</value></values><values><field>Two__c</field><value>2</value></values>',
        ),
      ],
      to: [
        component('CustomMetadata:Rate.A', '<label>A</label><values><field>One__c</field><value>1</value></values>'),
      ],
    },
    ships: ['redeploy CustomMetadata:Rate.A'],
  },
  {
    title: 'a settings element gets its former value, and only that is sent',
    scene: {
      from: [component('Settings:Case', '<autoProc>true</autoProc><other>1</other>')],
      to: [component('Settings:Case', '<autoProc>false</autoProc><other>1</other>')],
    },
    ships: ['sendEntries Settings:Case'],
  },
  {
    title: 'a settings element that `to` does not have gets the value of the snapshot before the release',
    scene: {
      from: [component('Settings:Case', '<autoProc>true</autoProc>')],
      to: [component('Settings:Case', '<other>1</other>')],
      live: [component('Settings:Case', '<autoProc>true</autoProc><other>1</other>')],
      before: [component('Settings:Case', '<autoProc>false</autoProc><other>1</other>')],
    },
    ships: ['sendEntries Settings:Case'],
  },
  {
    title: 'settings are never deleted; what nobody knows stays, element by element',
    scene: { from: [component('Settings:Case', '<autoProc>true</autoProc>')] },
    keeps: ['cannotBeUndone Settings:Case'],
    limits: ['formerValueUnknown Settings:Case autoProc'],
  },
  {
    title: 'a translation gets its former text; one that the release added stays, with a limit',
    scene: {
      from: [
        component(
          'Translations:de',
          '<customLabels><label>neu</label><name>A</name></customLabels><customLabels><label>x</label><name>B</name></customLabels>',
        ),
      ],
      to: [component('Translations:de', '<customLabels><label>alt</label><name>A</name></customLabels>')],
    },
    ships: ['sendEntries Translations:de'],
    limits: ['translationCannotBeRemoved Translations:de customLabels B'],
  },
  {
    title: 'a translation goes with the label that it translates',
    scene: {
      from: [
        label('B', 'x'),
        component(
          'Translations:de',
          '<customLabels><label>neu</label><name>A</name></customLabels><customLabels><label>x</label><name>B</name></customLabels>',
        ),
      ],
      to: [component('Translations:de', '<customLabels><label>alt</label><name>A</name></customLabels>')],
    },
    ships: ['sendEntries Translations:de'],
    deletes: ['post CustomLabel:B'],
  },
  {
    title: 'data category groups are never touched',
    scene: {
      from: [component('DataCategoryGroup:Topics', '<label>new</label>')],
      to: [component('DataCategoryGroup:Topics', '<label>old</label>')],
    },
    keeps: ['neverAutomatic DataCategoryGroup:Topics'],
    limits: ['categoriesWouldBeLost DataCategoryGroup:Topics'],
  },
  {
    title: 'a new flow is deactivated, never deleted',
    scene: {
      from: [flow('New', 'x')],
      facts: { flows: new Map([['New', { activeVersion: 1, versions: [1] }]]) },
    },
    keeps: ['undoneByStep Flow:New'],
    limits: ['flowOnlyDeactivated Flow:New'],
  },
  {
    title: 'a profile that the release brought stays, with a limit',
    scene: { from: [component('Profile:Partner', '<userLicense>x</userLicense>')] },
    keeps: ['cannotBeDeleted Profile:Partner'],
    limits: ['profileCannotBeDeleted Profile:Partner'],
  },
  {
    title: 'what a package brought is left alone',
    scene: { from: [apexClass('acme__Tool')], facts: { namespaces: ['acme'] } },
    keeps: ['managedPackage ApexClass:acme__Tool'],
    limits: ['managedPackage ApexClass:acme__Tool'],
  },
  {
    title: 'a standard field is never deleted',
    scene: { from: [component('CustomField:Account.Industry', '<fullName>Industry</fullName>')] },
    keeps: ['standardComponent CustomField:Account.Industry'],
    limits: ['standardComponent CustomField:Account.Industry'],
  },
  {
    title: 'a standard object is never deleted: the property that the release set gets the value of the platform',
    scene: { from: [object('Account', '<enableFeeds>true</enableFeeds>')] },
    ships: ['sendEntries CustomObject:Account'],
    limits: ['platformDefaultAssumed CustomObject:Account enableFeeds'],
  },
  {
    title: 'types that cannot be deleted stay, with a limit',
    scene: { from: [component('Skill:Welding', '<label>x</label>'), component('Network:Portal', '<label>x</label>')] },
    keeps: ['cannotBeDeleted Network:Portal', 'cannotBeDeleted Skill:Welding'],
    limits: ['typeCannotBeDeleted Network:Portal', 'typeCannotBeDeleted Skill:Welding'],
  },
  {
    title: 'what holds secrets is created again without them, and the plan says so',
    scene: { to: [component('NamedCredential:Bank', '<label>Bank</label>')] },
    ships: ['recreate NamedCredential:Bank'],
    limits: ['secretsNotInMetadata NamedCredential:Bank'],
  },
  {
    title: 'a deleted field comes back empty, and the plan says so',
    scene: { to: [field('Account.Risk__c')] },
    ships: ['recreate CustomField:Account.Risk__c'],
    limits: ['fieldRecreatedEmpty CustomField:Account.Risk__c'],
  },
  {
    title: 'an object that only Git did not have before is not deleted: its fields prove that it was there',
    scene: {
      from: [object('Claim__c', '<enableFeeds>true</enableFeeds>'), field('Claim__c.Amount__c', '<type>Text</type>')],
      to: [field('Claim__c.Amount__c', '<type>Text</type><label>x</label>')],
      facts: { rows: rows({ 'CustomObject:Claim__c': 0 }) },
    },
    ships: ['redeploy CustomField:Claim__c.Amount__c', 'sendEntries CustomObject:Claim__c'],
    limits: ['platformDefaultAssumed CustomObject:Claim__c enableFeeds'],
  },
  {
    title: 'an object goes with all that belongs to it',
    scene: {
      ...empty,
      from: [
        object('Claim__c'),
        field('Claim__c.Amount__c'),
        layout('Claim__c-Layout'),
        component('RecordType:Claim__c.A', '<fullName>A</fullName><active>true</active>'),
      ],
      facts: { rows: rows({ 'CustomObject:Claim__c': 0, 'CustomField:Claim__c.Amount__c': 0 }) },
    },
    deletes: ['post CustomObject:Claim__c'],
  },
];

describe('the undo of each family of metadata', () => {
  for (const { title, scene, ships = [], deletes = [], keeps = [], limits = [] } of rowsOfTheTable) {
    it(title, () => {
      const plan = planOf(scene);
      expect({
        ships: shipped(plan),
        deletes: deleted(plan),
        keeps: keptAs(plan),
        limits: limitsOf(plan),
      }).to.deep.equal({
        ships,
        deletes,
        keeps,
        limits,
      });
    });

    it(`${title} — and is proven afterwards, with nothing silent`, () => {
      const input = inputOf(scene);
      const plan = planRollback(input);
      const org = carryOut(plan, input);
      const proof = prove({ plan, planned: input.contents, live: org.contents, flows: org.flows });
      expect(proof.components.length, 'nothing to prove').to.be.greaterThan(0);
      expect(isProven(proof), JSON.stringify(proof.components, undefined, 2)).to.equal(true);
      for (const one of proof.components)
        if (one.verdict === 'limited') expect(one.limits.length, keyOf(one)).to.be.greaterThan(0);
    });
  }
});
