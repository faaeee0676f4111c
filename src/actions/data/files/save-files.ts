import type { Draft } from '../../../gateways/data/drafts.ts';
import { bodyElsewhere } from '../../../release/data/files/body-elsewhere.ts';
import { bodyIn, type FileBody } from '../../../release/data/files/file-rows.ts';
import type { FileList, RecordList, UnreadableBody } from '../../../release/data/manifest.ts';
import type { CsvRow } from '../../../release/data/restore-rules.ts';
import type { Saving } from '../saving.ts';
import { fetchBodies } from './fetch-bodies.ts';
import { listFiles, listRecords } from './list-files.ts';
import { requireRequests } from './require-requests.ts';

const kinds = ['attachments', 'links'] as const;

/**
 * Saves the attachments and files of the records of a draft whose objects want them. The lists are read anew after an
 * interruption, because bodies have to be what the lists say; bodies that are stored, here or in a backup that this one
 * goes on from, are not fetched again. Refuses with `tooFewRequests` before the first body when the org would not
 * answer for all of them.
 */
export const saveFiles = async (saving: Saving, begun: Draft): Promise<Draft> => {
  const objects = begun.body.objects.filter(({ withFiles }) => withFiles === true);
  if (objects.length === 0) return begun;
  const extension = begun.body.recipients.length === 0 ? '' : '.age';
  const lists: FileList[] = [];
  const records: RecordList[] = [];
  for (const object of objects) {
    for (const kind of kinds) lists.push(await listFiles(saving, { object, kind, extension }));
    // After its files: of a record that goes meanwhile, an earlier backup tells them.
    if (begun.body.base !== undefined) records.push(await listRecords(saving, { object, extension }));
  }
  const packs = begun.body.files?.packs ?? [];
  const { bodies, elsewhere } = await bodiesIn(saving, begun.body.orgId, lists);
  const files = {
    ...{ lists, packs, overtaken: 0 },
    ...(records.length === 0 ? {} : { records }),
    ...(elsewhere.length === 0 ? {} : { unreadable: [...elsewhere] }),
  };
  const draft = { ...begun, body: { ...begun.body, files } };
  await saving.writing.record(draft);
  await requireRequests(saving.org, bodies.length);
  return fetchBodies(saving, draft, bodies);
};

interface ListedBodies {
  /** Those to be fetched. */
  readonly bodies: readonly FileBody[];
  readonly elsewhere: readonly UnreadableBody[];
}

/** One of each: a version can hang on several records. */
const bodiesIn = async (
  { writing, knownBodies }: Saving,
  orgId: string,
  lists: readonly FileList[],
): Promise<ListedBodies> => {
  const bodies = new Map<string, FileBody>();
  const elsewhere = new Map<string, UnreadableBody>();
  const note = (kind: FileList['kind'], row: CsvRow): void => {
    const body = bodyIn(orgId, kind, row);
    if (body !== undefined && knownBodies?.has(body.fingerprint) !== true) bodies.set(body.fingerprint, body);
    if (body === undefined) elsewhere.set(bodyElsewhere(row).id, bodyElsewhere(row));
  };
  for (const { kind, parts } of lists)
    for (const part of parts) for await (const rows of writing.rows(part)) for (const row of rows) note(kind, row);
  return { bodies: [...bodies.values()], elsewhere: [...elsewhere.values()] };
};
