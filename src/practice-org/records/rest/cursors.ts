import { canonicalId, to18 } from '../../identity/ids.ts';
import type { QueryResult } from '../soql/execute.ts';

/** A query answer that is fetched page by page. */
export interface Cursor {
  readonly result: QueryResult;
  readonly batchSize: number;
}

/** Open query locators of an org: the oldest is closed when there are too many. */
export interface Cursors {
  open(cursor: Cursor): string;
  find(id: string): Cursor | undefined;
  clear(): void;
}

/** A user may have 10 cursors open (SOAP API guide, "queryMore"; documented). */
const MAX_OPEN = 10;

/** Query locators with ids of their own, `01g…`. */
export const openCursors = (pod: string): Cursors => {
  const cursors = new Map<string, Cursor>();
  let made = 0;
  return {
    open(cursor) {
      const id = to18(`01g${pod}${String(++made).padStart(6, '0')}`);
      cursors.set(id, cursor);
      const [oldest] = cursors.keys();
      if (cursors.size > MAX_OPEN && oldest !== undefined) cursors.delete(oldest);
      return id;
    },
    find: (id) => cursors.get(canonicalId(id) ?? ''),
    clear() {
      cursors.clear();
    },
  };
};
