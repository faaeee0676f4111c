import type { Draft } from '../../../gateways/data/drafts.ts';
import { bodyIn, type FileBody } from '../../../release/data/files/file-rows.ts';
import type { FileList, RecordList } from '../../../release/data/manifest.ts';
import type { Saving } from '../save.ts';
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
  const files = { lists, ...(records.length === 0 ? {} : { records }), packs, overtaken: 0 };
  const draft = { ...begun, body: { ...begun.body, files } };
  await saving.writing.record(draft);
  const wanted = await bodiesToFetch(saving, draft.body.orgId, lists);
  await requireRequests(saving.org, wanted.length);
  return fetchBodies(saving, draft, wanted);
};

/** One of each: a version can hang on several records. */
const bodiesToFetch = async (
  { writing, knownBodies }: Saving,
  orgId: string,
  lists: readonly FileList[],
): Promise<readonly FileBody[]> => {
  const wanted = new Map<string, FileBody>();
  for (const { kind, parts } of lists)
    for (const part of parts)
      for await (const rows of writing.rows(part))
        for (const row of rows) {
          const body = bodyIn(orgId, kind, row);
          if (body !== undefined && knownBodies?.has(body.fingerprint) !== true) wanted.set(body.fingerprint, body);
        }
  return [...wanted.values()];
};
