import { CallFailed } from '../org/failure.ts';
import type { Http } from '../org/http.ts';
import type { Measure } from '../../release/checks/declared-check.ts';
import { ProbeError } from './probe-error.ts';

export interface HttpProbe {
  readonly url: string;
  /** Milliseconds for the whole exchange. */
  readonly timeLimit: number;
}

/**
 * Sends one GET without following redirects: the status is the value, the time of the whole exchange is what it took.
 * Throws `ProbeError` when no answer came; the URL, which may hold a token, is not in it.
 */
export const probeHttp = async (http: Http, { url, timeLimit }: HttpProbe): Promise<Measure> => {
  const begun = performance.now();
  const { status } = await answerOf(http, { url, timeLimit });
  return { value: status, took: Math.round(performance.now() - begun) };
};

/** The answer to a GET; a broken connection, by its code, is a `ProbeError`. */
export const answerOf = async (http: Http, { url, timeLimit }: HttpProbe) => {
  try {
    const headers = { accept: '*/*', 'user-agent': 'sf-release' };
    return await http({ method: 'GET', url, headers, timeout: timeLimit });
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error;
    const { failure } = error;
    const why = failure.kind === 'network' ? failure.code : failure.kind;
    throw new ProbeError(`no answer from ${new URL(url).host} (${why})`, { cause: error.cause });
  }
};
