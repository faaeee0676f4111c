import { retrieve } from '../metadata/retrieve/retrieve.ts';
import type { MetadataState, RetrieveOutcome } from '../metadata/types.ts';
import type { Org } from '../org.ts';
import { writeZip } from '../zip.ts';
import type { RetrieveCall, RetrieveJob, RetrieveResult } from './retrieve-job.ts';

/** Results that stay fetchable; older ones are forgotten, as the platform forgets them after a day. */
const KEPT = 8;

/** Queues a retrieve. It sees the org as it is now, whatever happens before its result is fetched. */
export const startRetrieve = (org: Org, call: RetrieveCall): RetrieveJob => {
  const job: RetrieveJob = {
    ...call,
    id: org.ids.next('09S'),
    endsAt: org.now() + org.deploys.timing.retrieve,
    state: org.metadata,
    omitted: org.mishaps.omitted,
  };
  org.mishaps.omitted = [];
  org.retrieves.push(job);
  if (org.retrieves.length > KEPT) org.retrieves.shift();
  return job;
};

/** The org without the components that a mishap hides. */
const without = (state: MetadataState, keys: readonly string[]): MetadataState => ({
  ...state,
  components: new Map([...state.components].filter(([key]) => !keys.includes(key))),
});

/** What the retrieve finds; of what a mishap hides nothing is said. */
const found = ({ state, request, omitted }: RetrieveJob): RetrieveOutcome => {
  if (omitted.length === 0) return retrieve(state, request);
  const outcome = retrieve(without(state, omitted), request);
  const names = omitted.map((key) => `'${key.slice(key.indexOf(':') + 1)}'`);
  const messages = outcome.messages.filter(({ problem }) => !names.some((name) => problem.includes(name)));
  return { ...outcome, messages };
};

const inFolder = (folder: string, path: string): string => (folder === '' ? path : `${folder}/${path}`);

/** Installed packages are opaque here: their folder holds a manifest and nothing else. */
const packageManifest = (name: string, version: string): Buffer =>
  Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Package xmlns="http://soap.sforce.com/2006/04/metadata">\n    <fullName>${name}</fullName>\n    <version>${version}</version>\n</Package>\n`,
  );

const filesOf = (job: RetrieveJob, outcome: RetrieveOutcome, folder: string): Map<string, Buffer> => {
  const files = new Map<string, Buffer>();
  if (asksForComponents(job)) for (const [path, bytes] of outcome.entries) files.set(inFolder(folder, path), bytes);
  for (const name of job.packageNames) files.set(`${name}/package.xml`, packageManifest(name, job.request.apiVersion));
  return files;
};

const asksForComponents = ({ request }: RetrieveCall): boolean => request.types.length > 0;

/** "No package named … found", "No packages or unpackaged specified": seen in public reports. */
const refusal = (job: RetrieveJob): RetrieveResult | undefined => {
  const code = 'INVALID_CROSS_REFERENCE_KEY';
  if (!asksForComponents(job) && job.packageNames.length === 0)
    return { code, message: `${code}: No packages or unpackaged specified` };
  const missing = job.packageNames.find((name) => !job.state.packages.some((installed) => installed.name === name));
  return missing === undefined ? undefined : { code, message: `${code}: No package named '${missing}' found` };
};

const tooMuch = (files: ReadonlyMap<string, Buffer>, limit: number): RetrieveResult | undefined =>
  files.size > limit
    ? {
        code: 'LIMIT_EXCEEDED',
        message: `LIMIT_EXCEEDED: Too many files in retrieve call, limit is: ${limit}`,
      }
    : undefined;

const made = (org: Org, job: RetrieveJob): RetrieveResult => {
  const refused = refusal(job);
  if (refused) return refused;
  const outcome = found(job);
  const folder = job.singlePackage ? '' : 'unpackaged';
  const files = filesOf(job, outcome, folder);
  const excess = tooMuch(files, org.limits.files);
  if (excess) return excess;
  return {
    fileProperties: outcome.fileProperties.map((file) => ({ ...file, fileName: inFolder(folder, file.fileName) })),
    messages: outcome.messages.map((message) => ({ ...message, fileName: inFolder(folder, message.fileName) })),
    zip: writeZip(files, org.clock.now()),
  };
};

/** The retrieve's result, made when it is first asked for; undefined while it runs. */
export const retrieveResult = (org: Org, job: RetrieveJob): RetrieveResult | undefined =>
  org.now() < job.endsAt ? undefined : (job.result ??= made(org, job));
