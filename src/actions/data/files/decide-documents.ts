import {
  documentFate,
  type DocumentFate,
  type DocumentNow,
  type FileTarget,
  type SavedVersion,
} from '../../../release/data/files/file-decisions.ts';
import { bodyIn, versionField } from '../../../release/data/files/file-rows.ts';
import type { CsvRow } from '../../../release/data/restore-rules.ts';
import { documentsNow, linksOn, type LiveLink } from './files-now.ts';
import type { MeantFile } from './file-rows-meant.ts';
import {
  addToMake,
  filled,
  ownerOf,
  type CountedFiles,
  type Deciding,
  type LinkToMake,
  type ShareToSet,
} from './files-todo.ts';

/** A record that a document hung on when it was saved. */
interface Place {
  readonly saved: CsvRow;
  readonly target: FileTarget;
  readonly counted: CountedFiles;
  /** The link to the document itself, and those to documents that may have been made in its place. */
  readonly links: readonly LiveLink[];
}

/** A document of which something is to be done, or may be. */
interface OpenDocument {
  readonly id: string;
  readonly now: DocumentNow | undefined;
  readonly places: Place[];
}

/** Documents hang on several records, of several objects: they are decided when all of them are known. */
export interface Documents {
  readonly open: Map<string, OpenDocument>;
}

/** Notes what is to be known of the documents of some records. `since`: what was made later was not saved. */
export const noteDocuments = async (
  deciding: Deciding,
  { documents, counted }: { readonly documents: Documents; readonly counted: CountedFiles },
  { files, since }: { readonly files: readonly MeantFile[]; readonly since: string },
): Promise<void> => {
  const { org } = deciding.scene;
  const now = await documentsNow(
    org,
    files.map(({ saved }) => documentOf(saved)),
  );
  const links = Map.groupBy(
    await linksOn(
      org,
      files.flatMap(({ target }) => target?.id ?? []),
    ),
    ({ record }) => record,
  );
  for (const { saved, target } of files) {
    const id = documentOf(saved);
    const there = thereNow(deciding, now.get(id));
    const on = links.get(target?.id ?? '') ?? [];
    const own = on.filter(({ document }) => document === id);
    if (target === undefined) counted.counts.files.gone += 1;
    else if (there?.isDeleted === false && own.length > 0 && documentFate(versionOf(saved), there, asIs) === 'same')
      counted.counts.files.same += 1;
    else {
      const made = there === undefined ? on.filter((link) => isTwin(saved, link, since)) : [];
      const open = documents.open.get(id) ?? { id, now: there, places: [] };
      open.places.push({ saved, target, counted, links: [...own, ...made] });
      documents.open.set(id, open);
    }
  }
};

const asIs = { isMade: false, insert: false } as const;

const documentOf = (saved: CsvRow): string => saved['ContentDocumentId'] ?? '';

const recordOf = (saved: CsvRow): string => saved['LinkedEntityId'] ?? '';

const thereNow = ({ isBinOver }: Deciding, now: DocumentNow | undefined): DocumentNow | undefined =>
  now?.isDeleted === true && isBinOver ? undefined : now;

const versionOf = (saved: CsvRow): SavedVersion => {
  const md5 = versionField(saved, 'Checksum').toLowerCase();
  return {
    id: saved['ContentDocument.LatestPublishedVersionId'] ?? '',
    size: Number(versionField(saved, 'ContentSize')),
    ...(md5 === '' ? {} : { md5 }),
  };
};

const isTwin = (saved: CsvRow, { title, size, md5, created }: LiveLink, since: string): boolean => {
  const version = versionOf(saved);
  return (
    title === saved['ContentDocument.Title'] &&
    size === version.size &&
    md5 === version.md5 &&
    Date.parse(created) >= Date.parse(since)
  );
};

export interface LinksTodo {
  readonly links: readonly LinkToMake[];
  readonly shares: readonly ShareToSet[];
}

/** Decides for each document, given all of its places. */
export const decideDocuments = (deciding: Deciding, { open }: Documents): LinksTodo => {
  const todo = { links: [] as LinkToMake[], shares: [] as ShareToSet[] };
  for (const document of open.values()) {
    const twin = document.now === undefined ? twinOf(deciding, document, open) : undefined;
    const fate = decideDocument(deciding, document, twin !== undefined);
    if (fate === 'same' || fate === 'conflict')
      for (const place of document.places)
        decidePlace({ place, fate, id: twin ?? document.id, isMade: twin !== undefined }, todo);
    // It is linked to its first record when it is made, and to the others when it has an id.
    if (fate === 'insert') for (const { counted } of document.places.slice(1)) counted.counts.files.link += 1;
  }
  return todo;
};

/** What is to be done for the document itself. */
const decideDocument = (deciding: Deciding, { id, now, places }: OpenDocument, isMade: boolean): DocumentFate => {
  const [first] = places;
  if (first === undefined) return 'gone';
  const { insert, onConflict } = deciding.scene.wishes;
  const fate = documentFate(versionOf(first.saved), now, { isMade, insert });
  if (fate !== 'same') first.counted.counts.files[fate] += 1;
  if (fate === 'undelete')
    deciding.undelete.push({ object: 'ContentDocument', savedId: id, record: recordOf(first.saved) });
  if (fate === 'insert') makeDocument(deciding, first);
  if (fate === 'conflict' && onConflict === 'overwrite') makeVersion(deciding, first);
  return fate;
};

interface PlaceOf {
  readonly place: Place;
  readonly fate: DocumentFate;
  /** Of the document that is there. */
  readonly id: string;
  /** It was made anew, so it is shared as it was saved; who shares an old one otherwise meant it. */
  readonly isMade: boolean;
}

/** What is to be done so that a record is linked to a document that is there. */
const decidePlace = (
  { place: { saved, target, counted, links }, fate, id, isMade }: PlaceOf,
  todo: { readonly links: LinkToMake[]; readonly shares: ShareToSet[] },
): void => {
  const link = links.find(({ document }) => document === id);
  if (link === undefined) counted.counts.files.link += 1;
  else if (fate === 'same') counted.counts.files.same += 1;
  if (link !== undefined && isMade) todo.shares.push(...shareOf(link, saved));
  if (link === undefined && target.id !== undefined) todo.links.push(linkTo(id, target.id, saved));
};

/** The document that was made in the place of one that is gone, on any of its records. */
const twinOf = ({ taken }: Deciding, { places }: OpenDocument, open: Documents['open']): string | undefined => {
  const twin = places
    .flatMap(({ links }) => links)
    .find(({ document }) => !taken.has(document) && !open.has(document))?.document;
  if (twin !== undefined) taken.add(twin);
  return twin;
};

const linkTo = (ContentDocumentId: string, LinkedEntityId: string, saved: CsvRow): LinkToMake => ({
  savedId: saved['Id'] ?? '',
  record: recordOf(saved),
  cells: {
    ...{ ContentDocumentId, LinkedEntityId },
    ShareType: saved['ShareType'] ?? '',
    Visibility: saved['Visibility'] ?? '',
  },
});

const shareOf = ({ id, shareType, visibility }: LiveLink, saved: CsvRow): readonly ShareToSet[] => {
  const { Id: savedId = '', ShareType = '', Visibility = '' } = saved;
  return ShareType === shareType && Visibility === visibility
    ? []
    : [{ savedId, record: recordOf(saved), cells: { Id: id, ShareType, Visibility } }];
};

const versionFields = (saved: CsvRow): Readonly<Record<string, string>> => {
  const Title = versionField(saved, 'Title') || (saved['ContentDocument.Title'] ?? '');
  const PathOnClient = versionField(saved, 'PathOnClient') || Title;
  return filled({ Title, PathOnClient, Description: versionField(saved, 'Description') });
};

const makeDocument = (deciding: Deciding, { saved, target, counted }: Place): void => {
  const { scene } = deciding;
  addToMake(deciding, counted, {
    ...{ object: 'ContentVersion', savedId: documentOf(saved), record: recordOf(saved) },
    fields: {
      ...versionFields(saved),
      ...filled({ FirstPublishLocationId: target.id ?? '' }),
      ...ownerOf(scene, versionField(saved, 'OwnerId')),
    },
    body: bodyIn(scene.source.orgId, 'links', saved),
  });
};

const makeVersion = (deciding: Deciding, { saved, counted }: Place): void => {
  addToMake(deciding, counted, {
    ...{ object: 'ContentVersion', savedId: documentOf(saved), record: recordOf(saved) },
    fields: { ...versionFields(saved), ContentDocumentId: documentOf(saved) },
    body: bodyIn(deciding.scene.source.orgId, 'links', saved),
  });
};
