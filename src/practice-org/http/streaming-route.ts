import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { json, restError, type Route } from './route.ts';

const message = z.looseObject({ channel: z.string(), id: z.string().optional(), subscription: z.string().optional() });

type Message = z.infer<typeof message>;

const body = z.union([message.transform((one) => [one]), z.array(message)]);

/** How long a client that connects is held: nothing ever happens on the channels. */
const HELD_MS = 2_000;

const reply = ({ channel, id, subscription }: Message): unknown => ({
  channel,
  successful: true,
  ...(id !== undefined && { id }),
  ...(subscription !== undefined && { subscription }),
  ...(channel === '/meta/handshake' && {
    version: '1.0',
    minimumVersion: '1.0',
    supportedConnectionTypes: ['long-polling'],
    clientId: randomBytes(16).toString('hex'),
  }),
});

const messagesOf = (text: string): readonly Message[] | undefined => {
  try {
    return body.parse(JSON.parse(text));
  } catch {
    return undefined; // answered as a bad request
  }
};

/**
 * Streaming API: a client may shake hands and subscribe, but is never told anything. Clients that wait for a test run
 * poll for it beside that, so they end all the same.
 */
export const streamingRoute: Route = {
  method: 'POST',
  pattern: /^\/cometd\/[\d.]+(?:\/\w*)?$/,
  operation: 'streaming',
  handle: async (request) => {
    const messages = messagesOf(request.body.toString('utf8'));
    if (!messages) return restError(400, 'JSON_PARSER_ERROR', 'The body is no Bayeux message');
    if (messages.some(({ channel }) => channel === '/meta/connect')) await wait(HELD_MS, undefined, { ref: false });
    return json(messages.map(reply));
  },
};
