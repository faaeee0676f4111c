import { z } from 'zod';
import { UnsafeZip, readZip } from '../zip/zip-reader.ts';
import type { Call, Connection } from './connection.ts';
import type { Manifest } from './manifest.ts';
import { readFileProperties, type FileProperties } from './metadata-lists.ts';
import { OrgError } from './org-error.ts';
import { sameId } from './deploy-result.ts';
import type { Patience } from './patience.ts';
import { backoff, pollInterval } from './retry.ts';
import { callTimeout } from './rest.ts';
import { soapCall } from './soap.ts';
import { flag, many, text } from './wire-fields.ts';

/** What one retrieve brought. */
export interface RetrievedChunk {
  /** Metadata-format files by path (`classes/A.cls`), byte for byte; the org's `package.xml` is left out. */
  readonly entries: ReadonlyMap<string, Buffer>;
  readonly files: readonly FileProperties[];
  /** The org's remarks, as they are. */
  readonly messages: readonly { readonly fileName: string; readonly problem: string }[];
}

const status = z.object({
  id: z.string(),
  done: flag,
  success: flag,
  status: text,
  errorStatusCode: text,
  errorMessage: text,
  fileProperties: many(z.unknown().transform(readFileProperties)),
  messages: many(z.object({ fileName: text, problem: text })),
});

type Status = z.output<typeof status> & { readonly zip: Buffer | undefined };

const startCall = (apiVersion: string, manifest: Manifest): Call<string> => {
  const types = [...manifest].map(([name, members]) => ({ members: [...members], name }));
  const content = { retrieveRequest: { apiVersion, singlePackage: false, unpackaged: { types, version: apiVersion } } };
  return soapCall(
    { operation: 'retrieve', apiVersion, content, timeout: callTimeout.large },
    ({ results }) => z.object({ id: z.string().min(15) }).parse(results[0]).id,
  );
};

const statusCall = (apiVersion: string, id: string, zip: boolean): Call<Status> => {
  const content = { asyncProcessId: id, includeZip: zip };
  const timeout = zip ? callTimeout.large : callTimeout.small;
  return soapCall({ operation: 'checkRetrieveStatus', apiVersion, content, timeout }, ({ results, zipFile }) => {
    const read = status.parse(results[0]);
    if (!sameId(read.id, id)) throw new Error(`asked for retrieve ${id}, was told about ${read.id}`);
    if (zip && read.done && read.success && zipFile === undefined) throw new Error('a finished retrieve without a zip');
    return { ...read, zip: zipFile };
  });
};

/** How often one retrieve is asked for anew, when its zip was lost or the org stumbled. */
const beginnings = 8;

interface Asking {
  readonly connection: Connection;
  readonly apiVersion: string;
  readonly patience: Patience & { readonly deadline: Date };
}

/**
 * Retrieves one manifest. The org gives a zip away once and then deletes it (meta_checkretrievestatus.htm; documented):
 * when that answer is lost or arrives damaged, the whole retrieve is asked for again, as it changes nothing.
 */
export const retrieveOnce = async (asking: Asking, manifest: Manifest): Promise<RetrievedChunk> => {
  const { timing } = asking.connection;
  for (let begun = 1; ; begun += 1) {
    try {
      return await retrieveNow(asking, manifest);
    } catch (error) {
      const outOfTime = timing.now() >= asking.patience.deadline.getTime();
      if (!(error instanceof OrgError) || !passes(error) || begun >= beginnings || outOfTime) throw error;
    }
    await timing.sleep(backoff(begun - 1, timing.random), asking.patience.signal);
  }
};

/** Worth another retrieve: the zip did not arrive whole, or the org says so of itself. */
const passes = ({ reason, code }: OrgError): boolean =>
  reason === 'unreachable' || reason === 'garbledAnswer' || code === 'UNKNOWN_EXCEPTION';

const retrieveNow = async (
  { connection, apiVersion, patience }: Asking,
  manifest: Manifest,
): Promise<RetrievedChunk> => {
  const id = await connection.read(startCall(apiVersion, manifest), patience);
  await finished({ connection, apiVersion, patience }, id);
  // One try only: after a lost answer the org has no zip any more.
  const at = { ...patience, deadline: new Date(0) };
  const { zip, fileProperties, messages } = succeeded(await connection.read(statusCall(apiVersion, id, true), at));
  return {
    entries: await entriesOf(zip ?? Buffer.alloc(0)),
    files: fileProperties.filter(({ type }) => type !== 'Package' && type !== ''),
    messages: messages.map(({ fileName, problem }) => ({ fileName: fileName ?? '', problem: problem ?? '' })),
  };
};

const finished = async ({ connection, apiVersion, patience }: Asking, id: string): Promise<void> => {
  const { timing } = connection;
  const began = timing.now();
  for (;;) {
    const found = await connection.read(statusCall(apiVersion, id, false), patience);
    if (found.done) {
      succeeded(found);
      return;
    }
    if (timing.now() >= patience.deadline.getTime())
      throw new OrgError('deadlinePassed', 'The org has not finished the retrieve in the time given.', {
        actions: ['Run the command again with a longer --wait.'],
      });
    await timing.sleep(pollInterval(timing.now() - began), patience.signal);
    if (patience.signal?.aborted) throw new OrgError('interrupted', 'The wait for the org was interrupted.');
  }
};

const succeeded = (found: Status): Status => {
  if (found.success) return found;
  const { errorStatusCode: code = 'UNKNOWN', errorMessage = 'no reason given', messages } = found;
  const problems = messages.map(({ problem }) => problem).join('; ');
  throw new OrgError('refusedByOrg', `The org could not retrieve: ${code}: ${errorMessage} ${problems}`.trim(), {
    code,
  });
};

const entriesOf = async (zip: Buffer): Promise<ReadonlyMap<string, Buffer>> => {
  try {
    const files = await readZip(zip);
    const own = [...files].map(([name, bytes]): [string, Buffer] => [name.replace(/^unpackaged\//, ''), bytes]);
    return new Map(own.filter(([name]) => name !== 'package.xml'));
  } catch (cause) {
    if (!(cause instanceof UnsafeZip)) throw cause;
    const cut = cause.danger === 'notAZip' || cause.danger === 'damaged';
    throw new OrgError(cut ? 'garbledAnswer' : 'unsafeZip', `The zip the org sent is not taken: ${cause.message}`, {
      cause,
    });
  }
};
