import { attachmentFate, type AttachmentNow } from '../../../release/data/files/file-decisions.ts';
import { bodyIn } from '../../../release/data/files/file-rows.ts';
import { attachmentsNow, attachmentsOn, type LiveAttachment } from './files-now.ts';
import type { MeantFile } from './file-rows-meant.ts';
import { addToMake, filled, ownerOf, type CountedFiles, type Deciding } from './files-todo.ts';

/** Decides for the attachments of some records, all of those of each. `since`: what was made later was not saved. */
export const decideAttachments = async (
  deciding: Deciding,
  counted: CountedFiles,
  { files, since }: { readonly files: readonly MeantFile[]; readonly since: string },
): Promise<void> => {
  const { org, wishes } = deciding.scene;
  const ids = new Set(files.map(({ saved }) => saved['Id'] ?? ''));
  const now = await attachmentsNow(org, [...ids]);
  const made = await madeSince(
    deciding,
    files.filter((file) => isLost(deciding, file, now)),
    since,
  );
  for (const { saved, target } of files) {
    const id = saved['Id'] ?? '';
    const there = thereNow(deciding, now.get(id));
    const isMade = (): boolean => {
      const twin = made.find(
        (each) =>
          each.record === target?.id && isTwin(saved, each) && !deciding.taken.has(each.id) && !ids.has(each.id),
      );
      if (twin !== undefined) deciding.taken.add(twin.id);
      return twin !== undefined;
    };
    const isGone = isLost(deciding, { saved, target }, now);
    const fate = attachmentFate({ saved, target, now: there, isMade: isGone && isMade(), insert: wishes.insert });
    counted.counts.attachments[fate] += 1;
    if (fate === 'undelete')
      deciding.undelete.push({ object: 'Attachment', savedId: id, record: saved['ParentId'] ?? '' });
    if (fate === 'insert') makeAttachment(deciding, counted, { saved, target });
  }
};

const thereNow = ({ isBinOver }: Deciding, now: AttachmentNow | undefined): AttachmentNow | undefined =>
  now?.isDeleted === true && isBinOver ? undefined : now;

/** It does not come back under its own id. */
const isLost = (deciding: Deciding, { saved, target }: MeantFile, now: ReadonlyMap<string, AttachmentNow>): boolean => {
  const there = thereNow(deciding, now.get(saved['Id'] ?? ''));
  return there === undefined || (there.isDeleted && target?.id !== saved['ParentId']);
};

const madeSince = async (
  { scene: { org } }: Deciding,
  lost: readonly MeantFile[],
  since: string,
): Promise<readonly LiveAttachment[]> => {
  const records = lost.flatMap(({ target }) => target?.id ?? []);
  const there = records.length === 0 ? [] : await attachmentsOn(org, records);
  return there.filter(({ created }) => Date.parse(created) >= Date.parse(since));
};

const isTwin = (saved: MeantFile['saved'], { name, size }: LiveAttachment): boolean =>
  name === saved['Name'] && size === Number(saved['BodyLength']);

const makeAttachment = (deciding: Deciding, counted: CountedFiles, { saved, target }: MeantFile): void => {
  const { scene } = deciding;
  const { Id: savedId = '', Name = '', ContentType = '', Description = '', IsPrivate = '', OwnerId = '' } = saved;
  addToMake(deciding, counted, {
    ...{ object: 'Attachment', savedId, record: saved['ParentId'] ?? '' },
    fields: {
      ...filled({ ParentId: target?.id ?? '', Name, ContentType, Description }),
      ...ownerOf(scene, OwnerId),
      IsPrivate: IsPrivate === 'true',
    },
    body: bodyIn(scene.source.orgId, 'attachments', saved),
  });
};
