import fc from 'fast-check';
import { draft, maybe, one, some, word, type Family } from '../family.ts';
import { element, tags } from '../pieces.ts';

const labels = ['Hello', 'Bye'];
const label = (name: string): Family =>
  one(word, (value) =>
    draft(`CustomLabel:${name}`, tags({ language: 'en_US', protected: false, shortDescription: name, value })),
  );

const caseRule = (type: string, name: string, active: boolean, origin: string) =>
  draft(
    `${type}:Case.${name}`,
    `${tags({ active })}<ruleEntry><criteriaItems><field>Case.Origin</field><operation>equals</operation><value>${origin}</value></criteriaItems></ruleEntry>`,
  );

/** At most one rule of an object is active. */
const caseRules = (type: string): Family =>
  fc
    .record({ active: maybe(fc.constantFrom('One', 'Two')), names: some(['One', 'Two'], 1), origin: word })
    .map(({ active, names, origin }) => names.map((name) => caseRule(type, name, name === active, origin)));

const texts = (names: readonly string[]) => fc.dictionary(fc.constantFrom(...names), word, { minKeys: 1 });

/** Labels, rules, settings, translations and other things that merge or have an order. */
export const rules: readonly Family[] = [
  ...labels.map(label),
  one(fc.record({ description: maybe(word), sets: fc.boolean() }), ({ description, sets }) =>
    draft('WorkflowRule:Account.R', [
      ...(sets
        ? [
            {
              about: 'WorkflowFieldUpdate:Account.Set',
              xml: '<actions><name>Set</name><type>FieldUpdate</type></actions>',
            },
          ]
        : []),
      tags({ active: true, description, formula: 'true', triggerType: 'onCreateOnly' }),
    ]),
  ),
  one(word, (name) =>
    draft(
      'WorkflowFieldUpdate:Account.Set',
      tags({
        field: 'Tier__c',
        literalValue: name,
        name,
        notifyAssignee: false,
        operation: 'Literal',
        protected: false,
      }),
      { needs: ['CustomField:Account.Tier__c'] },
    ),
  ),
  one(word, (subject) =>
    draft(
      'WorkflowTask:Account.Call',
      tags({ dueDateOffset: 1, notifyAssignee: false, priority: 'Normal', protected: false, status: 'Open', subject }),
    ),
  ),
  one(fc.record({ name: word, reads: fc.constantFrom('Read', 'Edit') }), ({ name, reads }) =>
    draft(
      'SharingCriteriaRule:Account.Mine',
      `${tags({ accessLevel: reads, label: name })}<sharedTo><allInternalUsers/></sharedTo><criteriaItems><field>Name</field><operation>equals</operation><value>x</value></criteriaItems>`,
    ),
  ),
  one(word, (name) =>
    draft(
      'SharingOwnerRule:Account.Ours',
      `${tags({ accessLevel: 'Read', label: name })}<sharedTo><group>Team</group></sharedTo><sharedFrom><group>Team</group></sharedFrom>`,
      { needs: ['Group:Team'] },
    ),
  ),
  caseRules('AssignmentRule'),
  caseRules('AutoResponseRule'),
  caseRules('EscalationRule'),
  one(fc.record({ name: word, ruleStatus: fc.constantFrom('Active', 'Inactive') }), ({ name, ruleStatus }) =>
    draft(
      'MatchingRule:Account.Same',
      `${tags({ label: name })}<matchingRuleItems><blankValueBehavior>NullNotAllowed</blankValueBehavior><fieldName>Name</fieldName><matchingMethod>Exact</matchingMethod></matchingRuleItems>${tags({ ruleStatus })}`,
    ),
  ),
  one(word, (name) =>
    draft(
      'DuplicateRule:Account.Twice',
      tags({
        actionOnInsert: 'Allow',
        actionOnUpdate: 'Allow',
        isActive: false,
        masterLabel: name,
        securityOption: 'EnforceSharingRules',
        sortOrder: 1,
      }),
    ),
  ),
  one(fc.record({ one: fc.boolean(), two: maybe(fc.boolean()) }), ({ one: first, two }) =>
    draft('Settings:Account', tags({ enableAccountTeams: first, showViewHierarchyLink: two })),
  ),
  one(fc.boolean(), (on) => draft('Settings:Flow', tags({ enableFlowDeployAsActiveEnabled: on }))),
  one(texts(labels), (said) =>
    draft('Translations:de', [
      element('customApplications', { label: 'Verkauf', name: 'standard__Sales' }),
      ...Object.entries(said).map(([name, text]) => ({
        about: `CustomLabel:${name}`,
        xml: element('customLabels', { label: text, name }),
      })),
    ]),
  ),
  word.map((value) => [
    draft('CustomObjectTranslation:Claim__c-de', element('caseValues', { plural: false, value }), {
      needs: ['CustomObject:Claim__c'],
    }),
  ]),
  one(word, (said) =>
    draft('CustomFieldTranslation:Claim__c-de.Note__c', tags({ label: said }), {
      needs: ['CustomObjectTranslation:Claim__c-de', 'CustomField:Claim__c.Note__c'],
    }),
  ),
  one(word, (said) =>
    draft(
      'GlobalValueSetTranslation:Colour-de',
      element('valueTranslation', { masterLabel: 'Red', translation: said }),
      {
        needs: ['GlobalValueSet:Colour'],
      },
    ),
  ),
  one(word, (said) =>
    draft(
      'StandardValueSetTranslation:Industry-de',
      element('valueTranslation', { masterLabel: 'Mining', translation: said }),
    ),
  ),
  one(word, (name) => draft('DataCategoryGroup:Topics', tags({ active: true, label: name }))),
  one(fc.record({ description: word, active: fc.boolean() }), ({ description, active }) =>
    draft(
      'ApprovalProcess:Account.Big',
      tags({
        active,
        allowRecall: false,
        description,
        label: 'Big',
        recordEditability: 'AdminOnly',
        showApprovalHistory: true,
      }),
    ),
  ),
  word.map((name) => [
    draft('Territory2Model:World', tags({ name })),
    draft('Territory2:World.North', tags({ accountAccessLevel: 'Read', name, territory2Type: 'T' }), {
      needs: ['Territory2Model:World'],
    }),
  ]),
  one(word, (name) => draft('Skill:Welding', tags({ label: name }))),
  one(fc.boolean(), (desktop) =>
    draft(
      'CustomNotificationType:Ping',
      tags({ customNotifTypeName: 'Ping', desktop, masterLabel: 'Ping', mobile: true }),
    ),
  ),
];
