import type { Gateways } from '../../gateways/open.ts';
import { csvTable, csvText } from '../../release/data/csv-text.ts';
import type { NotRestoredRow } from '../../release/data/data-outcome.ts';
import { refuse } from '../../release/refusal.ts';
import type { Start } from './start-restore.ts';

/** Names the rows that a restore left behind, each once, with the org's code: for people, and for another try. */
export const writeLeftRows = async (
  { gateways, request: { failedFile } }: Pick<Start, 'gateways' | 'request'>,
  rows: readonly NotRestoredRow[],
): Promise<{ readonly file?: string }> => {
  if (failedFile === undefined) return {};
  // A file is named by its record, because that is what another try is given.
  const byId = new Map(
    rows.toReversed().map(({ code, record, ...row }) => {
      const { object, id } = record ?? row;
      return [id, [object, id, code]] as const;
    }),
  );
  await using output = await gateways.openOutput(failedFile);
  await output.write(csvText([['Object', 'Id', 'Code'], ...[...byId.values()].toReversed()]));
  return { file: failedFile };
};

/** The ids in the column `Id` of a file. Refuses what is no CSV, and a file that names none: that would mean all records. */
export const idsIn = async (gateways: Gateways, file: string | undefined): Promise<readonly string[]> => {
  if (file === undefined) return [];
  const ids = columnOfIds(file, await gateways.readInput(file));
  const isId = (text: string): boolean => /^[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?$/u.test(text);
  return ids.length > 0 && ids.every(isId) ? ids : refuse({ reason: 'noIdsInFile', file });
};

const columnOfIds = (file: string, text: string): readonly string[] => {
  try {
    return csvTable(text.replaceAll('\r\n', '\n')).flatMap(({ Id }) => Id ?? []);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return refuse({ reason: 'noIdsInFile', file }, error);
  }
};
