import { type IdSequence, idSequence } from '../../identity/ids.ts';

/** Ids of bulk jobs, `750…`, one sequence for ingest and query. */
export interface JobIds {
  next(): string;
}

export const jobIds = (pod: string): JobIds => {
  const sequence: IdSequence = idSequence(pod);
  return { next: () => sequence.next('750') };
};
