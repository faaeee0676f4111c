import type { UnreadableBody } from '../manifest.ts';
import type { CsvRow } from '../restore-rules.ts';

const elsewhere = 'NOT_IN_SALESFORCE';

/** What is said of a listed version that has no body to be read. */
export const bodyElsewhere = (row: CsvRow): UnreadableBody => {
  const { ContentDocumentId: document = '', 'ContentDocument.LatestPublishedVersionId': version = '' } = row;
  return version === ''
    ? { object: 'ContentDocument', id: document, code: 'NO_VERSION' }
    : { object: 'ContentVersion', id: version, code: elsewhere };
};

/** Bodies that the org holds and did not give: what another system holds is no failure. */
export const failedBodies = (unreadable: readonly UnreadableBody[] = []): readonly UnreadableBody[] =>
  unreadable.filter(({ code }) => code !== elsewhere);
