import { readFields } from './notation.ts';
import type { Tables } from './tables.ts';
import type { DatabaseContext, Row, Value } from './types.ts';

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

const seedAdmin = (tables: Tables, { identity }: DatabaseContext): void => {
  const users = tables.find('User');
  if (users?.kind !== 'stored' || users.store.slots > 0) return;
  const slot = users.store.append();
  const created = Date.parse(identity.createdDate);
  const [first = '', ...rest] = identity.user.name.split(' ');
  const values: Readonly<Record<string, Value>> = {
    username: identity.username,
    firstname: first,
    lastname: rest.join(' '),
    email: identity.username,
    alias: 'admin',
    isactive: true,
    usertype: 'Standard',
    timezonesidkey: 'GMT',
    localesidkey: 'en_US',
    emailencodingkey: 'UTF-8',
    languagelocalekey: 'en_US',
    createddate: created,
    createdbyid: identity.user.id,
    lastmodifieddate: created,
    lastmodifiedbyid: identity.user.id,
    systemmodstamp: created,
  };
  for (const [key, value] of Object.entries(values)) users.store.set(slot, key, value);
};

/** What an org holds before anybody works in it: itself and its administrator. */
export const seedOrganization = (tables: Tables, context: DatabaseContext): void => {
  tables.virtual(
    { name: 'Organization', keyPrefix: '00D', fields: readFields(ORGANIZATION) },
    { api: 'both', rows: () => [organizationRow(context)] },
  );
  seedAdmin(tables, context);
};
