import { Busboy } from '@fastify/busboy';
import { buffer } from 'node:stream/consumers';
import type { OrgRequest } from './route.ts';

/** The parts of a multipart body by name: files and fields alike, as bytes. */
export type Parts = ReadonlyMap<string, Buffer>;

/** Undefined when the body is not multipart or stops before its end. */
export const multipartOf = async ({ headers, body }: OrgRequest): Promise<Parts | undefined> => {
  const contentType = headers['content-type'];
  if (contentType === undefined || !/boundary=/i.test(contentType)) return undefined;
  const parts = new Map<string, Promise<Buffer>>();
  try {
    await new Promise<void>((resolve, reject) => {
      const form = new Busboy({ headers: { ...headers, 'content-type': contentType } });
      form.on('file', (name, stream) => {
        const bytes = buffer(stream);
        bytes.catch(reject);
        parts.set(name, bytes);
      });
      form.on('field', (name, value) => parts.set(name, Promise.resolve(Buffer.from(value))));
      form.on('error', reject);
      form.on('finish', resolve);
      form.end(body);
    });
    return new Map(await Promise.all([...parts].map(async ([name, bytes]) => [name, await bytes] as const)));
  } catch {
    return undefined; // cut short, or its boundary never comes
  }
};
