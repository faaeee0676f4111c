import { Readable } from 'node:stream';
import type { Draft } from '../../gateways/data/drafts.ts';
import { inQueries, soqlList } from '../../release/checks/soql.ts';
import { csvText } from '../../release/data/csv-text.ts';
import type { Saving } from './saving.ts';

/**
 * Saves the names of the users that the rows of a draft name, so that two backups say who wrote without asking the org. A
 * name is personal: it is in an encrypted file like any row, and nowhere else. Throws `OrgError`, `BackupError`.
 */
export const saveUsers = async ({ org, writing }: Saving, draft: Draft): Promise<Draft> => {
  const { users: ids = [], body } = draft;
  if (ids.length === 0) return draft;
  const names: (readonly string[])[] = [];
  for (const some of inQueries(ids))
    for (const { Id, Name } of await org.query(`SELECT Id, Name FROM User WHERE Id IN ${soqlList(some)}`))
      names.push([String(Id), String(Name)]);
  const file = `users.csv.gz${body.recipients.length === 0 ? '' : '.age'}`;
  const { part, check } = await writing.write(file, Readable.from([Buffer.from(csvText([['Id', 'Name'], ...names]))]));
  await check();
  return { ...draft, body: { ...body, users: part } };
};
