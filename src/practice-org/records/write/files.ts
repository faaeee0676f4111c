import { createHash } from 'node:crypto';
import path from 'node:path';
import type { Store } from '../store/store.ts';
import type { Row, RowError, Value, WriteRequest, WriteResult } from '../types.ts';
import { rowError } from './row-errors.ts';
import type { WriteSession } from './write-session.ts';

/*
 * What the org itself writes of files: how long a body is and what it hashes to, the document that a first version
 * makes, the links of who made it and of where it was published first, which version is the newest (Object Reference:
 * Attachment, ContentVersion, ContentDocument, ContentDocumentLink; documented).
 */

/** A row that was just written, and a way to write those that go with it. */
interface WrittenRow {
  readonly session: WriteSession;
  readonly slot: number;
  readonly write: (request: WriteRequest) => readonly WriteResult[];
}

/** What was sent of it, by field key. */
type Sent = ReadonlyMap<string, Value>;

const storeOf = (session: WriteSession, object: string): Store => {
  const store = session.tables.store(object);
  if (store === undefined) throw new Error(`${object} is no table.`);
  return store;
};

/** A document is linked to a record once (seen in public logs). */
export const fileProblem = ({ entity, store }: WriteSession, sent: Sent): RowError | undefined => {
  if (entity.name !== 'ContentDocumentLink') return undefined;
  const [documents, records] = [store.column('contentdocumentid') ?? [], store.column('linkedentityid') ?? []];
  const at = documents.findIndex(
    (document, slot) =>
      store.isLive(slot) && document === sent.get('contentdocumentid') && records[slot] === sent.get('linkedentityid'),
  );
  return at < 0
    ? undefined
    : rowError(
        'DUPLICATE_VALUE',
        `duplicate value found: <unknown> duplicates value on record with id: ${store.ids.at(at).slice(0, 15)}`,
      );
};

/** Sets cells of a row, which an undo takes back. */
const put = (session: WriteSession, { store, slot }: { store: Store; slot: number }, cells: Row): void => {
  for (const [key, value] of Object.entries(cells)) {
    const before = store.get(slot, key);
    session.undo.push(() => {
      store.set(slot, key, before);
    });
    store.set(slot, key, value as Value);
  }
};

const bytesOf = (base64: Value | undefined): Buffer => Buffer.from(typeof base64 === 'string' ? base64 : '', 'base64');

/** To be called for every row that was inserted or updated. */
export const writeFileParts = (row: WrittenRow, sent: Sent): void => {
  const { session, slot } = row;
  const { store } = session;
  const { name } = session.entity;
  if (name === 'Attachment' && sent.has('body'))
    put(session, { store, slot }, { bodylength: bytesOf(sent.get('body')).length });
  if (name !== 'ContentVersion') return;
  const isNew = store.get(slot, 'versionnumber') === null;
  if (isNew || sent.has('versiondata')) put(session, { store, slot }, bodyFacts(store.get(slot, 'versiondata')));
  if (isNew) publish(row);
};

const bodyFacts = (base64: Value): Row => {
  const body = bytesOf(base64);
  return { contentsize: body.length, checksum: createHash('md5').update(body).digest('hex') };
};

/** A version without a document makes one; with one it becomes its newest. */
const publish = (row: WrittenRow): void => {
  const { session, slot } = row;
  const { store } = session;
  const file = path.basename(String(store.get(slot, 'pathonclient')));
  const extension = path.extname(file).slice(1);
  const given = store.get(slot, 'contentdocumentid');
  const facts = {
    title: store.get(slot, 'title') ?? (extension === '' ? file : file.slice(0, -extension.length - 1)),
    fileextension: extension.toLowerCase() || null,
    filetype: extension.toUpperCase() || 'UNKNOWN',
  };
  put(session, { store, slot }, { ...facts, islatest: true, versionnumber: '1' });
  const document = typeof given === 'string' ? given : newDocument(row, facts.title);
  if (typeof given === 'string') replaceLatest(row, given);
  const documents = storeOf(session, 'ContentDocument');
  const contentsize = store.get(slot, 'contentsize');
  put(
    session,
    { store: documents, slot: documents.slotOf(document) },
    { ...facts, contentsize, latestpublishedversionid: store.ids.at(slot), systemmodstamp: session.at },
  );
};

const newDocument = ({ session, slot, write }: WrittenRow, title: Value): string => {
  const { store } = session;
  const options = { ...session.options, system: true, by: session.by };
  const insert = (object: string, cells: Row): string =>
    write({ object, kind: 'insert', rows: [cells], options })[0]?.id ?? '';
  const owner = store.get(slot, 'ownerid');
  const document = insert('ContentDocument', { Title: title, OwnerId: owner });
  put(session, { store, slot }, { contentdocumentid: document });
  insert('ContentDocumentLink', { ContentDocumentId: document, LinkedEntityId: owner, ShareType: 'I' });
  const place = store.get(slot, 'firstpublishlocationid');
  if (place !== null && place !== owner)
    insert('ContentDocumentLink', { ContentDocumentId: document, LinkedEntityId: place, ShareType: 'V' });
  return document;
};

const replaceLatest = ({ session, slot }: WrittenRow, document: string): void => {
  const { store } = session;
  const documents = store.column('contentdocumentid') ?? [];
  const versions = documents.flatMap((each, at) => (each === document && at !== slot && store.isLive(at) ? [at] : []));
  for (const at of versions) put(session, { store, slot: at }, { islatest: false });
  put(session, { store, slot }, { versionnumber: String(versions.length + 1) });
};
