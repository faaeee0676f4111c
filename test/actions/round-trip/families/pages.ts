import fc from 'fast-check';
import { draft, maybe, one, word, type Family } from '../family.ts';
import { element, tags } from '../pieces.ts';

const item = (field: string): string => `<layoutItems><behavior>Edit</behavior><field>${field}</field></layoutItems>`;

const layout = (key: string, needs: readonly string[], field: string): Family =>
  one(fc.record({ label: word, shows: fc.boolean() }), ({ label, shows }) =>
    draft(
      key,
      [
        `<layoutSections>${tags({ label })}<layoutColumns><layoutItems><behavior>Required</behavior><field>Name</field></layoutItems>`,
        ...(shows ? [{ about: `CustomField:${field}`, xml: item(field.slice(field.indexOf('.') + 1)) }] : []),
        '</layoutColumns><style>OneColumn</style></layoutSections>',
      ],
      { needs },
    ),
  );

const inFolder = (type: string, name: string, made: (text: string) => ReturnType<typeof draft>): Family =>
  word.map((text) => [draft(`${type}:${name}`, tags({ accessType: 'Public', name })), made(text)]);

/** Layouts, pages, actions, apps, tabs and reports: sent whole, except for what an app or a profile assigns. */
export const pages: readonly Family[] = [
  layout('Layout:Claim__c-One', ['CustomObject:Claim__c'], 'Claim__c.Note__c'),
  layout('Layout:Claim__c-Two', ['CustomObject:Claim__c'], 'Claim__c.Amount__c'),
  layout('Layout:Account-Sales', [], 'Account.Tier__c'),
  one(word, (masterLabel) =>
    draft(
      'FlexiPage:Account_Page',
      `<flexiPageRegions><name>main</name><type>Region</type></flexiPageRegions>${tags({ masterLabel, sobjectType: 'Account' })}<template><name>flexipage:recordHomeTemplateDesktop</name></template>${tags({ type: 'RecordPage' })}`,
    ),
  ),
  one(word, (label) =>
    draft(
      'QuickAction:Account.Claim_It',
      tags({ label, optionsCreateFeedItem: false, targetObject: 'Claim__c', type: 'Create' }),
      { needs: ['CustomObject:Claim__c'] },
    ),
  ),
  one(fc.record({ label: word, assigns: fc.boolean(), tab: fc.boolean() }), ({ label, assigns, tab }) =>
    draft('CustomApplication:Claims', [
      ...(assigns
        ? [
            {
              about: 'FlexiPage:Account_Page',
              xml: element('actionOverrides', {
                actionName: 'View',
                content: 'Account_Page',
                formFactor: 'Large',
                pageOrSobjectType: 'Account',
                skipRecordTypeSelect: false,
                type: 'Flexipage',
              }),
            },
          ]
        : []),
      tags({ formFactors: 'Large', label, navType: 'Standard' }),
      ...(tab ? [{ about: 'CustomTab:Claim__c', xml: tags({ tabs: 'Claim__c' }) }] : []),
      '<tabs>standard-Account</tabs>',
      tags({ uiType: 'Lightning' }),
    ]),
  ),
  one(word, (description) =>
    draft('CustomTab:Claim__c', tags({ customObject: true, description, motif: 'Custom20: Airplane' }), {
      needs: ['CustomObject:Claim__c'],
    }),
  ),
  one(word, (description) =>
    draft(
      'CustomTab:Web',
      tags({ customObject: false, description, label: 'Web', motif: 'Custom20: Airplane', url: 'https://example.com' }),
    ),
  ),
  one(word, (label) =>
    draft(
      'ReportType:Claims',
      tags({ baseObject: 'Claim__c', category: 'other', deployed: true, description: label, label }),
      {
        needs: ['CustomObject:Claim__c'],
      },
    ),
  ),
  inFolder('ReportFolder', 'Sales', (name) =>
    draft('Report:Sales/Open', tags({ format: 'Tabular', name, reportType: 'AccountList', showDetails: true }), {
      needs: ['ReportFolder:Sales'],
    }),
  ),
  inFolder('DashboardFolder', 'Board', (title) =>
    draft('Dashboard:Board/One', tags({ backgroundEndColor: '#FFFFFF', title }), { needs: ['DashboardFolder:Board'] }),
  ),
  inFolder('EmailFolder', 'Letters', (text) =>
    draft(
      'EmailTemplate:Letters/Hello',
      tags({ available: true, encodingKey: 'UTF-8', name: 'Hello', style: 'none', subject: text, type: 'text' }),
      {
        needs: ['EmailFolder:Letters'],
        files: { 'Letters/Hello.email': `Hello ${text}\n` },
      },
    ),
  ),
  one(maybe(word), (description) => draft('Role:CEO', tags({ caseAccessLevel: 'Edit', description, name: 'CEO' }))),
  one(word, (name) =>
    draft('Role:CFO', [
      tags({ caseAccessLevel: 'Edit', name }),
      { about: 'Role:CEO', xml: tags({ parentRole: 'CEO' }) },
    ]),
  ),
  one(word, (name) => draft('Group:Team', tags({ doesIncludeBosses: true, name }))),
  one(word, (name) =>
    draft('Queue:Agents', [
      tags({ doesSendEmailToMembers: false, name }),
      '<queueSobject><sobjectType>Case</sobjectType></queueSobject>',
      { about: 'CustomObject:Claim__c', xml: '<queueSobject><sobjectType>Claim__c</sobjectType></queueSobject>' },
    ]),
  ),
];
