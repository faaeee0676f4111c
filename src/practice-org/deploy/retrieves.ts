import type { MetadataState, RetrieveOutcome, RetrieveRequest } from '../metadata/types.ts';
import { writeZip } from '../zip.ts';

export interface RetrieveJob {
  readonly id: string;
  readonly request: RetrieveRequest;
  /** Folder inside the zip: `unpackaged`, or nothing for single-package retrieves. */
  readonly folder: string;
  readonly createdDate: number;
  /** The org as it was when the retrieve was asked for. */
  readonly state: MetadataState;
  /** Keys (`ApexClass:Greeter`) that are left out without a word. */
  readonly omitted: readonly string[];
  result?: RetrieveResult;
}

export interface RetrieveResult {
  readonly fileProperties: RetrieveOutcome['fileProperties'];
  readonly messages: RetrieveOutcome['messages'];
  readonly zip: Buffer;
}

/** Results that stay fetchable; older ones are forgotten, as the platform forgets them after a day. */
const KEPT = 8;

/** Adds a retrieve and forgets the oldest. */
export const remember = (jobs: RetrieveJob[], job: RetrieveJob): void => {
  jobs.push(job);
  if (jobs.length > KEPT) jobs.shift();
};

/** Zips an outcome the way the client asked for it. */
export const packed = (outcome: RetrieveOutcome, folder: string, date: Date): RetrieveResult => {
  const prefix = folder === '' ? '' : `${folder}/`;
  return {
    fileProperties: outcome.fileProperties.map((file) => ({ ...file, fileName: prefix + file.fileName })),
    messages: outcome.messages.map((message) => ({ ...message, fileName: prefix + message.fileName })),
    zip: writeZip(new Map([...outcome.entries].map(([path, bytes]) => [prefix + path, bytes])), date),
  };
};
