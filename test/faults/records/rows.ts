import type { Database } from '../../../src/practice-org/records/database.ts';
import type { Row } from '../../../src/practice-org/records/types.ts';
import { canary } from '../lab.ts';
import { doomed } from './record-commands.ts';

/** Rows of each object: enough for every fate, and for rows that refer to each other. */
const many = 12;

const numbers = Array.from({ length: many }, (_, at) => at);

/** Makes accounts that refer to each other in a circle, a contact of each, and files of some. */
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
  makeFiles(database);
};

/** What hangs on some of the accounts: attachments, and documents of which one is linked to another account too. */
const makeFiles = (database: Database): void => {
  const accounts = database.query('SELECT Id FROM Account ORDER BY Name').map(({ Id }) => String(Id));
  const body = (at: number): string => Buffer.from(`${canary} ${at}`).toString('base64');
  database.insert(
    'Attachment',
    fileOwners.map((at) => ({ ParentId: accounts[at], Name: `${canary} ${at}.txt`, Body: body(at) })),
  );
  const versions = database.insert(
    'ContentVersion',
    fileOwners.map((at) => ({
      ...{ PathOnClient: `${canary} ${at}.pdf`, VersionData: body(at) },
      FirstPublishLocationId: accounts[at],
    })),
  );
  const [shared] = database.query(`SELECT ContentDocumentId FROM ContentVersion WHERE Id = '${versions.at(-1) ?? ''}'`);
  const link = { ContentDocumentId: shared?.['ContentDocumentId'], LinkedEntityId: accounts[0] };
  database.insert('ContentDocumentLink', [link]);
};

/** Accounts that stay, that leave the Recycle Bin, and that are made anew. */
const fileOwners = [1, 6, 8];

/** Documents and attachments, gone in every way. */
const spoilFiles = (database: Database): void => {
  const idsOf = (soql: string): readonly Row[] => database.query(soql).map(({ Id }) => ({ Id }));
  const documents = idsOf('SELECT Id FROM ContentDocument ORDER BY Id');
  database.write({ object: 'ContentDocument', kind: 'delete', rows: documents.slice(0, 1) });
  database.write({ object: 'ContentDocument', kind: 'hardDelete', rows: documents.slice(2) });
  const attachments = idsOf('SELECT Id FROM Attachment ORDER BY Id');
  database.write({ object: 'Attachment', kind: 'hardDelete', rows: attachments.slice(0, 1) });
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
  spoilFiles(database);
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
  ...database
    .query('SELECT Name, Body, Parent.Name FROM Attachment ORDER BY Name')
    .map(({ Name, Body, Parent }) => JSON.stringify([Name, Body, nameOf(Parent)])),
  ...database
    .query(
      'SELECT ContentDocument.Title, ContentDocument.LatestPublishedVersion.Checksum, LinkedEntity.Name ' +
        'FROM ContentDocumentLink WHERE LinkedEntityId IN (SELECT Id FROM Account)',
    )
    .map(({ ContentDocument, LinkedEntity }) => JSON.stringify([fieldsOf(ContentDocument), nameOf(LinkedEntity)])),
];

const fieldsOf = (document: unknown): unknown => {
  const { Title, LatestPublishedVersion } = document as Record<string, Record<string, unknown> | undefined>;
  return [Title, LatestPublishedVersion?.['Checksum']];
};

const nameOf = (row: unknown): unknown => (row as { Name?: unknown } | null)?.Name ?? null;
