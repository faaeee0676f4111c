import { Readable } from 'node:stream';
import { Agent, EnvHttpProxyAgent, request as send, type Dispatcher } from 'undici';
import { CallFailed, type Failure } from './failure.ts';

/** A body that is not held: its length is said beforehand. */
export interface StreamedBody {
  readonly length: number;
  readonly bytes: () => AsyncIterable<Uint8Array>;
}

/**
 * Milliseconds for the whole exchange, the body of the answer included; or only for a silence in one that takes as long
 * as its bytes do.
 */
export type TimeLimit = number | { readonly silence: number };

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | StreamedBody;
  readonly timeout: TimeLimit;
  /**
   * Takes the body of a good answer (200) as it comes, instead of all of it at once; the answer's own body is empty
   * then. Called once for every try. What it throws itself goes through to the caller untouched.
   */
  readonly into?: (body: AsyncIterable<Uint8Array>, headers: HttpAnswer['headers']) => Promise<void>;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** All of it: a body that was cut is a failure. */
  readonly body: Buffer;
}

/** Sends one request once. Whatever goes wrong, before, during or in the middle of the body, is a `CallFailed`. */
export type Http = (request: HttpRequest, signal?: AbortSignal) => Promise<HttpAnswer>;

/** The proxy as Salesforce's own libraries choose it. */
const proxyOf = (environment: NodeJS.ProcessEnv): string | undefined =>
  environment['https_proxy'] ?? environment['http_proxy'] ?? environment['HTTPS_PROXY'] ?? environment['HTTP_PROXY'];

/** Host and port: the rest of a proxy's URL may be a password. */
const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : 'that is configured');

const neverSent: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
  'ERR_INVALID_URL',
]);

const codeOf = (error: unknown): string => {
  const { code, name, cause } = error as { code?: unknown; name?: unknown; cause?: unknown };
  if (name === 'TimeoutError') return 'ETIMEDOUT';
  if (typeof code === 'string') return code;
  if (cause !== undefined && cause !== null) return codeOf(cause);
  return typeof name === 'string' ? name : 'unknown';
};

/**
 * @param environment is asked for the proxy and for `no_proxy`, which the libraries ignore and we honour.
 * @param longest caps the time of every exchange, in milliseconds.
 */
export const openHttp = (environment: NodeJS.ProcessEnv, longest = Infinity): Http => {
  const proxy = proxyOf(environment);
  const patience = { headersTimeout: 0, bodyTimeout: 0, allowH2: false } as const;
  const noProxy = environment['no_proxy'] ?? environment['NO_PROXY'];
  const dispatcher: Dispatcher =
    proxy === undefined
      ? new Agent(patience)
      : new EnvHttpProxyAgent({
          ...patience,
          httpProxy: proxy,
          httpsProxy: proxy,
          ...(noProxy !== undefined && { noProxy }),
        });
  return async ({ method, url, headers, body, timeout, into }, signal) => {
    const { limits, silences } = limitsOf(timeout, longest);
    const failed = (error: unknown): CallFailed =>
      new CallFailed(failureOf(error, { interrupted: signal?.aborted === true, proxy }), { cause: error });
    try {
      const answer = await send(url, {
        method,
        dispatcher,
        ...bodyOf(headers, body),
        ...silences,
        signal: AbortSignal.any([...limits, ...(signal === undefined ? [] : [signal])]),
      });
      const { statusCode: status, headers: given } = answer;
      if (into === undefined || status !== 200)
        return { status, headers: given, body: Buffer.from(await answer.body.arrayBuffer()) };
      await into(received(answer.body, failed), given).catch((error: unknown) => {
        throw new OwnError(error);
      });
      return { status, headers: given, body: Buffer.alloc(0) };
    } catch (error) {
      if (error instanceof OwnError) throw error.cause;
      throw failed(error);
    }
  };
};

const limitsOf = (timeout: TimeLimit, longest: number) => {
  if (typeof timeout === 'number') return { limits: [AbortSignal.timeout(Math.min(timeout, longest))], silences: {} };
  const silence = Math.min(timeout.silence, longest);
  return { limits: [], silences: { headersTimeout: silence, bodyTimeout: silence } };
};

const bodyOf = (headers: HttpRequest['headers'], body: HttpRequest['body']) => {
  if (body === undefined) return { headers };
  if (typeof body === 'string' || Buffer.isBuffer(body)) return { headers, body };
  const bytes = Readable.from(body.bytes(), { objectMode: false });
  return { headers: { ...headers, 'content-length': String(body.length) }, body: bytes };
};

/** What the taker of a body threw: a full disk is not a broken network. */
class OwnError extends Error {
  public constructor(cause: unknown) {
    super('the body was not taken', { cause });
  }
}

/** The body piece by piece; a connection that breaks in the middle is a failed call. */
async function* received(
  body: AsyncIterable<Uint8Array>,
  failed: (error: unknown) => CallFailed,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw failed(error);
  }
}

const failureOf = (error: unknown, seen: { interrupted: boolean; proxy: string | undefined }): Failure => {
  if (seen.interrupted) return { kind: 'interrupted' };
  const code = codeOf(error);
  return {
    kind: 'network',
    code,
    sent: neverSent.has(code) ? 'no' : 'maybe',
    ...(seen.proxy !== undefined && { via: hostOf(seen.proxy) }),
  };
};
