import type { Connection } from './connection.ts';
import type { Manifest } from './manifest.ts';
import type { MetadataLists } from './metadata-lists.ts';
import { OrgError } from './org-error.ts';
import type { Patience } from './patience.ts';
import { chunksOf, halvesOf } from './retrieve-chunks.ts';
import { completenessOf, type Completeness } from './retrieve-completeness.ts';
import { retrieveOnce, type RetrievedChunk } from './retrieve-job.ts';
import { joinEntries } from './retrieve-pieces.ts';

/** What a retrieve brought, all its chunks together. */
export interface Retrieved extends RetrievedChunk, Completeness {}

export interface RetrieveRequest extends Patience {
  readonly manifest: Manifest;
  /** `67.0`: how the org writes the components. Default: the org's newest. */
  readonly apiVersion?: string;
  readonly onProgress?: (progress: { readonly chunk: number; readonly chunks: number }) => void;
}

export interface Retrieves {
  /** In as many chunks as the org's limits ask for; profiles stay together with the types they speak about. */
  retrieve(request: RetrieveRequest): Promise<Retrieved>;
}

/** Milliseconds a retrieve may take when nobody says otherwise. */
const usualPatience = 30 * 60_000;

export const openRetrieves = (
  connection: Connection,
  lists: Pick<MetadataLists, 'listMetadata'>,
  newestVersion: string,
): Retrieves => ({
  retrieve: async ({ manifest, apiVersion = newestVersion, onProgress, ...given }) => {
    const patience = {
      ...given,
      deadline: given.deadline ?? new Date(connection.timing.now() + usualPatience),
    };
    const asked = new Map([...manifest].filter(([, members]) => members.length > 0));
    const retrieve = (chunk: Manifest): Promise<RetrievedChunk> =>
      retrieveOnce({ connection, apiVersion, patience }, chunk);
    const chunk = joined(await inChunks(asked, retrieve, onProgress));
    const completeness = await completenessOf({ manifest: asked, chunk }, lists, patience);
    return { ...chunk, ...completeness };
  },
});

const inChunks = async (
  manifest: Manifest,
  retrieve: (chunk: Manifest) => Promise<RetrievedChunk>,
  onProgress: RetrieveRequest['onProgress'],
): Promise<readonly RetrievedChunk[]> => {
  const waiting = manifest.size === 0 ? [] : [...chunksOf(manifest)];
  const done: RetrievedChunk[] = [];
  for (let chunk = waiting.shift(); chunk; chunk = waiting.shift()) {
    const brought = await retrieve(chunk).catch(tooMuch);
    if (brought === 'tooMuch') waiting.unshift(...(halvesOf(chunk) ?? cannotHalve(chunk)));
    else done.push(brought);
    onProgress?.({ chunk: done.length, chunks: done.length + waiting.length });
  }
  return done;
};

/** More files than the org hands over at once: our guess of the number was too low. */
const tooMuch = (error: unknown): 'tooMuch' => {
  if (error instanceof OrgError && error.code === 'LIMIT_EXCEEDED') return 'tooMuch';
  throw error;
};

const cannotHalve = (chunk: Manifest): never => {
  const what = [...chunk].map(([type, [member = '']]) => `${type}:${member}`).join(', ');
  throw new OrgError('refusedByOrg', `The org cannot hand over ${what} in one piece.`, { code: 'LIMIT_EXCEEDED' });
};

const joined = (chunks: readonly RetrievedChunk[]): RetrievedChunk => {
  const files = new Map(
    chunks.flatMap((chunk) => chunk.files.map((file) => [`${file.type}:${file.fullName}:${file.fileName}`, file])),
  );
  return {
    entries: joinEntries(chunks.map(({ entries }) => entries)),
    files: [...files.values()],
    messages: chunks.flatMap(({ messages }) => messages),
  };
};
