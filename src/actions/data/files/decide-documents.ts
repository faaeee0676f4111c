import {
  documentFate,
  isSameContent,
  type DocumentFate,
  type DocumentNow,
  type FileTarget,
  type SavedVersion,
} from '../../../release/data/files/file-decisions.ts';
import { bodyIn, versionField, type FileBody } from '../../../release/data/files/file-rows.ts';
import type { CsvRow } from '../../../release/data/restore-rules.ts';
import { compareBodies, type BodyPair } from './compare-bodies.ts';
import { documentsNow, linksOn, type LiveLink } from './files-now.ts';
import type { MeantFile } from './file-rows-meant.ts';
import {
  addToMake,
  filled,
  ownerOf,
  recordOn,
  standing,
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

/** Saved ids of all their records. */
export const recordsOf = ({ open }: Documents): readonly string[] =>
  [...open.values()].flatMap(({ places }) => places.map(({ saved }) => recordOf(saved)));

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
    const there = standing(deciding, now.get(id));
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

const versionOf = (saved: CsvRow): SavedVersion => {
  const md5 = versionField(saved, 'Checksum').toLowerCase();
  return {
    id: saved['ContentDocument.LatestPublishedVersionId'] ?? '',
    size: Number(versionField(saved, 'ContentSize')),
    ...(md5 === '' ? {} : { md5 }),
  };
};

const isTwin = (saved: CsvRow, link: LiveLink, since: string): boolean =>
  link.title === saved['ContentDocument.Title'] &&
  Date.parse(link.created) >= Date.parse(since) &&
  isSameContent(versionOf(saved), link) !== false;

export interface LinksTodo {
  readonly links: readonly LinkToMake[];
  readonly shares: readonly ShareToSet[];
}

/** Decides for each document, given all of its places. Reads versions of which the org computed no checksum. */
export const decideDocuments = async (deciding: Deciding, { open }: Documents): Promise<LinksTodo> => {
  const todo = { links: [] as LinkToMake[], shares: [] as ShareToSet[] };
  const { scene } = deciding;
  const known = [...open.values()].map((document) => ({ document, body: bodyOf(scene, document) }));
  const isSame = await compareBodies(
    scene,
    known.flatMap(({ document, body }) => (body === undefined ? [] : doubtsAbout(document, body))),
  );
  for (const { document, body } of known) {
    const isRead = (version: string): boolean => body !== undefined && isSame(body, version);
    const twin = document.now === undefined ? twinOf(deciding, { document, open, isRead }) : undefined;
    const isNowRead = document.now !== undefined && isRead(document.now.version);
    const fate = decideDocument(deciding, document, { isMade: twin !== undefined, isRead: isNowRead });
    if (fate === 'same' || fate === 'conflict')
      for (const place of document.places)
        decidePlace({ place, fate, id: twin ?? document.id, isMade: twin !== undefined }, todo);
    // It is linked to its first record when it is made, and to the others when it has an id.
    if (fate === 'insert') for (const { counted } of document.places.slice(1)) counted.counts.files.link += 1;
  }
  return todo;
};

const bodyOf = ({ source }: Deciding['scene'], { places: [first] }: OpenDocument): FileBody | undefined =>
  first && bodyIn(source.orgId, 'links', first.saved);

/** Versions of which only their bodies tell whether they say what was saved. */
const doubtsAbout = ({ now, places }: OpenDocument, saved: FileBody): readonly BodyPair[] => {
  const there = now === undefined ? places.flatMap(({ links }) => links) : [now];
  return there
    .filter((content) => content.version !== saved.id && isSameContent(saved, content) === 'perhaps')
    .map(({ version }) => ({ saved, id: version }));
};

/** What is to be done for the document itself. */
const decideDocument = (
  deciding: Deciding,
  { id, now, places }: OpenDocument,
  known: { readonly isMade: boolean; readonly isRead: boolean },
): DocumentFate => {
  const [first] = places;
  if (first === undefined) return 'gone';
  const { insert, onConflict } = deciding.scene.wishes;
  const fate = documentFate(versionOf(first.saved), now, { ...known, insert });
  const file = { savedId: id, record: recordOn(first.counted, recordOf(first.saved)) };
  if (fate !== 'same') first.counted.counts.files[fate] += 1;
  if (fate === 'undelete') deciding.undelete.push({ ...file, object: 'ContentDocument' });
  if (fate === 'insert') makeDocument(deciding, first);
  if (fate === 'gone') deciding.lost.push(file);
  if (fate === 'conflict') deciding.conflicts.push(file);
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
  const file = { savedId: saved['Id'] ?? '', record: recordOn(counted, recordOf(saved)) };
  if (link !== undefined && isMade) todo.shares.push(...sharesOf(link, saved).map((cells) => ({ ...file, cells })));
  if (link === undefined && target.id !== undefined) todo.links.push({ ...file, cells: linkTo(id, target.id, saved) });
};

interface TwinAsked extends Documents {
  readonly document: OpenDocument;
  /** Whether a version was read and says what was saved. */
  readonly isRead: (version: string) => boolean;
}

/** The document that was made in the place of one that is gone, on any of its records. */
const twinOf = ({ taken }: Deciding, { document: { places }, open, isRead }: TwinAsked): string | undefined => {
  const twin = places
    .flatMap(({ saved, links }) =>
      links.filter((link) => isSameContent(versionOf(saved), link) === true || isRead(link.version)),
    )
    .find(({ document }) => !taken.has(document) && !open.has(document));
  if (twin !== undefined) taken.add(twin.document).add(twin.version);
  return twin?.document;
};

const linkTo = (ContentDocumentId: string, LinkedEntityId: string, saved: CsvRow): LinkToMake['cells'] => {
  const { ShareType = '', Visibility = '' } = saved;
  return { ContentDocumentId, LinkedEntityId, ShareType, Visibility };
};

/** None where it is shared as it was. */
const sharesOf = ({ id, shareType, visibility }: LiveLink, saved: CsvRow): readonly ShareToSet['cells'][] => {
  const { ShareType = '', Visibility = '' } = saved;
  return ShareType === shareType && Visibility === visibility ? [] : [{ Id: id, ShareType, Visibility }];
};

const versionFields = (saved: CsvRow): Readonly<Record<string, string>> => {
  const Title = versionField(saved, 'Title') || (saved['ContentDocument.Title'] ?? '');
  const PathOnClient = versionField(saved, 'PathOnClient') || Title;
  return filled({ Title, PathOnClient, Description: versionField(saved, 'Description') });
};

const makeDocument = (deciding: Deciding, { saved, target, counted }: Place): void => {
  const { scene } = deciding;
  addToMake(deciding, counted, {
    ...{ object: 'ContentVersion', savedId: documentOf(saved), record: recordOn(counted, recordOf(saved)) },
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
    ...{ object: 'ContentVersion', savedId: documentOf(saved), record: recordOn(counted, recordOf(saved)) },
    fields: { ...versionFields(saved), ContentDocumentId: documentOf(saved) },
    body: bodyIn(deciding.scene.source.orgId, 'links', saved),
  });
};
