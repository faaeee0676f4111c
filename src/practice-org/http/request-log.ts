import { appendFileSync } from 'node:fs';

/** One request and its answer, as a line of the log. Tokens and zips are left out of the bodies. */
export interface LoggedRequest {
  /** ISO 8601, the org's clock. */
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly query?: string;
  readonly operation: string;
  readonly status: number;
  readonly milliseconds: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
  readonly fault?: string;
  readonly requestBody?: string;
  readonly responseBody?: string;
}

/** Where requests are remembered: the last ones in memory, all of them as JSON lines in a file when one is given. */
export interface RequestLog {
  readonly entries: readonly LoggedRequest[];
  add(entry: LoggedRequest): void;
  clear(): void;
}

const KEPT = 5_000;
const BODY_LIMIT = 16_384;

const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/(<(?:\w+:)?sessionId>)[^<]*/g, '$1…'],
  [/(<(?:\w+:)?(?:ZipFile|zipFile)>)[^<]{64,}/g, '$1…'],
  [/(00D\w{12,15})![.\w]+/g, '$1!…'],
  [/("(?:access_token|refresh_token|accessToken)"\s*:\s*")[^"]*/g, '$1…'],
  [/\b(assertion|refresh_token|token|password|client_secret)=[^&\s]*/g, '$1=…'],
];

/** The beginning of a body. A copy: a slice of a string would keep the whole of it alive as long as the log. */
const headOf = (body: string | Buffer): string =>
  typeof body === 'string'
    ? Buffer.from(body.slice(0, 4 * BODY_LIMIT)).toString('utf8')
    : body.toString('utf8', 0, 4 * BODY_LIMIT);

/** A body as the log keeps it: text, without secrets, not longer than 16 KB. */
export const loggedBody = (body: string | Buffer, contentType: string | undefined): string => {
  if (/zip|octet-stream|multipart/.test(contentType ?? '')) return `(${body.length} bytes of ${contentType})`;
  const clean = SECRETS.reduce((text, [secret, replacement]) => text.replace(secret, replacement), headOf(body));
  return clean.length > BODY_LIMIT || body.length > 4 * BODY_LIMIT ? `${clean.slice(0, BODY_LIMIT)}…` : clean;
};

export const requestLog = (file?: string): RequestLog => {
  const entries: LoggedRequest[] = [];
  return {
    entries,
    add(entry) {
      entries.push(entry);
      if (entries.length > KEPT) entries.splice(0, entries.length - KEPT);
      if (file !== undefined) appendFileSync(file, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
    },
    clear() {
      entries.length = 0;
    },
  };
};
