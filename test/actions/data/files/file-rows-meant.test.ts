import { expect } from 'chai';
import { meantFiles } from '../../../../src/actions/data/files/file-rows-meant.ts';
import type { ObjectToRestore, RestoreScene } from '../../../../src/actions/data/restore-scene.ts';
import { newDecisions } from '../../../../src/release/data/decisions.ts';
import type { CsvRow, RowDecision } from '../../../../src/release/data/restore-rules.ts';

const fates: readonly (readonly [id: string, decision: RowDecision | undefined])[] = [
  ['001A', { kind: 'same' }],
  ['001B', { kind: 'insert' }],
  ['001C', { kind: 'gone' }],
  ['001D', undefined],
  ['001E', { kind: 'undelete' }],
];

async function* batches(rows: readonly CsvRow[]): AsyncGenerator<readonly CsvRow[]> {
  yield await Promise.resolve(rows);
}

const decisions = newDecisions();
for (const [, decision] of fates) decisions.add(decision);

const object = { saved: { object: 'Account' } } as unknown as ObjectToRestore;

const sceneOf = (insert: boolean) =>
  ({
    wishes: { insert },
    rowsOf: () => batches(fates.map(([Id]) => ({ Id }))),
    decided: new Map([['Account', { decisions, writeMark: '' }]]),
  }) as unknown as RestoreScene;

interface Asked {
  readonly parents: readonly string[];
  readonly insert?: boolean;
  readonly newIds?: ReadonlyMap<string, string>;
}

const targetsOf = async ({ parents, insert = true, newIds }: Asked): Promise<readonly string[]> => {
  const rows = batches(parents.map((ParentId) => ({ ParentId })));
  const found: string[] = [];
  for await (const files of meantFiles(sceneOf(insert), object, { rows, parent: 'ParentId', newIds }))
    found.push(
      ...files.map(({ saved, target }) => `${saved['ParentId'] ?? ''} ${target ? (target.id ?? 'new') : '-'}`),
    );
  return found;
};

const parents = ['001A', '001A', '001B', '001C', '001D', '001E', '001F'];

describe('files of the records that are meant', () => {
  it('hang on records that are there, that come back, or that are made anew, and on no others', async () => {
    expect(await targetsOf({ parents })).to.deep.equal(['001A 001A', '001A 001A', '001B new', '001C -', '001E 001E']);
  });

  it('have no record where none is to be made anew, or could not be', async () => {
    expect(await targetsOf({ parents: ['001B'], insert: false })).to.deep.equal(['001B -']);
    expect(await targetsOf({ parents: ['001B'], newIds: new Map() })).to.deep.equal(['001B -']);
    expect(await targetsOf({ parents: ['001B'], newIds: new Map([['001B', '001Z']]) })).to.deep.equal(['001B 001Z']);
  });

  it('are never passed over because of their order', async () => {
    const error = await targetsOf({ parents: ['001B', '001A'] }).catch((caught: unknown) => caught);
    expect(error).to.be.instanceOf(RangeError);
  });
});
