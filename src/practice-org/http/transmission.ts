import type { ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import type { Fault } from '../faults/fault.ts';
import type { OrgResponse } from './route.ts';

const PIECES = 20;

/** Does not keep the process of a closed org alive. */
const wait = (seconds: number): Promise<void> => setTimeout(seconds * 1000, undefined, { ref: false });

const wholeBody = async ({ body }: OrgResponse): Promise<Buffer> =>
  typeof body === 'string' ? Buffer.from(body) : Buffer.isBuffer(body) ? body : buffer(body);

const drip = async (outgoing: ServerResponse, body: Buffer, seconds: number): Promise<void> => {
  const size = Math.max(1, Math.ceil(body.length / PIECES));
  for (let start = 0; start < body.length && !outgoing.destroyed; start += size) {
    outgoing.write(body.subarray(start, start + size));
    await wait(seconds / PIECES);
  }
  outgoing.end();
};

/** Resets the connection, as a network that failed does: no farewell. */
export const resetConnection = (outgoing: ServerResponse): void => {
  outgoing.socket?.resetAndDestroy();
};

/** Sends an answer, or as much of it as the fault lets through. Gives the number of bytes of the whole answer. */
export const transmit = async (
  outgoing: ServerResponse,
  response: OrgResponse,
  options: { readonly headOnly: boolean; readonly fault?: Fault | undefined },
): Promise<number> => {
  const body = await wholeBody(response);
  const { fault } = options;
  if (fault?.kind === 'hang') await wait(fault.seconds);
  if (fault?.kind === 'answerLost') {
    resetConnection(outgoing);
    return body.length;
  }
  outgoing.writeHead(response.status, { ...response.headers, 'content-length': body.length });
  if (options.headOnly) outgoing.end();
  else if (fault?.kind === 'bodyCut')
    outgoing.write(body.subarray(0, Math.ceil(body.length / 2)), () => {
      resetConnection(outgoing);
    });
  else if (fault?.kind === 'slowDrip') await drip(outgoing, body, fault.seconds);
  else outgoing.end(body);
  return body.length;
};
