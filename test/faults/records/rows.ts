import type { Database } from '../../../src/practice-org/records/database.ts';
import { canary } from '../lab.ts';
import { doomed } from './record-commands.ts';

/** Rows of each object: enough for every fate, and for rows that refer to each other. */
const many = 12;

const numbers = Array.from({ length: many }, (_, at) => at);

/** Makes accounts that refer to each other in a circle, and a contact of each. */
export const makeRows = (database: Database): void => {
  const accounts = database.insert(
    'Account',
    numbers.map((at) => ({ Name: `account ${at}`, Industry: 'Energy', Description: `${canary}\n"${at}", =1+1` })),
  );
  database.write({
    object: 'Account',
    kind: 'update',
    rows: accounts.map((Id, at) => ({ Id, ParentId: accounts[(at + 1) % many] })),
  });
  database.insert(
    'Contact',
    numbers.map((at) => ({ LastName: `contact ${at}`, AccountId: accounts[at] })),
  );
};

/** A bad release: some rows changed, some emptied, some in the Recycle Bin, some gone for good. */
export const spoilRows = (database: Database): void => {
  const ids = database.query('SELECT Id FROM Account ORDER BY Name').map(({ Id }) => ({ Id }));
  const contacts = database.query('SELECT Id FROM Contact ORDER BY LastName').map(({ Id }) => ({ Id }));
  database.write({
    object: 'Account',
    kind: 'update',
    rows: ids.slice(0, 3).map((row) => ({ ...row, Industry: 'x' })),
  });
  database.write({
    object: 'Account',
    kind: 'update',
    rows: ids.slice(3, 6).map((row) => ({ ...row, Description: null, ParentId: null })),
  });
  database.write({ object: 'Contact', kind: 'hardDelete', rows: contacts.slice(10) });
  database.write({ object: 'Contact', kind: 'delete', rows: contacts.slice(1, 3) });
  // their accounts go for good: these cannot leave the Recycle Bin
  database.write({ object: 'Contact', kind: 'delete', rows: contacts.slice(8, 10) });
  database.write({ object: 'Account', kind: 'delete', rows: ids.slice(6, 8) });
  database.write({ object: 'Account', kind: 'hardDelete', rows: ids.slice(8, 10) });
};

/** Values that a rollback destroys. */
export const fillField = (database: Database): void => {
  database.insert(doomed.object, [{ [doomed.field]: canary }, { [doomed.field]: 'other' }, {}]);
};

/** What the rows say, whatever their ids are: a record that was made twice is there twice. */
export const whatRowsSay = (database: Database): readonly string[] => [
  ...database
    .query('SELECT Name, Industry, Description, Parent.Name FROM Account ORDER BY Name')
    .map(({ Name, Industry, Description, Parent }) => JSON.stringify([Name, Industry, Description, nameOf(Parent)])),
  ...database
    .query('SELECT LastName, Account.Name FROM Contact ORDER BY LastName')
    .map(({ LastName, Account }) => JSON.stringify([LastName, nameOf(Account)])),
];

const nameOf = (row: unknown): unknown => (row as { Name?: unknown } | null)?.Name ?? null;
