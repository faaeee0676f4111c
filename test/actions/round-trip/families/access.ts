import fc from 'fast-check';
import { draft, maybe, one, some, word, type About, type Family } from '../family.ts';
import { element, tags } from '../pieces.ts';

/** Entries that switch something on or off, each about a component. */
const switches = (section: string, names: Readonly<Record<string, string>>, tag: string) =>
  fc.dictionary(fc.constantFrom(...Object.keys(names)), fc.boolean()).map((given) =>
    Object.entries(given).map(([name, enabled]): About => ({
      about: names[name]!,
      xml: element(section, { [tag]: name, enabled }),
    })),
  );

const classes = switches('classAccesses', { Helper: 'ApexClass:Helper', Greeter: 'ApexClass:Greeter' }, 'apexClass');
const pagesOn = switches('pageAccesses', { Old: 'ApexPage:Old' }, 'apexPage');
const flows = switches('flowAccesses', { Route: 'Flow:Route' }, 'flow');
const permissions = switches('customPermissions', { Approve: 'CustomPermission:Approve' }, 'name');

/** Required fields have no entry: everybody sees them. */
const fields = fc
  .dictionary(
    fc.constantFrom('Claim__c.Amount__c', 'Account.Risk__c', 'Account.Tier__c'),
    fc.constantFrom('read', 'edit'),
  )
  .map((given) =>
    Object.entries(given).map(([field, right]): About => ({
      about: `CustomField:${field}`,
      xml: element('fieldPermissions', { editable: right === 'edit', field, readable: true }),
    })),
  );

const objects = maybe(fc.constantFrom('read', 'edit', 'all')).map((right) => {
  if (right === undefined) return [];
  const xml = element('objectPermissions', {
    allowCreate: right !== 'read',
    allowDelete: right === 'all',
    allowEdit: right !== 'read',
    allowRead: true,
    modifyAllRecords: right === 'all',
    object: 'Claim__c',
    viewAllRecords: right === 'all',
  });
  return [{ about: 'CustomObject:Claim__c', xml }];
});

const userPermissions = some(['EditTask', 'RunReports', 'ViewSetup']).map((names) =>
  names.map((name) => element('userPermissions', { enabled: true, name })),
);

const recordTypes = fc.record({ car: maybe(fc.boolean()), partner: maybe(fc.boolean()) }).map(({ car, partner }) =>
  Object.entries({ 'Claim__c.Car': car, 'Account.Partner': partner }).flatMap(([recordType, isDefault]): About[] =>
    isDefault === undefined
      ? []
      : [
          {
            about: `RecordType:${recordType}`,
            xml: element('recordTypeVisibilities', { default: isDefault, recordType, visible: true }),
          },
        ],
  ),
);

const setRecordTypes = fc.boolean().map((visible): About[] => [
  {
    about: 'RecordType:Account.Partner',
    xml: element('recordTypeVisibilities', { recordType: 'Account.Partner', visible }),
  },
]);

const tabs = (section: string, shown: readonly string[]) =>
  maybe(fc.constantFrom(...shown)).map((visibility) =>
    visibility === undefined ? [] : [{ about: 'CustomTab:Web', xml: element(section, { tab: 'Web', visibility }) }],
  );

const apps = fc.record({ claims: maybe(fc.boolean()), standard: fc.boolean() }).map(({ claims, standard }) => [
  ...(claims === undefined
    ? []
    : [
        {
          about: 'CustomApplication:Claims',
          xml: element('applicationVisibilities', {
            application: 'Claims',
            default: claims && !standard,
            visible: true,
          }),
        },
      ]),
  element('applicationVisibilities', {
    application: 'standard__Sales',
    default: standard || claims !== true,
    visible: true,
  }),
]);

const layouts = maybe(fc.constantFrom('Claim__c-One', 'Claim__c-Two', 'Account-Sales')).map((layout) =>
  layout === undefined ? [] : [{ about: `Layout:${layout}`, xml: element('layoutAssignments', { layout }) }],
);

const addresses = maybe(fc.constantFrom('10.0.0.1', '10.0.0.9')).map((endAddress) =>
  endAddress === undefined ? [] : [element('loginIpRanges', { endAddress, startAddress: '10.0.0.0' })],
);

type Parts = readonly (string | About)[];
const joined = (...sections: readonly fc.Arbitrary<Parts>[]): fc.Arbitrary<Parts> =>
  fc.tuple(...sections).map((parts) => parts.flat());

const profileEntries = joined(apps, classes, permissions, fields, flows, layouts, addresses, objects, pagesOn);
const moreProfileEntries = joined(
  recordTypes,
  tabs('tabVisibilities', ['DefaultOn', 'DefaultOff', 'Hidden']),
  userPermissions,
);
const setEntries = joined(classes, permissions, fields, flows, objects, pagesOn, setRecordTypes);
const moreSetEntries = joined(tabs('tabSettings', ['Visible', 'Available']), userPermissions);

/** Profiles merge; permission sets are the whole truth. */
export const access: readonly Family[] = [
  one(
    fc.record({ entries: profileEntries, more: moreProfileEntries, description: maybe(word) }),
    ({ entries, more, description }) =>
      draft('Profile:Clerk', [tags({ custom: true, description, userLicense: 'Salesforce' }), ...entries, ...more]),
  ),
  one(joined(classes, fields, userPermissions), (entries) =>
    draft('Profile:Admin', [tags({ custom: false, userLicense: 'Salesforce' }), ...entries]),
  ),
  one(fc.record({ entries: setEntries, more: moreSetEntries, label: word }), ({ entries, more, label }) =>
    draft('PermissionSet:Sales', [...entries, tags({ hasActivationRequired: false, label }), ...more]),
  ),
  one(fc.record({ entries: joined(fields, userPermissions), label: word }), ({ entries, label }) =>
    draft('MutingPermissionSet:Less', [...entries, tags({ label })]),
  ),
  one(word, (label) =>
    draft('PermissionSetGroup:Team', [
      tags({ label }),
      { about: 'MutingPermissionSet:Less', xml: tags({ mutingPermissionSets: 'Less' }) },
      { about: 'PermissionSet:Sales', xml: tags({ permissionSets: 'Sales' }) },
    ]),
  ),
  one(word, (label) => draft('CustomPermission:Approve', tags({ isLicensed: false, label }))),
];
