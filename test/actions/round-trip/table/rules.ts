import { element, piece, tags } from '../pieces.ts';
import { claim, label, textField } from './components.ts';
import type { Row } from './row.ts';

const rule = (type: string, name: string, active: boolean, origin = 'Web') =>
  piece(
    `${type}:Case.${name}`,
    `${tags({ active })}<ruleEntry><criteriaItems><field>Case.Origin</field><operation>equals</operation><value>${origin}</value></criteriaItems></ruleEntry>`,
  );
const matching = (text: string, ruleStatus: string) =>
  piece(
    'MatchingRule:Account.Same',
    `${tags({ label: text })}<matchingRuleItems><blankValueBehavior>NullNotAllowed</blankValueBehavior><fieldName>Name</fieldName><matchingMethod>Exact</matchingMethod></matchingRuleItems>${tags({ ruleStatus })}`,
  );
const duplicate = (text: string, name = 'Twice', sortOrder = 1) =>
  piece(`DuplicateRule:Account.${name}`, tags({ isActive: false, masterLabel: text, sortOrder }));
const update = piece(
  'WorkflowFieldUpdate:Account.Set',
  tags({
    field: 'Tier__c',
    literalValue: 'x',
    name: 'Set',
    notifyAssignee: false,
    operation: 'Literal',
    protected: false,
  }),
);
const workflowRule = piece(
  'WorkflowRule:Account.R',
  `<actions><name>Set</name><type>FieldUpdate</type></actions>${tags({ active: true, formula: 'true', triggerType: 'onCreateOnly' })}`,
);
const sharing = (accessLevel: string) =>
  piece(
    'SharingCriteriaRule:Account.Mine',
    `${tags({ accessLevel, label: 'Mine' })}<sharedTo><allInternalUsers/></sharedTo><criteriaItems><field>Name</field><operation>equals</operation><value>x</value></criteriaItems>`,
  );
const german = (texts: Readonly<Record<string, string>>) =>
  piece(
    'Translations:de',
    Object.entries(texts)
      .map(([name, text]) => element('customLabels', { label: text, name }))
      .join(''),
  );
const territory = (name: string) => [
  piece('Territory2Model:World', tags({ name })),
  piece('Territory2:World.North', tags({ accountAccessLevel: 'Read', name, territory2Type: 'T' })),
];
const approval = (description: string) =>
  piece(
    'ApprovalProcess:Account.Big',
    tags({
      active: true,
      allowRecall: false,
      description,
      label: 'Big',
      recordEditability: 'AdminOnly',
      showApprovalHistory: true,
    }),
  );
const valueTranslation = (type: string, masterLabel: string, translation: string) =>
  piece(`${type}-de`, element('valueTranslation', { masterLabel, translation }));
const colour = piece(
  'GlobalValueSet:Colour',
  '<customValue><fullName>Red</fullName><default>false</default><label>Red</label></customValue><masterLabel>Colour</masterLabel><sorted>false</sorted>',
);

export const ruleRows: readonly Row[] = [
  {
    title: 'labels are deleted and sent one by one, never the file that holds them',
    from: [label('Hello', 'two'), label('Added', 'x')],
    to: [label('Hello', 'one')],
    sends: ['CustomLabel:Hello'],
    deletes: ['post CustomLabel:Added'],
  },
  {
    title: 'a workflow rule and the action that it uses are deleted by name',
    always: [textField('Account.Tier__c')],
    from: [workflowRule, update],
    to: [],
    deletes: ['post WorkflowFieldUpdate:Account.Set', 'post WorkflowRule:Account.R'],
  },
  {
    title: 'a sharing rule that was changed is sent',
    from: [sharing('Edit')],
    to: [sharing('Read')],
    sends: ['SharingCriteriaRule:Account.Mine', 'SharingRules:Account'],
  },
  {
    title: 'a sharing rule that was added is deleted by name',
    from: [sharing('Read')],
    to: [],
    deletes: ['post SharingCriteriaRule:Account.Mine'],
  },
  {
    title:
      'of the assignment rules of an object the former one is made active again; the entries of a rule are one list',
    from: [rule('AssignmentRule', 'One', false, 'Phone'), rule('AssignmentRule', 'Two', true)],
    to: [rule('AssignmentRule', 'One', true, 'Web')],
    sends: ['AssignmentRule:Case.One', 'AssignmentRules:Case'],
    deletes: ['post AssignmentRule:Case.Two'],
  },
  {
    title: 'auto-response and escalation rules are undone rule by rule',
    from: [rule('AutoResponseRule', 'A', true, 'Phone'), rule('EscalationRule', 'E', true)],
    to: [rule('AutoResponseRule', 'A', true, 'Web')],
    sends: ['AutoResponseRule:Case.A', 'AutoResponseRules:Case'],
    deletes: ['post EscalationRule:Case.E'],
  },
  {
    title: 'an active matching rule is left alone',
    from: [matching('two', 'Active')],
    to: [matching('one', 'Inactive')],
    stays: ['matchingrule:account.same differs in label, ruleStatus'],
    limits: ['lockedWhileActive MatchingRule:Account.Same'],
  },
  {
    title: 'an inactive matching rule and a duplicate rule are sent',
    from: [matching('two', 'Inactive'), duplicate('two')],
    to: [matching('one', 'Inactive'), duplicate('one')],
    sends: ['DuplicateRule:Account.Twice', 'MatchingRule:Account.Same', 'MatchingRules:Account'],
  },
  {
    title: 'a duplicate rule that took the place of another one goes before that is sent',
    from: [duplicate('new', 'First', 1), duplicate('one', 'Twice', 2)],
    to: [duplicate('one', 'Twice', 1)],
    sends: ['DuplicateRule:Account.Twice'],
    deletes: ['pre DuplicateRule:Account.First'],
  },
  {
    title: 'an element of the settings gets its former value, and only that is sent',
    from: [piece('Settings:Account', tags({ enableAccountTeams: true, showViewHierarchyLink: true }))],
    to: [piece('Settings:Account', tags({ enableAccountTeams: false, showViewHierarchyLink: true }))],
    sends: ['Settings:Account'],
  },
  {
    title: 'an element of the settings that nobody knew before stays',
    from: [piece('Settings:Account', tags({ enableAccountTeams: true, showViewHierarchyLink: true }))],
    to: [piece('Settings:Account', tags({ enableAccountTeams: true }))],
    stays: ['settings:account differs in showViewHierarchyLink'],
    limits: ['formerValueUnknown Settings:Account showViewHierarchyLink'],
  },
  {
    title: 'a translation gets its former text; one that was added stays',
    always: [label('Hello', 'Hello'), label('Bye', 'Bye')],
    from: [german({ Hello: 'Servus', Bye: 'Ade' })],
    to: [german({ Hello: 'Hallo' })],
    sends: ['Translations:de'],
    stays: ['translations:de differs in customLabels'],
    limits: ['translationCannotBeRemoved Translations:de customLabels Bye'],
  },
  {
    title: 'the translation of an object and of its field get their former texts',
    always: [claim(), textField('Claim__c.Note__c')],
    from: [
      piece('CustomObjectTranslation:Claim__c-de', element('caseValues', { plural: false, value: 'Fall' })),
      piece('CustomFieldTranslation:Claim__c-de.Note__c', tags({ label: 'Zettel' })),
    ],
    to: [
      piece('CustomObjectTranslation:Claim__c-de', element('caseValues', { plural: false, value: 'Schaden' })),
      piece('CustomFieldTranslation:Claim__c-de.Note__c', tags({ label: 'Notiz' })),
    ],
    sends: ['CustomObjectTranslation:Claim__c-de'],
  },
  {
    title: 'translations of value sets get their former texts',
    always: [colour],
    from: [
      valueTranslation('GlobalValueSetTranslation:Colour', 'Red', 'Feuerrot'),
      valueTranslation('StandardValueSetTranslation:Industry', 'Mining', 'Tagebau'),
    ],
    to: [
      valueTranslation('GlobalValueSetTranslation:Colour', 'Red', 'Rot'),
      valueTranslation('StandardValueSetTranslation:Industry', 'Mining', 'Bergbau'),
    ],
    sends: ['GlobalValueSetTranslation:Colour-de', 'StandardValueSetTranslation:Industry-de'],
  },
  {
    title: 'data categories are never touched: a deploy would take them off records',
    from: [piece('DataCategoryGroup:Topics', tags({ active: true, label: 'two' }))],
    to: [piece('DataCategoryGroup:Topics', tags({ active: true, label: 'one' }))],
    stays: ['datacategorygroup:topics is missing'],
    limits: ['categoriesWouldBeLost DataCategoryGroup:Topics'],
  },
  {
    title: 'a territory and its model are sent whole',
    from: territory('two'),
    to: territory('one'),
    sends: ['Territory2:World.North', 'Territory2Model:World'],
  },
  {
    title: 'a territory that was added is deleted; its model stays',
    from: territory('one'),
    to: [],
    deletes: ['post Territory2:World.North'],
    stays: ['territory2model:world should not be there'],
    limits: ['typeCannotBeDeleted Territory2Model:World'],
  },
  {
    title: 'an approval process is sent whole',
    from: [approval('two')],
    to: [approval('one')],
    sends: ['ApprovalProcess:Account.Big'],
  },
];
