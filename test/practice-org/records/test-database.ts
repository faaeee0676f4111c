import type { OrgIdentity } from '../../../src/practice-org/identity/identity.ts';
import { to18 } from '../../../src/practice-org/identity/ids.ts';
import { newIdentity } from '../../../src/practice-org/identity/identity.ts';
import { Database } from '../../../src/practice-org/records/database.ts';
import { readFields } from '../../../src/practice-org/records/schema/notation.ts';
import { SoqlError } from '../../../src/practice-org/records/soql/text.ts';
import type { Row, RowError, TableDefinition, WriteKind } from '../../../src/practice-org/records/types.ts';

/** Tuesday, 10 March 2026, noon in UTC. */
export const NOW = '2026-03-10T12:00:00.000Z';
export const DAY = 86_400_000;

export interface TestClock {
  now(): Date;
  advance(milliseconds: number): void;
}

export const testClock = (start = NOW): TestClock => {
  let moment = Date.parse(start);
  return {
    now: () => new Date(moment),
    advance: (milliseconds) => {
      moment += milliseconds;
    },
  };
};

export const testIdentity = (): OrgIdentity => newIdentity('test', 'production', new Date('2026-01-01T00:00:00Z'));

/** An org's records with a clock that stands still. */
export const testDatabase = (clock: TestClock = testClock()): Database & { readonly clock: TestClock } =>
  Object.assign(new Database({ clock, identity: testIdentity(), apiVersion: '67.0' }), { clock });

/** A custom object from the notation of records/notation.ts. */
export const table = (name: string, fields: string, more: Partial<TableDefinition> = {}): TableDefinition => ({
  name,
  label: name.replace(/__c$/, ''),
  fields: [{ name: 'Name', type: 'string', length: 80 }, ...readFields(fields)],
  ...more,
});

/** Project__c with a master-detail child Task__c, whose lookup Blocker__c points to another Task__c. */
export const withProjects = <Records extends Database>(database: Records): Records => {
  database.define(
    table(
      'Project__c',
      `Code__c string 20 unique externalId
       Budget__c currency 18,2
       Start__c date
       Kickoff__c datetime
       Daily__c time
       Stage__c picklist Idea|Plan|Done restricted
       Tags__c multipicklist Red|Green|Blue
       Notes__c textarea 32000
       Hot__c boolean default false
       Size__c double 5,2
       Owner_Mail__c email 80
       Group__c string 20 externalId`,
    ),
  );
  database.define(
    table(
      'Task__c',
      `Project__c reference Project__c as Project__r children Tasks__r required cascade
       Blocker__c reference Task__c as Blocker__r children Blocked__r
       Points__c double 5,0`,
      { owned: false },
    ),
  );
  return database;
};

/** An org with one profile, as the metadata side would bring it. */
export const withProfile = (database: Database): string => {
  const Id = to18(`00e${database.context.identity.pod}000001`);
  database.virtual(
    { name: 'Profile', keyPrefix: '00e', fields: readFields('Name string 255') },
    { api: 'both', rows: () => [{ Id, Name: 'System Administrator' }] },
  );
  return Id;
};

/** Inserts an inactive user and answers the id. */
export const inactiveUser = (database: Database): string => {
  const ProfileId = withProfile(database);
  const row = {
    Username: 'gone@example.com',
    LastName: 'Gone',
    Email: 'gone@example.com',
    Alias: 'gone',
    IsActive: false,
  };
  const [id = ''] = database.insert('User', [{ ...row, ProfileId }]);
  return id;
};

/** The error codes and messages of rows that were refused; an empty list when all were written. */
export const refusals = (
  database: Database,
  object: string,
  kind: WriteKind,
  rows: readonly Row[],
): readonly RowError[] => database.write({ object, kind, rows }).flatMap(({ errors }) => errors);

/** The one error a row is refused with. */
export const refusal = (database: Database, object: string, kind: WriteKind, row: Row): RowError => {
  const [error] = refusals(database, object, kind, [row]);
  if (error === undefined) throw new Error('The row was written.');
  return error;
};

/** The error a query is refused with. */
export const queryError = (run: () => unknown): SoqlError => {
  try {
    run();
  } catch (error) {
    if (error instanceof SoqlError) return error;
    throw error;
  }
  throw new Error('The query was answered.');
};

/** Values of one field of a query's records. */
export const column = (database: Database, soql: string, field: string): readonly unknown[] =>
  database.query(soql).map((row) => row[field]);
