import type { IncomingMessage } from 'node:http';

/** Bigger than any request Salesforce takes: 50 MB of SOAP, 150 MB of bulk CSV. */
const BODY_LIMIT = 160 * 1024 * 1024;

/** The body, or undefined when it is longer than the org reads. */
export const readBody = async (incoming: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= BODY_LIMIT) chunks.push(chunk);
    else chunks.length = 0; // read to the end so that the client gets the answer, keep nothing
  }
  return length <= BODY_LIMIT ? Buffer.concat(chunks, length) : undefined;
};
