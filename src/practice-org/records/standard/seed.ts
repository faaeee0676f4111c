import type { OrgUser } from '../../metadata/types.ts';
import { readFields } from '../schema/notation.ts';
import type { Tables } from '../schema/tables.ts';
import type { DatabaseContext, Row, Value } from '../types.ts';

const ORGANIZATION = `
Name string 80
Division string 80
Street textarea 255
City string 40
State string 80
PostalCode string 20
Country string 80
Phone phone 40
PrimaryContact string 80
DefaultLocaleSidKey picklist en_US
TimeZoneSidKey picklist GMT
LanguageLocaleKey picklist en_US
FiscalYearStartMonth int
OrganizationType picklist Enterprise_Edition|Developer_Edition
NamespacePrefix string 15
InstanceName string 5
IsSandbox boolean
IsReadOnly boolean
TrialExpirationDate datetime`;

const organizationRow = ({ clock, identity }: DatabaseContext): Row => ({
  Id: identity.orgId,
  Name: identity.name,
  DefaultLocaleSidKey: 'en_US',
  TimeZoneSidKey: 'GMT',
  LanguageLocaleKey: 'en_US',
  FiscalYearStartMonth: 1,
  OrganizationType: identity.edition,
  InstanceName: identity.instanceName,
  IsSandbox: identity.kind !== 'production',
  IsReadOnly: false,
  // Scratch orgs are sandboxes that end: this is how every client tells them apart.
  TrialExpirationDate: identity.kind === 'scratch' ? new Date(clock.now().getTime() + 30 * 86_400_000) : null,
  CreatedDate: identity.createdDate,
  LastModifiedDate: identity.createdDate,
  SystemModstamp: identity.createdDate,
  CreatedById: identity.user.id,
  LastModifiedById: identity.user.id,
});

interface Person {
  readonly user: OrgUser;
  readonly username: string;
  readonly alias: string;
}

/** The administrator and the colleague, in the order of their ids. */
const peopleOf = ({ identity }: DatabaseContext): readonly Person[] => [
  { user: identity.user, username: identity.username, alias: 'admin' },
  { user: identity.colleague, username: identity.username.replace('admin@', 'somebody@'), alias: 'somebody' },
];

const seedPeople = (tables: Tables, context: DatabaseContext): void => {
  const users = tables.find('User');
  if (users?.kind !== 'stored' || users.store.slots > 0) return;
  const created = Date.parse(context.identity.createdDate);
  for (const { user, username, alias } of peopleOf(context)) {
    const slot = users.store.append();
    const [first = '', ...rest] = user.name.split(' ');
    const values: Readonly<Record<string, Value>> = {
      username,
      firstname: first,
      lastname: rest.join(' '),
      email: username,
      alias,
      isactive: true,
      usertype: 'Standard',
      timezonesidkey: 'GMT',
      localesidkey: 'en_US',
      emailencodingkey: 'UTF-8',
      languagelocalekey: 'en_US',
      createddate: created,
      createdbyid: context.identity.user.id,
      lastmodifieddate: created,
      lastmodifiedbyid: context.identity.user.id,
      systemmodstamp: created,
    };
    for (const [key, value] of Object.entries(values)) users.store.set(slot, key, value);
  }
};

/** What an org holds before anybody works in it: itself, its administrator, and a colleague of hers. */
export const seedOrganization = (tables: Tables, context: DatabaseContext): void => {
  tables.virtual(
    { name: 'Organization', keyPrefix: '00D', fields: readFields(ORGANIZATION) },
    { api: 'both', rows: () => [organizationRow(context)] },
  );
  seedPeople(tables, context);
};

/** Everybody who can log in has a login, which can be frozen: the row in the same place as the user's. */
export const giveLogins = (tables: Tables): void => {
  const [users, logins] = [tables.store('User'), tables.store('UserLogin')];
  if (users === undefined || logins === undefined) return;
  for (let slot = logins.slots; slot < users.slots; slot++) {
    logins.append();
    const values = { userid: users.ids.at(slot), isfrozen: false, ispasswordlocked: false };
    for (const [key, value] of Object.entries(values)) logins.set(slot, key, value);
    for (const key of ['createddate', 'createdbyid', 'lastmodifieddate', 'lastmodifiedbyid', 'systemmodstamp'])
      logins.set(slot, key, users.get(slot, key));
  }
};

/**
 * The people's profile. Profiles come from metadata, whose tables are registered after the people are made, so this is
 * asked again until there is one.
 */
export const giveAdminProfile = (tables: Tables): void => {
  const users = tables.store('User');
  const profiles = tables.find('Profile');
  if (users === undefined || profiles?.kind !== 'virtual' || users.slots === 0) return;
  const column = users.column('profileid');
  if (column !== undefined && column[0] !== null && column[0] !== undefined) return;
  const profile = profiles.virtual.rows().find((row) => row['Name'] === 'System Administrator');
  if (typeof profile?.['Id'] !== 'string') return;
  for (const slot of [0, 1]) users.set(slot, 'profileid', profile['Id']);
};
