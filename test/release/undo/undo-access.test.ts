import { expect } from 'chai';
import type { Plan } from '../../../src/release/plan/plan.ts';
import { planRollback } from '../../../src/release/plan/plan-rollback.ts';
import { isProven, prove } from '../../../src/release/plan/proof.ts';
import type { XmlElement } from '../../../src/release/xml/xml-element.ts';
import {
  apexClass,
  component,
  field,
  inputOf,
  limitsOf,
  object,
  planOf,
  profile,
  rows,
  shipped,
  type Scene,
} from '../plan-builders.ts';
import { carryOut } from '../org-model.ts';

const entry = (section: string, inside: Readonly<Record<string, string>>): string =>
  `<${section}>${Object.entries(inside)
    .map(([name, text]) => `<${name}>${text}</${name}>`)
    .join('')}</${section}>`;

/** `section child=text child=text`, one line for each entry that the plan sends to the profile. */
const sent = (plan: Plan): readonly string[] =>
  plan.ships
    .filter(({ type }) => type === 'Profile')
    .flatMap(({ content }) => content.edits.flatMap(({ elements }) => elements.map(line)));

const line = ({ name, text, children }: XmlElement): string =>
  text === undefined
    ? [name, ...children.map((child) => `${child.name}=${child.text ?? ''}`)].join(' ')
    : `${name}=${text}`;

interface Row {
  readonly title: string;
  /** Entries of the profile in the release, and before it. */
  readonly from: readonly string[];
  readonly to?: readonly string[];
  readonly scene?: Scene;
  readonly sends: readonly string[];
  readonly limits?: readonly string[];
}

const fieldAccess = entry('fieldPermissions', { editable: 'true', field: 'Account.Risk__c', readable: 'true' });
const app = (name: string, isDefault: boolean) =>
  entry('applicationVisibilities', { application: name, default: String(isDefault), visible: 'true' });
const recordType = (name: string, isDefault: boolean) =>
  entry('recordTypeVisibilities', { default: String(isDefault), recordType: name, visible: 'true' });
const assigned = (layout: string, type?: string) =>
  entry('layoutAssignments', { layout, ...(type === undefined ? {} : { recordType: type }) });
const objectAccess = entry('objectPermissions', {
  allowCreate: 'true',
  allowDelete: 'false',
  allowEdit: 'true',
  allowRead: 'true',
  modifyAllRecords: 'false',
  object: 'Account',
  viewAllRecords: 'false',
});
const off = (section: string, name: string, value: string) => ({
  from: [entry(section, { [name]: value, enabled: 'true' })],
  sends: [`${section} ${[`${name}=${value}`, 'enabled=false'].sort().join(' ')}`],
});

const table: readonly Row[] = [
  { title: 'class access is taken away', ...off('classAccesses', 'apexClass', 'Stays') },
  { title: 'page access is taken away', ...off('pageAccesses', 'apexPage', 'Stays') },
  { title: 'flow access is taken away', ...off('flowAccesses', 'flow', 'Stays') },
  { title: 'a user permission is taken away', ...off('userPermissions', 'name', 'ViewSetup') },
  {
    title: 'a custom permission is sent as off, and the plan does not count on it',
    ...off('customPermissions', 'name', 'Stays'),
    limits: ['profileEntryStays Profile:Admin customPermissions Stays'],
  },
  {
    title: 'access to a custom metadata type is sent as off, and the plan does not count on it',
    ...off('customMetadataTypeAccesses', 'name', 'R__mdt'),
    limits: ['profileEntryStays Profile:Admin customMetadataTypeAccesses R__mdt'],
  },
  { title: 'access to a custom setting is taken away', ...off('customSettingAccesses', 'name', 'S__c') },
  {
    title: 'access to an external data source is taken away',
    ...off('externalDataSourceAccesses', 'externalDataSource', 'Erp'),
  },
  {
    title: 'field access is taken away as neither editable nor readable',
    from: [fieldAccess],
    sends: ['fieldPermissions editable=false field=Account.Risk__c readable=false'],
  },
  {
    title: 'the access to a required field cannot be changed: a limit',
    from: [fieldAccess],
    scene: {
      from: [field('Account.Risk__c', '<required>true</required><type>Text</type><description>x</description>')],
      to: [field('Account.Risk__c', '<required>true</required><type>Text</type><description>y</description>')],
    },
    sends: [],
    limits: ['requiredFieldPermission Profile:Admin fieldPermissions Account.Risk__c'],
  },
  {
    title: 'the access to a master-detail field cannot be changed: a limit',
    from: [fieldAccess],
    scene: {
      from: [field('Account.Risk__c', '<type>MasterDetail</type><description>x</description>')],
      to: [field('Account.Risk__c', '<type>MasterDetail</type><description>y</description>')],
    },
    sends: [],
    limits: ['requiredFieldPermission Profile:Admin fieldPermissions Account.Risk__c'],
  },
  {
    title: 'object access is taken away with every right that the entry has',
    from: [objectAccess],
    sends: [
      'objectPermissions allowCreate=false allowDelete=false allowEdit=false allowRead=false modifyAllRecords=false object=Account viewAllRecords=false',
    ],
  },
  {
    title: 'object access is not taken from who may change all data: it would come back by itself',
    from: [objectAccess, entry('userPermissions', { enabled: 'true', name: 'ModifyAllData' })],
    to: [entry('userPermissions', { enabled: 'true', name: 'ModifyAllData' })],
    sends: [],
    limits: ['profileEntryStays Profile:Admin objectPermissions Account'],
  },
  {
    title: 'an application is hidden and no default any more, another one is the default again',
    from: [app('New', true), app('Old', false)],
    to: [app('Old', true)],
    sends: [
      'applicationVisibilities application=New default=false visible=false',
      'applicationVisibilities application=Old default=true visible=true',
    ],
  },
  {
    title: 'the last default application stays: a limit',
    from: [app('New', true)],
    sends: [],
    limits: ['lastDefaultApplication Profile:Admin applicationVisibilities New'],
  },
  {
    title: 'a record type is hidden while another one of its object is the default',
    from: [recordType('Account.New', false), recordType('Account.Old', true)],
    to: [recordType('Account.Old', true)],
    sends: ['recordTypeVisibilities default=false recordType=Account.New visible=false'],
  },
  {
    title: 'the last default record type of an object stays: a limit',
    from: [recordType('Account.New', true), recordType('Case.Other', true)],
    to: [recordType('Case.Other', true)],
    sends: [],
    limits: ['lastDefaultRecordType Profile:Admin recordTypeVisibilities Account.New'],
  },
  {
    title: 'a tab is hidden',
    from: [entry('tabVisibilities', { tab: 'Stays', visibility: 'DefaultOn' })],
    sends: ['tabVisibilities tab=Stays visibility=Hidden'],
  },
  {
    title: 'a layout assignment goes back to the former layout of the same object',
    from: [assigned('Account-New')],
    to: [assigned('Account-Old')],
    sends: ['layoutAssignments layout=Account-Old'],
  },
  {
    title: 'an assignment for a record type goes back to the layout of the object',
    from: [assigned('Account-Old'), assigned('Account-New', 'Account.Partner')],
    to: [assigned('Account-Old')],
    sends: ['layoutAssignments layout=Account-Old recordType=Account.Partner'],
  },
  {
    title: 'an assignment without a former one takes what the snapshot before the release says',
    from: [assigned('Account-New')],
    scene: { before: [profile(assigned('Account-Before'))] },
    sends: ['layoutAssignments layout=Account-Before'],
  },
  {
    title: 'an assignment that nothing is known to have been before stays: a limit',
    from: [assigned('Account-New')],
    sends: [],
    limits: ['noFormerLayout Profile:Admin layoutAssignments Account'],
  },
  {
    title: 'address ranges can be replaced but not emptied: a limit',
    from: [entry('loginIpRanges', { endAddress: '10.0.0.9', startAddress: '10.0.0.1' })],
    sends: [],
    limits: ['profileEntryStays Profile:Admin loginIpRanges'],
  },
  {
    title: 'address ranges are sent as the whole list of before',
    from: [
      entry('loginIpRanges', { endAddress: '10.0.0.9', startAddress: '10.0.0.1' }),
      entry('loginIpRanges', { endAddress: '11.0.0.9', startAddress: '11.0.0.1' }),
    ],
    to: [entry('loginIpRanges', { endAddress: '10.0.0.9', startAddress: '10.0.0.1' })],
    sends: ['loginIpRanges endAddress=10.0.0.9 startAddress=10.0.0.1'],
  },
  {
    title: 'a description can be changed but not emptied: a limit',
    from: ['<description>new</description>'],
    sends: [],
    limits: ['profileEntryStays Profile:Admin description'],
  },
  {
    title: 'a description goes back to the former one',
    from: ['<description>new</description>'],
    to: ['<description>old</description>'],
    sends: ['description=old'],
  },
  {
    title: 'a page override of the profile stays: a limit',
    from: [entry('profileActionOverrides', { actionName: 'View', pageOrSobjectType: 'Account', type: 'Flexipage' })],
    sends: [],
    limits: ['pageAssignmentStays Profile:Admin profileActionOverrides View | Account'],
  },
  {
    title: 'an entry whose component goes in the same deploy is left out',
    from: [fieldAccess, entry('classAccesses', { apexClass: 'New', enabled: 'true' })],
    scene: {
      from: [field('Account.Risk__c'), apexClass('New')],
      facts: { rows: rows({ 'CustomField:Account.Risk__c': 0 }) },
    },
    sends: [],
  },
  {
    title: 'an entry of a field goes with the object of the field',
    from: [entry('fieldPermissions', { editable: 'true', field: 'Claim__c.Amount__c', readable: 'true' })],
    scene: {
      from: [object('Claim__c'), field('Claim__c.Amount__c')],
      facts: { rows: rows({ 'CustomObject:Claim__c': 0, 'CustomField:Claim__c.Amount__c': 0 }) },
    },
    sends: [],
  },
  {
    title: 'the access to a field that stays for its values is taken away',
    from: [fieldAccess],
    scene: { from: [field('Account.Risk__c')], facts: { rows: rows({ 'CustomField:Account.Risk__c': 7 }) } },
    sends: ['fieldPermissions editable=false field=Account.Risk__c readable=false'],
    limits: ['dataWouldBeLost CustomField:Account.Risk__c'],
  },
  {
    title: 'access that the release took away is given back',
    from: [],
    to: [entry('classAccesses', { apexClass: 'A', enabled: 'true' })],
    sends: ['classAccesses apexClass=A enabled=true'],
  },
  {
    title: 'a right that `to` does not speak of inside an entry is sent as off',
    from: [app('A', true), entry('applicationVisibilities', { application: 'B', default: 'false', visible: 'true' })],
    to: [app('A', true), entry('applicationVisibilities', { application: 'B', visible: 'false' })],
    sends: ['applicationVisibilities application=B default=false visible=false'],
  },
];

const sceneOf = ({ from, to = [], scene = {} }: Row): Scene => ({
  ...scene,
  from: [profile(...from), ...(scene.from ?? [])],
  to: [profile(...to), ...(scene.to ?? [])],
});

describe('the undo of a profile', () => {
  for (const row of table) {
    it(row.title, () => {
      const plan = planOf(sceneOf(row));
      expect(sent(plan)).to.deep.equal(row.sends);
      expect(limitsOf(plan)).to.deep.equal(row.limits ?? []);
    });

    it(`${row.title} — and is proven afterwards`, () => {
      const input = inputOf(sceneOf(row));
      const plan = planRollback(input);
      const org = carryOut(plan, input);
      const proof = prove({ plan, planned: input.contents, live: org.contents, flows: org.flows });
      expect(isProven(proof), JSON.stringify(proof.components)).to.equal(true);
      const verdict = proof.components.find(({ type }) => type === 'Profile')?.verdict;
      const own = limitsOf(plan).some((limit) => limit.includes('Profile:Admin'));
      if (verdict !== undefined) expect(verdict).to.equal(own ? 'limited' : 'proven');
    });
  }

  it('does not touch what neither version speaks of', () => {
    const own = entry('userPermissions', { enabled: 'true', name: 'ApiEnabled' });
    const from = profile(entry('classAccesses', { apexClass: 'A', enabled: 'true' }));
    const live = profile(entry('classAccesses', { apexClass: 'A', enabled: 'true' }), own);
    const plan = planOf({ from: [from], to: [profile()], live: [live] });
    expect(sent(plan)).to.deep.equal(['classAccesses apexClass=A enabled=false']);
    expect(plan.drift).to.deep.equal([]);
    expect(plan.blockers).to.deep.equal([]);
  });

  it('sends nothing for access that the org has already taken away', () => {
    const from = profile(entry('classAccesses', { apexClass: 'A', enabled: 'true' }));
    const live = profile(entry('classAccesses', { apexClass: 'A', enabled: 'false' }));
    const plan = planOf({ from: [from], to: [profile()], live: [live] });
    expect(plan.ships).to.deep.equal([]);
    expect(plan.drift.map(({ decision }) => decision)).to.deep.equal(['alreadyThere']);
  });

  it('names every access that it takes away', () => {
    const plan = planOf({ from: [profile(fieldAccess, objectAccess)], to: [profile()] });
    expect(plan.revokes.map(({ section, key }) => `${section} ${key}`)).to.deep.equal([
      'fieldPermissions Account.Risk__c',
      'objectPermissions Account',
    ]);
    expect(plan.counts.revoked).to.equal(2);
  });

  it('gives access back to a field that is created again although the profile is the same in both versions', () => {
    const same = profile(fieldAccess);
    const input = inputOf({ to: [field('Account.Risk__c')] });
    const contents = {
      ...input.contents,
      from: new Map([...input.contents.from, ['Profile:Admin', same] as const]),
      to: new Map([...input.contents.to, ['Profile:Admin', same] as const]),
      live: new Map([...input.contents.live, ['Profile:Admin', profile()] as const]),
    };
    const plan = planRollback({ ...input, contents });
    expect(shipped(plan)).to.deep.equal(['recreate CustomField:Account.Risk__c', 'sendEntries Profile:Admin']);
    expect(sent(plan)).to.deep.equal(['fieldPermissions editable=true field=Account.Risk__c readable=true']);
    expect(plan.blockers).to.deep.equal([]);
  });

  it('keeps a layout that a profile goes on assigning because nothing else can be assigned', () => {
    const layout = component('Layout:Account-New', '<x>1</x>');
    const plan = planOf({ from: [profile(assigned('Account-New')), layout], to: [profile()] });
    expect(plan.deletes).to.deep.equal([]);
    expect(limitsOf(plan)).to.deep.equal([
      'layoutStillAssigned Layout:Account-New',
      'noFormerLayout Profile:Admin layoutAssignments Account',
    ]);
  });
});
