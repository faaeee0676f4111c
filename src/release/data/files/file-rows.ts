import { sha256 } from '../../content/inventory.ts';
import type { FileList } from '../manifest.ts';
import type { CsvRow } from '../restore-rules.ts';

/** Where the org keeps a body, and what it is known to be. */
export interface FileBody {
  readonly object: 'Attachment' | 'ContentVersion';
  readonly id: string;
  readonly size: number;
  /** As the org computed it, in hexadecimal; it does for versions only. */
  readonly md5?: string;
  /** The record's `SystemModstamp`, ISO 8601. */
  readonly stamp: string;
  /** SHA-256 of all that: another body has another one. It tells neither the id nor the content. */
  readonly fingerprint: string;
}

const version = 'ContentDocument.LatestPublishedVersion';

/** Columns of a list; both are read by Bulk API, which reads everything of a file but its body. */
const columns: Readonly<Record<FileList['kind'], readonly string[]>> = {
  attachments: [
    ...['Id', 'ParentId', 'Name', 'ContentType', 'BodyLength', 'Description', 'IsPrivate', 'OwnerId'],
    ...['CreatedDate', 'CreatedById', 'LastModifiedDate', 'SystemModstamp'],
  ],
  links: [
    ...['Id', 'LinkedEntityId', 'ContentDocumentId', 'ShareType', 'Visibility'],
    ...['ContentDocument.Title', 'ContentDocument.OwnerId', 'ContentDocument.LatestPublishedVersionId'],
    ...['Title', 'PathOnClient', 'Description', 'ContentSize', 'Checksum', 'ContentLocation', 'OwnerId'].map(
      (name) => `${version}.${name}`,
    ),
    ...['CreatedDate', 'SystemModstamp'].map((name) => `${version}.${name}`),
  ],
};

/** What the rows of a list are rows of. */
export const hangingObjects = { attachments: 'Attachment', links: 'ContentDocumentLink' } as const;

/** The field that names the record which the file hangs on. */
export const parentField = { attachments: 'ParentId', links: 'LinkedEntityId' } as const;

/**
 * The SOQL of a list: of the records that `among` gives, a semi-join or a list of ids (the org tells links only of
 * documents or records that are named; Object Reference, ContentDocumentLink; documented). In the order of the records.
 */
export const fileQuery = (kind: FileList['kind'], among: string): string =>
  `SELECT ${columns[kind].join(', ')} FROM ${hangingObjects[kind]} WHERE ${parentField[kind]} IN ${among} ` +
  `ORDER BY ${parentField[kind]}`;

/** The body of a row of a list; none for what is kept in another system (`ContentLocation`; documented). */
export const bodyIn = (orgId: string, kind: FileList['kind'], row: CsvRow): FileBody | undefined =>
  kind === 'attachments' ? attachmentBody(orgId, row) : versionBody(orgId, row);

export const attachmentBody = (orgId: string, { Id = '', BodyLength = '', SystemModstamp = '' }: CsvRow): FileBody => ({
  ...{ object: 'Attachment', id: Id, size: Number(BodyLength), stamp: SystemModstamp },
  fingerprint: sha256([orgId, Id, BodyLength, SystemModstamp].join(' ')),
});

/** `ContentLocation`: another system, or a social network. */
const elsewhere: ReadonlySet<string> = new Set(['E', 'L']);

const versionBody = (orgId: string, row: CsvRow): FileBody | undefined => {
  const id = row['ContentDocument.LatestPublishedVersionId'] ?? '';
  const [size = '', md5 = '', location = '', stamp = ''] = [
    'ContentSize',
    'Checksum',
    'ContentLocation',
    'SystemModstamp',
  ].map((name) => row[`${version}.${name}`] ?? '');
  if (id === '' || elsewhere.has(location)) return undefined;
  return {
    ...{ object: 'ContentVersion', id, size: Number(size), stamp },
    ...(md5 === '' ? {} : { md5: md5.toLowerCase() }),
    fingerprint: sha256([orgId, id, size, md5].join(' ')),
  };
};

/** A field of the version that a link leads to. */
export const versionField = (row: CsvRow, name: string): string => row[`${version}.${name}`] ?? '';
