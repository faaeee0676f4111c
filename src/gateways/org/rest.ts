import { z } from 'zod';
import type { Call } from './connection.ts';
import { CallFailed } from './failure.ts';
import type { HttpAnswer, HttpRequest, TimeLimit } from './http.ts';

/**
 * For one exchange: a small question, one whose body or answer can be tens of megabytes, or one that can be gigabytes and
 * has no end of its own.
 */
export const callTimeout = { small: 60_000, large: 10 * 60_000, endless: { silence: 10 * 60_000 } } as const;

export interface RestRequest {
  readonly method?: HttpRequest['method'];
  /** Below the instance: `/services/data/v67.0/limits`. */
  readonly path: string;
  readonly body?: { readonly type: string; readonly content: NonNullable<HttpRequest['body']> };
  readonly timeout?: TimeLimit;
}

/** Reads JSON. Throws anything when the answer is not of the shape expected. */
type Reader<T> = (json: unknown, answer: HttpAnswer) => T;

export const restCall = <T>({ method = 'GET', path, body, timeout }: RestRequest, read: Reader<T>): Call<T> => ({
  request: ({ instanceUrl, token }) => ({
    method,
    url: instanceUrl + path,
    timeout: timeout ?? callTimeout.small,
    headers: {
      authorization: `Bearer ${token}`,
      accept: 'application/json',
      'user-agent': 'sf-release',
      ...(body && { 'content-type': body.type }),
    },
    ...(body && { body: body.content }),
  }),
  decode: (answer) => {
    if (answer.status === 204) return readShape(undefined, answer, read);
    const json = jsonOf(answer);
    if (answer.status >= 200 && answer.status < 300) return readShape(json, answer, read);
    throw new CallFailed(apiError(json, answer));
  },
});

export const jsonBody = (value: unknown): { type: string; content: string } => ({
  type: 'application/json',
  content: JSON.stringify(value),
});

export const headerOf = ({ headers }: HttpAnswer, name: string): string | undefined => {
  const value = headers[name];
  return typeof value === 'string' ? value : value?.[0];
};

/** Milliseconds of `Retry-After`, when it is a number of seconds. */
const retryAfter = (answer: HttpAnswer): { after?: number } => {
  const seconds = Number(headerOf(answer, 'retry-after'));
  return Number.isFinite(seconds) && seconds > 0 ? { after: seconds * 1000 } : {};
};

/** What was answered, in a few words; never its content, which can hold anything. */
export const garbled = (answer: HttpAnswer, cause?: unknown): CallFailed => {
  const type = headerOf(answer, 'content-type')?.split(';')[0] ?? 'no content type';
  const location = answer.status >= 300 && answer.status < 400 ? ', a redirect' : '';
  return new CallFailed(
    {
      kind: 'garbled',
      status: answer.status,
      detail: `HTTP ${answer.status}${location}, ${type}, ${answer.body.length} bytes`,
      ...retryAfter(answer),
    },
    cause === undefined ? undefined : { cause },
  );
};

const jsonOf = (answer: HttpAnswer): unknown => {
  // The OAuth endpoints word an expired session this way, as text.
  if (answer.body.length < 100 && answer.body.toString() === 'Bad_OAuth_Token')
    throw new CallFailed({ kind: 'session', message: 'Bad_OAuth_Token' });
  if (headerOf(answer, 'content-type')?.startsWith('application/json') !== true) throw garbled(answer);
  try {
    return JSON.parse(answer.body.toString()) as unknown;
  } catch (error) {
    throw garbled(answer, error);
  }
};

const readShape = <T>(json: unknown, answer: HttpAnswer, read: Reader<T>): T => {
  try {
    return read(json, answer);
  } catch (error) {
    throw error instanceof CallFailed ? error : garbled(answer, error);
  }
};

const oneError = z.object({
  errorCode: z.string().optional(),
  message: z.string().optional(),
  // The OAuth endpoints have words of their own.
  error: z.string().optional(),
  error_description: z.string().optional(),
});

const apiError = (json: unknown, answer: HttpAnswer): CallFailed['failure'] => {
  const found = z.union([z.tuple([oneError], z.unknown()).transform(([first]) => first), oneError]).safeParse(json);
  const { errorCode, message, error, error_description: description } = found.data ?? {};
  const code = errorCode ?? error ?? `HTTP_${answer.status}`;
  const words = message ?? description ?? code;
  if (answer.status === 401 || code === 'INVALID_SESSION_ID') return { kind: 'session', message: words };
  return { kind: 'api', code, message: words, status: answer.status, ...retryAfter(answer) };
};
