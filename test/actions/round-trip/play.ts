import { expect } from 'chai';
import type { Holdings } from '../../../bin/replay/judge.ts';
import type { Explained } from '../../../bin/replay/explain.ts';
import { silentIn, wantedOf } from './judge.ts';
import type { Ended, OrgUnderTest } from './org-under-test.ts';
import { acceptedIn, lostIn, makeRows, valuesIn, without } from './rows.ts';
import type { Story } from './story.ts';

const ends = new Set(['released', 'rolledBack', 'nothingToDo']);

/** Tells a story and gives everything that went another way than some plan said. */
export const play = async (stage: OrgUnderTest, story: Story): Promise<readonly string[]> => {
  const { one, two, rowsAfterOne, rowsAfterTwo } = story;
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
  const acceptDataLoss = acceptedIn(story);
  const back = await stage.rollBack('1.0.0', { acceptDataLoss });
  if (!judge('roll back to 1.0.0', back, wanted.one)) return complaints;
  const lost = lostIn(back.plan);
  const backup = await stage.newestBackup();
  expect(
    lost.filter((name) => !isAccepted(name, acceptDataLoss)),
    'destroyed unasked',
  ).to.deep.equal([]);
  expect(valuesIn(org), 'values after the rollback').to.deep.equal(without(values, lost));
  judge('roll back to 2.0.0', await stage.rollBack('2.0.0'), wanted.two);
  expect(valuesIn(org), 'values after the undo of the undo').to.deep.equal(without(values, lost));
  if (complaints.length > 0 || lost.length === 0) return complaints;
  expect(await stage.restore(backup ?? '')).to.include({ kind: 'restored' });
  expect(valuesIn(org), 'values after what was destroyed was restored').to.deep.equal(values);
  return complaints;
};

/** By its own name, or by that of its object. */
const isAccepted = (name: string, accepted: readonly string[]): boolean =>
  accepted.includes(`CustomField:${name}`) || accepted.includes(`CustomObject:${name.split('.')[0] ?? ''}`);
