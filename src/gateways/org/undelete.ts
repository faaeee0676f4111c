import { z } from 'zod';
import type { Connection } from './connection.ts';
import type { Patience } from './patience.ts';
import { soapCall } from './soap.ts';
import { flag, many, text } from './wire-fields.ts';

const result = z.object({ id: text, success: flag, errors: many(z.object({ statusCode: z.string() })) });

/** What became of one row; `code` is the org's own word for why not. */
export interface Undeleted {
  readonly id: string;
  readonly isBack: boolean;
  readonly code?: string;
}

export interface Undeletes {
  /**
   * Brings rows back from the Recycle Bin under their ids, with what was deleted along with them. Sent again when the
   * answer is lost: a row that is back already then says that it is not in the bin, so look at the row, not at the
   * word. Throws `OrgError`, or `Refused` (`orgMismatch`).
   */
  undelete(ids: readonly string[], expectedOrgId: string, patience?: Patience): Promise<readonly Undeleted[]>;
}

/** Ids in one call (SOAP API guide, "undelete()"; documented). */
const most = 200;

export const openUndeletes = (
  connection: Connection,
  org: { readonly apiVersion: string; readonly expectOrg: (orgId: string) => Promise<unknown> },
): Undeletes => ({
  undelete: async (ids, expectedOrgId, patience) => {
    await org.expectOrg(expectedOrgId);
    const found: Undeleted[] = [];
    for (let at = 0; at < ids.length; at += most)
      found.push(
        ...(await undeleteSome(connection, { ids: ids.slice(at, at + most), apiVersion: org.apiVersion }, patience)),
      );
    return found;
  },
});

const undeleteSome = (
  connection: Connection,
  { ids, apiVersion }: { readonly ids: readonly string[]; readonly apiVersion: string },
  patience?: Patience,
): Promise<readonly Undeleted[]> =>
  connection.read(
    soapCall({ api: 'partner', operation: 'undelete', content: { ids: [...ids] }, apiVersion }, ({ results }) => {
      const rows = z.array(result).length(ids.length).parse(results);
      return rows.map(({ success, errors }, at) => ({
        id: ids[at] ?? '',
        isBack: success,
        ...(errors[0] === undefined ? {} : { code: errors[0].statusCode }),
      }));
    }),
    patience,
  );
