import { z } from 'zod';
import type { Call, Connection } from './connection.ts';
import { OrgError } from './org-error.ts';
import type { Patience } from './patience.ts';
import { restCall } from './rest.ts';
import { pollInterval } from './retry.ts';

/** How a Bulk API 2.0 job ended, or that it has not (Bulk API 2.0 guide, "Get Information About a Job"; documented). */
export interface BulkJobState {
  readonly state: string;
  readonly processed: number;
  /** Absent where the org does not say, as of a query. */
  readonly failed?: number;
  readonly message?: string;
}

const jobState = z
  .object({
    id: z.string(),
    state: z.string(),
    numberRecordsProcessed: z.number().default(0),
    numberRecordsFailed: z.number().optional(),
    errorMessage: z.string().nullish(),
  })
  .transform(({ id, state, numberRecordsProcessed, numberRecordsFailed, errorMessage }) => ({
    id,
    state,
    processed: numberRecordsProcessed,
    ...(numberRecordsFailed === undefined ? {} : { failed: numberRecordsFailed }),
    ...(errorMessage ? { message: errorMessage } : {}),
  }));

/** An ingest job that is still `Open` was never started: nobody works on it. */
const ended: ReadonlySet<string> = new Set(['JobComplete', 'Failed', 'Aborted', 'Open']);

/** The state of a job at `path`; throws when the answer is about another job. */
export const jobStateCall = (path: string, id: string): Call<BulkJobState> =>
  restCall({ path }, (json) => {
    const { id: given, ...state } = jobState.parse(json);
    if (given.slice(0, 15) !== id.slice(0, 15)) throw new Error('an answer about another job');
    return state;
  });

/** Hours a job may take when nobody says otherwise. */
const usualHours = 6;

/** Looks until the job has ended, ever more seldom. Throws `OrgError` (`deadlinePassed`, `interrupted`). */
export const awaitJob = async (
  connection: Connection,
  { path, id }: { readonly path: string; readonly id: string },
  patience: Patience = {},
): Promise<BulkJobState> => {
  const { timing } = connection;
  const begun = timing.now();
  const deadline = patience.deadline ?? new Date(begun + usualHours * 3_600_000);
  for (;;) {
    const state = await connection.read(jobStateCall(path, id), { ...patience, deadline });
    if (ended.has(state.state)) return state;
    if (patience.signal?.aborted) throw new OrgError('interrupted', `The wait for the bulk job ${id} was interrupted.`);
    if (timing.now() >= deadline.getTime())
      throw new OrgError('deadlinePassed', `The bulk job ${id} was still ${state.state} when the time was over.`);
    await timing.sleep(pollInterval(timing.now() - begun), patience.signal);
  }
};
