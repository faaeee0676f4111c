import { call, start } from '../../client.ts';
import type { PracticeOrg } from '../../../../src/practice-org/index.ts';

/** An answer with its JSON, if it is JSON. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Parsed JSON, undefined when the answer is none; `at` and `pluck` look into it. */
  readonly body: unknown;
}

type Step = string | number;

/** What a path leads to in JSON; undefined where there is nothing. */
export const at = (value: unknown, ...path: readonly Step[]): unknown =>
  path.reduce<unknown>((inside, step) => (inside as Record<Step, unknown> | null | undefined)?.[step], value);

/** The same as text: an id, a code, a URL. */
export const textAt = (value: unknown, ...path: readonly Step[]): string => {
  const found = at(value, ...path);
  if (typeof found !== 'string') throw new Error(`${path.join('.')} is no text in ${JSON.stringify(value)}`);
  return found;
};

/** What a path leads to in each member of a list. */
export const pluck = (list: unknown, ...path: readonly Step[]): readonly unknown[] =>
  (Array.isArray(list) ? (list as readonly unknown[]) : []).map((member) => at(member, ...path));

const reply = (status: number, headers: Headers, text: string): Reply => {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    body = undefined;
  }
  return { status, headers, text, body };
};

/** A running org and its REST API, paths below `/services/data/v67.0`. */
export interface RestOrg extends AsyncDisposable {
  readonly org: PracticeOrg;
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  get(path: string): Promise<Reply>;
  query(soql: string): Promise<Reply>;
}

export const restOrg = async (): Promise<RestOrg> => {
  const org = await start();
  const send: RestOrg['send'] = async (method, path, body, headers = {}) => {
    const answer = await call(org, `/services/data/v67.0${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return reply(answer.status, answer.headers, answer.text);
  };
  return {
    org,
    send,
    get: (path) => send('GET', path),
    query: (soql) => send('GET', `/query?q=${encodeURIComponent(soql)}`),
    [Symbol.asyncDispose]: () => org.close(),
  };
};
