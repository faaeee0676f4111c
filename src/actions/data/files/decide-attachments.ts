import type { Org } from '../../../gateways/org/org.ts';
import { attachmentFate, type AttachmentNow } from '../../../release/data/files/file-decisions.ts';
import { attachmentBody, type FileBody } from '../../../release/data/files/file-rows.ts';
import { compareBodies } from './compare-bodies.ts';
import { attachmentsNow, attachmentsOn, type LiveAttachment } from './files-now.ts';
import type { MeantFile } from './file-rows-meant.ts';
import { addToMake, filled, ownerOf, recordOn, standing, type CountedFiles, type Deciding } from './files-todo.ts';

/** An attachment that does not come back under its own id, and those that may have been made in its place. */
interface DoubtfulAttachment extends MeantFile {
  readonly counted: CountedFiles;
  readonly now: AttachmentNow | undefined;
  readonly twins: readonly LiveAttachment[];
}

/** Whether they were made again is known when bodies have been compared. */
export interface Attachments {
  readonly doubtful: DoubtfulAttachment[];
}

/** Decides for the attachments of some records, all of those of each. `since`: what was made later was not saved. */
export const noteAttachments = async (
  deciding: Deciding,
  { attachments, counted }: { readonly attachments: Attachments; readonly counted: CountedFiles },
  { files, since }: { readonly files: readonly MeantFile[]; readonly since: string },
): Promise<void> => {
  const { org } = deciding.scene;
  const ids = new Set(files.map(({ saved }) => saved['Id'] ?? ''));
  const now = await attachmentsNow(org, [...ids]);
  const known = files.map(({ saved, target }) => ({
    ...{ saved, target, counted },
    now: standing(deciding, now.get(saved['Id'] ?? '')),
  }));
  const made = await madeSince(org, known.filter(isLost), since);
  for (const file of known) {
    const isTwin = (live: LiveAttachment): boolean => isLike(file, live) && !ids.has(live.id);
    const twins = isLost(file) ? made.filter(isTwin) : [];
    if (twins.length > 0) attachments.doubtful.push({ ...file, twins });
    else decideAttachment(deciding, file, false);
  }
};

/** Decides for those that may have been made again, by their bodies: name and length can be those of another one. */
export const decideDoubtful = async (deciding: Deciding, { doubtful }: Attachments): Promise<void> => {
  const known = doubtful.map((file) => ({ file, body: bodyOf(deciding, file) }));
  const isSame = await compareBodies(
    deciding.scene,
    known.flatMap(({ file: { twins }, body }) => twins.map(({ id }) => ({ saved: body, id }))),
  );
  for (const { file, body } of known) {
    const twin = file.twins.find(({ id }) => !deciding.taken.has(id) && isSame(body, id));
    if (twin !== undefined) deciding.taken.add(twin.id);
    decideAttachment(deciding, file, twin !== undefined);
  }
};

const decideAttachment = (
  deciding: Deciding,
  { counted, saved, target, now }: Omit<DoubtfulAttachment, 'twins'>,
  isMade: boolean,
): void => {
  const file = { savedId: saved['Id'] ?? '', record: recordOn(counted, saved['ParentId']) };
  const fate = attachmentFate({ saved, target, now, isMade, insert: deciding.scene.wishes.insert });
  counted.counts.attachments[fate] += 1;
  if (fate === 'undelete') deciding.undelete.push({ ...file, object: 'Attachment' });
  if (fate === 'insert') makeAttachment(deciding, counted, { saved, target });
  if (fate === 'gone' && target !== undefined) deciding.lost.push(file);
};

const bodyOf = ({ scene }: Deciding, { saved }: MeantFile): FileBody => attachmentBody(scene.source.orgId, saved);

/** It does not come back under its own id. */
const isLost = ({ saved, target, now }: Omit<DoubtfulAttachment, 'twins'>): boolean =>
  now === undefined || (now.isDeleted && target?.id !== saved['ParentId']);

/** What was made on the records of attachments that are lost. */
const madeSince = async (org: Org, lost: readonly MeantFile[], since: string): Promise<readonly LiveAttachment[]> => {
  const there = await attachmentsOn(
    org,
    lost.flatMap(({ target }) => target?.id ?? []),
  );
  return there.filter(({ created }) => Date.parse(created) >= Date.parse(since));
};

const isLike = ({ saved, target }: MeantFile, { record, name, size }: LiveAttachment): boolean =>
  record === target?.id && name === saved['Name'] && size === Number(saved['BodyLength']);

const makeAttachment = (deciding: Deciding, counted: CountedFiles, { saved, target }: MeantFile): void => {
  const { scene } = deciding;
  const { Id: savedId = '', Name = '', ContentType = '', Description = '', IsPrivate = '', OwnerId = '' } = saved;
  addToMake(deciding, counted, {
    ...{ object: 'Attachment', savedId, record: recordOn(counted, saved['ParentId']) },
    fields: {
      ...filled({ ParentId: target?.id ?? '', Name, ContentType, Description }),
      ...ownerOf(scene, OwnerId),
      IsPrivate: IsPrivate === 'true',
    },
    body: bodyOf(deciding, { saved, target }),
  });
};
