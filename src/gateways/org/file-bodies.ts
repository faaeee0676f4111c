import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Call, Connection, SubmitOutcome } from './connection.ts';
import { CallFailed } from './failure.ts';
import type { Patience } from './patience.ts';
import { callTimeout, restCall } from './rest.ts';
import type { TakePage } from './bulk-query.ts';

/** The fields that hold bodies (Object Reference; documented). */
const fields = { Attachment: 'Body', ContentVersion: 'VersionData' } as const;

/** What has a body. */
export type BodyObject = keyof typeof fields;

/** A record that is to be made with its body. */
export interface NewFile {
  readonly object: BodyObject;
  readonly fields: Readonly<Record<string, string | boolean>>;
  /** Bytes of the body. */
  readonly size: number;
  /** Begins the body anew, for every sending. */
  readonly body: () => AsyncIterable<Uint8Array>;
}

export interface FileBodies {
  /**
   * Hands over the body of an attachment or of a version, as it comes; one call of the daily limit for each. Throws
   * `OrgError` (`NOT_FOUND`, `ENTITY_IS_DELETED` for a record that is gone), and what `take` throws.
   */
  readBody(
    of: { readonly object: BodyObject; readonly id: string },
    take: TakePage,
    patience?: Patience,
  ): Promise<void>;
  /**
   * Makes an attachment or a version of up to 500 MB and 2 GB (REST API guide, "Insert or Update Blob Data";
   * documented). Sent once: when the answer is lost, look whether the record is there. Throws `Refused` (`orgMismatch`),
   * and what the body throws.
   */
  createFile(file: NewFile, expectedOrgId: string): Promise<SubmitOutcome<string>>;
}

interface FileOrg {
  readonly apiVersion: string;
  readonly expectOrg: (orgId: string) => Promise<unknown>;
}

export const openFileBodies = (connection: Connection, org: FileOrg): FileBodies => {
  const base = `/services/data/v${org.apiVersion}/sobjects`;
  return {
    readBody: async ({ object, id }, take, patience) => {
      const status = await connection.read(bodyCall(`${base}/${object}/${id}/${fields[object]}`, take), patience);
      if (status === noContent) await take(nothing());
    },
    createFile: async (file, expectedOrgId) => {
      await org.expectOrg(expectedOrgId);
      const heard = hearing(file);
      const outcome = await connection.submit(createCall(`${base}/${file.object}`, heard.file));
      if (heard.broken !== undefined) throw heard.broken.error;
      return outcome;
    },
  };
};

/** A body that breaks off by itself is not a broken network. */
const hearing = (file: NewFile) => {
  const heard: { file: NewFile; broken?: { readonly error: unknown } } = {
    file: {
      ...file,
      body: async function* () {
        try {
          yield* file.body();
        } catch (error) {
          heard.broken = { error };
          throw error;
        }
      },
    },
  };
  return heard;
};

/** How the org answers where there are no bytes. */
const noContent = 204;

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** Gives the status of the good answer. */
const bodyCall = (path: string, take: TakePage): Call<number> => {
  const { request, decode } = restCall<number>({ path, timeout: callTimeout.endless }, () => {
    throw new CallFailed({ kind: 'garbled', status: 200, detail: 'JSON in place of a body' });
  });
  return {
    request: (session) => {
      const asked = request(session);
      return { ...asked, headers: { ...asked.headers, accept: '*/*' }, into: take };
    },
    decode: (answer) => {
      const { status } = answer;
      return status === 200 || status === noContent ? status : decode(answer);
    },
  };
};

const created = z.object({ id: z.string().min(15) });

const createCall = (path: string, file: NewFile): Call<string> => {
  const boundary = `sf-release-${randomUUID()}`;
  const [head, tail] = frameOf(file, boundary);
  return restCall(
    {
      ...{ method: 'POST', path, timeout: callTimeout.endless },
      body: {
        type: `multipart/form-data; boundary=${boundary}`,
        content: {
          length: head.length + file.size + tail.length,
          bytes: async function* () {
            yield head;
            yield* file.body();
            yield tail;
          },
        },
      },
    },
    (json) => created.parse(json).id,
  );
};

/**
 * What stands before and after the body in a message of two parts. Names are constants, and whatever people typed is
 * inside the JSON, so nothing has to be escaped.
 */
const frameOf = ({ object, fields: values }: NewFile, boundary: string): readonly [Buffer, Buffer] => {
  const part = (disposition: string, type: string): string =>
    `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\nContent-Type: ${type}\r\n\r\n`;
  const json = `${part('name="entity"', 'application/json')}${JSON.stringify(values)}\r\n`;
  const body = part(`name="${fields[object]}"; filename="body"`, 'application/octet-stream');
  return [Buffer.from(json + body), Buffer.from(`\r\n--${boundary}--\r\n`)];
};
