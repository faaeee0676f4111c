import type { RowWrite, RowWrites } from '../automation.ts';
import type { RestorePlan, RestorePlanFiles } from '../data-outcome.ts';

/** Whether anything is to be done for files. */
export const hasFileWork = ({ files, onConflict }: RestorePlan): boolean =>
  files.some(
    (plan) => bodiesIn(plan, onConflict) + plan.attachments.undelete + plan.files.undelete + plan.files.link > 0,
  );

/** How many bodies are sent, each by one request. */
const bodiesIn = ({ attachments, files }: RestorePlanFiles, onConflict: RestorePlan['onConflict']): number =>
  attachments.insert + files.insert + (onConflict === 'overwrite' ? files.conflict : 0);

/** How many bodies a plan sends. */
export const bodiesSent = ({ files, onConflict }: RestorePlan): number =>
  files.reduce((sum, plan) => sum + bodiesIn(plan, onConflict), 0);

/** How many requests the bodies of a plan take: before each one the org is asked who it is, and an attachment is read back. */
export const fileRequests = (plan: RestorePlan): number =>
  2 * bodiesSent(plan) + plan.files.reduce((sum, { attachments }) => sum + attachments.insert, 0);

/** How many attachments and files are not as they were saved and nothing is done for. */
export const filesLeftAlone = ({ files, onConflict }: RestorePlan): number =>
  files.reduce((sum, { attachments, files: documents }) => {
    const conflicts = onConflict === 'overwrite' ? 0 : documents.conflict;
    return sum + attachments.changed + attachments.gone + documents.gone + conflicts;
  }, 0);

/** What carrying out a plan does to files, for the automation that hears of it. */
export const fileWrites = ({ files, onConflict }: RestorePlan): RowWrites => {
  const total = (count: (plan: RestorePlanFiles) => number): number =>
    files.reduce((sum, plan) => sum + count(plan), 0);
  const does: readonly (readonly [object: string, write: RowWrite, times: number])[] = [
    ['Attachment', 'insert', total(({ attachments }) => attachments.insert)],
    ['Attachment', 'undelete', total(({ attachments }) => attachments.undelete)],
    ['ContentDocument', 'undelete', total((plan) => plan.files.undelete)],
    ['ContentVersion', 'insert', total((plan) => bodiesIn(plan, onConflict) - plan.attachments.insert)],
    ['ContentDocumentLink', 'insert', total((plan) => plan.files.link + plan.files.insert)],
  ];
  const byObject = Map.groupBy(
    does.filter(([, , times]) => times > 0),
    ([object]) => object,
  );
  return new Map([...byObject].map(([object, writes]) => [object, new Set(writes.map(([, write]) => write))]));
};
