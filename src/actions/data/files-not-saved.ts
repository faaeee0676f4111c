import type { Org } from '../../gateways/org/org.ts';
import type { Patience } from '../../gateways/org/patience.ts';
import type { FilesNotSaved } from '../../release/data/data-outcome.ts';
import type { SavedObject } from '../../release/data/manifest.ts';
import { savedRecords } from '../../release/data/save-query.ts';
import { answered } from '../checks/answered.ts';

/**
 * How many files hang on the records that a backup holds: Bulk API reads none of them. Asked by a semi-join, because the
 * org gives links of files only for named records (object reference, ContentDocumentLink; documented; that a semi-join
 * names them is seen in public code).
 */
export const filesNotSaved = async (
  org: Org,
  objects: readonly SavedObject[],
  patience: Patience,
): Promise<readonly FilesNotSaved[]> => {
  const counted = async (from: string): Promise<number | 'unknown'> => {
    const answer = await answered(() => org.count(`SELECT COUNT() FROM ${from}`, patience));
    // It decides nothing, so what the org does not say is unknown: some objects and conditions take no semi-join.
    return 'known' in answer ? answer.known : 'unknown';
  };
  const found: FilesNotSaved[] = [];
  for (const saved of objects) {
    const { object } = saved;
    const records = `(SELECT Id FROM ${savedRecords(saved)})`;
    const files = await counted(`ContentDocumentLink WHERE LinkedEntityId IN ${records}`);
    const attachments = await counted(`Attachment WHERE ParentId IN ${records}`);
    if (files !== 0 || attachments !== 0) found.push({ object, files, attachments });
  }
  return found;
};
