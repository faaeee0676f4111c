import { z } from 'zod';
import type { Org } from '../../../gateways/org/org.ts';
import { inQueries, mostIds, soqlList } from '../../../release/checks/soql.ts';
import type { AttachmentNow, DocumentNow } from '../../../release/data/files/file-decisions.ts';

/** An attachment or a link that the org has. */
export interface HangingFile {
  readonly id: string;
  /** The record that it hangs on. */
  readonly record: string;
  /** When it was made, ISO 8601. */
  readonly created: string;
}

export interface LiveAttachment extends HangingFile {
  readonly name: string;
  readonly size: number;
}

export interface LiveLink extends HangingFile {
  readonly document: string;
  /** Its newest version. */
  readonly version: string;
  readonly title: string;
  readonly shareType: string;
  readonly visibility: string;
  readonly size: number;
  readonly md5?: string;
}

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const length = z
  .number()
  .nullish()
  .transform((value) => value ?? 0);
const hash = z
  .string()
  .nullish()
  .transform((value) => value?.toLowerCase());

/** Asks for many by their ids. */
const each = async <Item>(
  ids: readonly string[],
  ask: (list: string) => Promise<readonly unknown[]>,
  read: z.ZodType<Item>,
): Promise<readonly Item[]> => {
  const found: Item[] = [];
  for (const some of inQueries([...new Set(ids)], mostIds))
    for (const row of await ask(soqlList(some))) found.push(read.parse(row));
  return found;
};

const attachment = z.object({ Id: z.string(), IsDeleted: z.boolean(), BodyLength: length, LastModifiedDate: text });

/** Attachments by their ids, those of the Recycle Bin too. */
export const attachmentsNow = async (org: Org, ids: readonly string[]): Promise<ReadonlyMap<string, AttachmentNow>> => {
  const rows = await each(
    ids,
    (list) =>
      org.queryWithDeleted(`SELECT Id, IsDeleted, BodyLength, LastModifiedDate FROM Attachment WHERE Id IN ${list}`),
    attachment,
  );
  return new Map(
    rows.map(({ Id, IsDeleted, BodyLength, LastModifiedDate }) => [
      Id,
      { isDeleted: IsDeleted, size: BodyLength, modified: LastModifiedDate },
    ]),
  );
};

const document = z.object({
  Id: z.string(),
  IsDeleted: z.boolean(),
  LatestPublishedVersionId: text,
  LatestPublishedVersion: z.object({ ContentSize: length, Checksum: hash }).nullish(),
});

/** Documents by their ids, those of the Recycle Bin too. */
export const documentsNow = async (org: Org, ids: readonly string[]): Promise<ReadonlyMap<string, DocumentNow>> => {
  const fields =
    'Id, IsDeleted, LatestPublishedVersionId, LatestPublishedVersion.ContentSize, LatestPublishedVersion.Checksum';
  const rows = await each(
    ids,
    (list) => org.queryWithDeleted(`SELECT ${fields} FROM ContentDocument WHERE Id IN ${list}`),
    document,
  );
  return new Map(
    rows.map(({ Id, IsDeleted, LatestPublishedVersionId: version, LatestPublishedVersion: latest }) => [
      Id,
      { isDeleted: IsDeleted, version, ...contentOf(latest) },
    ]),
  );
};

const contentOf = (
  version: { readonly ContentSize: number; readonly Checksum?: string | undefined } | null | undefined,
): { readonly size: number; readonly md5?: string } => ({
  size: version?.ContentSize ?? 0,
  ...(version?.Checksum === undefined ? {} : { md5: version.Checksum }),
});

const liveAttachment = z.object({
  ...{ Id: z.string(), ParentId: z.string(), Name: text },
  ...{ BodyLength: length, CreatedDate: text },
});

/** What hangs on records now. */
export const attachmentsOn = async (org: Org, records: readonly string[]): Promise<readonly LiveAttachment[]> => {
  const rows = await each(
    records,
    (list) => org.query(`SELECT Id, ParentId, Name, BodyLength, CreatedDate FROM Attachment WHERE ParentId IN ${list}`),
    liveAttachment,
  );
  return rows.map(({ Id: id, ParentId: record, Name: name, BodyLength: size, CreatedDate: created }) => ({
    ...{ id, record, name, size, created },
  }));
};

const liveLink = z.object({
  ...{ Id: z.string(), LinkedEntityId: z.string(), ContentDocumentId: z.string() },
  ...{ ShareType: text, Visibility: text },
  ContentDocument: z.object({
    ...{ Title: text, CreatedDate: text, LatestPublishedVersionId: text },
    LatestPublishedVersion: z.object({ ContentSize: length, Checksum: hash }).nullish(),
  }),
});

/** What records are linked to now. */
export const linksOn = async (org: Org, records: readonly string[]): Promise<readonly LiveLink[]> => {
  const fields = [
    ...['Id', 'LinkedEntityId', 'ContentDocumentId', 'ShareType', 'Visibility', 'ContentDocument.Title'],
    ...['ContentDocument.CreatedDate', 'ContentDocument.LatestPublishedVersionId'],
    ...['ContentSize', 'Checksum'].map((name) => `ContentDocument.LatestPublishedVersion.${name}`),
  ].join(', ');
  const rows = await each(
    records,
    (list) => org.query(`SELECT ${fields} FROM ContentDocumentLink WHERE LinkedEntityId IN ${list}`),
    liveLink,
  );
  return rows.map(({ Id: id, LinkedEntityId: record, ContentDocumentId, ShareType, Visibility, ContentDocument }) => ({
    ...{ id, record, document: ContentDocumentId, shareType: ShareType, visibility: Visibility },
    ...{ title: ContentDocument.Title, created: ContentDocument.CreatedDate },
    version: ContentDocument.LatestPublishedVersionId,
    ...contentOf(ContentDocument.LatestPublishedVersion),
  }));
};
