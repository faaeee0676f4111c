import fc from 'fast-check';
import { draft, maybe, one, some, word, type About, type Family } from '../family.ts';
import { element, tags } from '../pieces.ts';

const claim = 'CustomObject:Claim__c';
const onClaim = { needs: [claim] };
const nameField = element('nameField', { label: 'Name', type: 'Text' });

const valuesOf = (tag: string, names: readonly string[]): string =>
  names.map((fullName) => element(tag, { fullName, default: false, label: fullName })).join('');
const colours = ['Red', 'Green', 'Blue'];

const shown = (tag: string, fields: readonly string[], xml: (field: string) => string): readonly About[] =>
  fields.map((field) => ({ about: `CustomField:Claim__c.${field}`, xml: `<${tag}>${xml(field)}</${tag}>` }));

const claimFields = ['Amount__c', 'Note__c'];

/** Objects, fields and what belongs to them; values and rows hang on these. */
export const dataModel: readonly Family[] = [
  one(
    fc.record({ label: word, enableFeeds: maybe(fc.boolean()), description: maybe(word) }),
    ({ label, enableFeeds, description }) =>
      draft(
        claim,
        tags({ deploymentStatus: 'Deployed', description, enableFeeds, label }) +
          nameField +
          tags({ pluralLabel: 'Claims', sharingModel: 'ReadWrite' }),
      ),
  ),
  one(maybe(fc.boolean()), (enableFeeds) => draft('CustomObject:Account', tags({ enableFeeds, enableHistory: false }))),
  one(
    fc.constantFrom(
      tags({ length: 80, type: 'Text' }),
      tags({ length: 20, type: 'Text' }),
      tags({ precision: 18, scale: 2, type: 'Number' }),
    ),
    (kind) => draft('CustomField:Claim__c.Amount__c', tags({ label: 'Amount' }) + kind, onClaim),
  ),
  one(fc.record({ label: word, required: fc.boolean() }), ({ label, required }) =>
    draft('CustomField:Claim__c.Note__c', tags({ label, length: 80, required, type: 'Text' }), onClaim),
  ),
  one(word, (text) =>
    draft(
      'CustomField:Claim__c.Shout__c',
      tags({ formula: `Note__c &amp; &quot;${text}&quot;`, label: 'Shout', type: 'Text' }),
      {
        needs: [claim, 'CustomField:Claim__c.Note__c'],
      },
    ),
  ),
  one(fc.record({ names: some(colours, 1), label: word }), ({ names, label }) =>
    draft(
      'CustomField:Account.Risk__c',
      `${tags({ label, required: false, type: 'Picklist' })}<valueSet><valueSetDefinition><sorted>false</sorted>${valuesOf('value', names)}</valueSetDefinition></valueSet>`,
    ),
  ),
  one(fc.boolean(), (depends) =>
    draft('CustomField:Account.Shade__c', [
      tags({ label: 'Shade', required: false, type: 'Picklist' }),
      '<valueSet>',
      ...(depends ? [{ about: 'CustomField:Account.Risk__c', xml: tags({ controllingField: 'Risk__c' }) }] : []),
      `<valueSetDefinition><sorted>false</sorted>${valuesOf('value', ['Dark', 'Light'])}</valueSetDefinition></valueSet>`,
    ]),
  ),
  one(word, (label) =>
    draft(
      'CustomField:Account.Colour__c',
      `${tags({ label, required: false, type: 'Picklist' })}<valueSet><restricted>true</restricted><valueSetName>Colour</valueSetName></valueSet>`,
      { needs: ['GlobalValueSet:Colour'] },
    ),
  ),
  one(word, (label) =>
    draft(
      'CustomField:Account.Claim__c',
      tags({
        deleteConstraint: 'SetNull',
        label,
        referenceTo: 'Claim__c',
        relationshipName: 'Accounts',
        type: 'Lookup',
      }),
      onClaim,
    ),
  ),
  one(word, (label) =>
    draft('CustomField:Account.Tier__c', tags({ label, length: 40, required: false, type: 'Text' })),
  ),
  one(some(colours, 1), (names) =>
    draft(
      'GlobalValueSet:Colour',
      `${valuesOf('customValue', names)}<masterLabel>Colour</masterLabel><sorted>false</sorted>`,
    ),
  ),
  one(some(['Farming', 'Mining', 'Trade'], 1), (names) =>
    draft('StandardValueSet:Industry', `<sorted>false</sorted>${valuesOf('standardValue', names)}`),
  ),
  one(fc.record({ message: word, about: fc.boolean() }), ({ message, about }) =>
    draft(
      'ValidationRule:Claim__c.Positive',
      tags({ active: true, errorConditionFormula: about ? 'ISBLANK(Note__c)' : 'false', errorMessage: message }),
      { needs: about ? [claim, 'CustomField:Claim__c.Note__c'] : [claim] },
    ),
  ),
  one(fc.record({ label: word, columns: some(claimFields) }), ({ label, columns }) =>
    draft(
      'ListView:Claim__c.All',
      [...shown('columns', columns, (field) => field), tags({ filterScope: 'Everything', label })],
      onClaim,
    ),
  ),
  one(word, (label) =>
    draft(
      'WebLink:Account.Go',
      tags({
        availability: 'online',
        displayType: 'link',
        linkType: 'url',
        masterLabel: label,
        openType: 'newWindow',
        protected: false,
        url: 'https://example.com',
      }),
    ),
  ),
  one(fc.record({ label: word, fields: some(claimFields) }), ({ label, fields }) =>
    draft(
      'FieldSet:Claim__c.Short',
      [
        tags({ description: label }),
        ...shown('displayedFields', fields, (field) => tags({ field, isFieldManaged: false })),
        tags({ label }),
      ],
      onClaim,
    ),
  ),
  one(fc.record({ label: word, fields: some(claimFields) }), ({ label, fields }) =>
    draft(
      'CompactLayout:Claim__c.Small',
      ['<fields>Name</fields>', ...shown('fields', fields, (field) => field), tags({ label })],
      onClaim,
    ),
  ),
  one(word, (description) =>
    draft(
      'BusinessProcess:Opportunity.Sales',
      `${tags({ description, isActive: true })}<values><fullName>Closed</fullName><default>false</default></values>`,
    ),
  ),
  one(word, (label) => draft('SharingReason:Claim__c.Team', tags({ label }), onClaim)),
  one(fc.record({ label: word, active: fc.boolean() }), ({ label, active }) =>
    draft('RecordType:Claim__c.Car', tags({ active, label }), onClaim),
  ),
  one(word, (label) => draft('RecordType:Account.Partner', tags({ active: true, label }))),
  one(word, (label) => draft('CustomObject:Rate__mdt', tags({ label, pluralLabel: 'Rates', visibility: 'Public' }))),
  one(word, (label) =>
    draft(
      'CustomField:Rate__mdt.One__c',
      tags({ fieldManageability: 'DeveloperControlled', label, length: 20, type: 'Text' }),
      {
        needs: ['CustomObject:Rate__mdt'],
      },
    ),
  ),
  one(word, (label) =>
    draft(
      'CustomField:Rate__mdt.Two__c',
      tags({ fieldManageability: 'DeveloperControlled', label, length: 20, type: 'Text' }),
      {
        needs: ['CustomObject:Rate__mdt'],
      },
    ),
  ),
  one(fc.record({ one: maybe(word), two: maybe(word) }), ({ one: first, two }) =>
    draft(
      'CustomMetadata:Rate.Base',
      [
        tags({ label: 'Base', protected: false }),
        ...Object.entries({ One__c: first, Two__c: two }).flatMap(([field, value]) =>
          value === undefined
            ? []
            : [
                {
                  about: `CustomField:Rate__mdt.${field}`,
                  xml: `<values><field>${field}</field><value xsi:type="xsd:string">${value}</value></values>`,
                },
              ],
        ),
      ],
      { needs: ['CustomObject:Rate__mdt'] },
    ),
  ),
];
