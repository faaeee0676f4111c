import { expect } from 'chai';
import type { Holdings } from '../../../bin/replay/judge.ts';
import type { Explained } from '../../../bin/replay/explain.ts';
import { silentIn, wantedOf } from './judge.ts';
import type { Ended, OrgUnderTest } from './org-under-test.ts';
import { makeRows, valuesIn } from './rows.ts';
import type { Story } from './story.ts';

const ends = new Set(['released', 'rolledBack', 'nothingToDo']);

/** Tells a story and gives everything that went another way than some plan said. */
export const play = async (
  stage: OrgUnderTest,
  { one, two, rowsAfterOne, rowsAfterTwo }: Story,
): Promise<readonly string[]> => {
  const { org } = stage;
  const wanted = { one: wantedOf(one), two: wantedOf(two) };
  const known: Explained = new Map();
  const complaints: string[] = [];
  const judge = (what: string, { outcome, plan }: Ended, held: Holdings): boolean => {
    const isUnchanged = outcome.kind === 'refused' && outcome.refusal.reason === 'nothingToDeploy';
    if (!ends.has(outcome.kind) && !isUnchanged) complaints.push(`${what}: ${JSON.stringify(outcome)}`);
    else complaints.push(...silentIn(org, held, { plan, known }).map((line) => `${what}: ${line}`));
    return complaints.length === 0 && !isUnchanged;
  };
  stage.begin();
  if (!judge('release 1.0.0', await stage.release('1.0.0', one), wanted.one)) return complaints;
  makeRows(org, rowsAfterOne);
  if (!judge('release 2.0.0', await stage.release('2.0.0', two), wanted.two)) return complaints;
  makeRows(org, rowsAfterTwo);
  const values = valuesIn(org);
  if (!judge('roll back to 1.0.0', await stage.rollBack('1.0.0'), wanted.one)) return complaints;
  expect(valuesIn(org), 'values after the rollback').to.deep.equal(values);
  judge('roll back to 2.0.0', await stage.rollBack('2.0.0'), wanted.two);
  expect(valuesIn(org), 'values after the undo of the undo').to.deep.equal(values);
  return complaints;
};
