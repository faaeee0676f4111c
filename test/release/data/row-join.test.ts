import { expect } from 'chai';
import fc from 'fast-check';
import { joinById, lookupInOrder, overlaid } from '../../../src/release/data/row-join.ts';
import type { CsvRow } from '../../../src/release/data/restore-rules.ts';

const row = (id: string, side: string): CsvRow => ({ Id: id, Side: side });

/** Rows in pieces of a size, as they come from a file; an empty piece in between. */
async function* inBatches(rows: readonly CsvRow[], size: number): AsyncGenerator<readonly CsvRow[]> {
  yield [];
  for (let at = 0; at < rows.length; at += size) yield await Promise.resolve(rows.slice(at, at + size));
}

const all = async <Item>(batches: AsyncIterable<readonly Item[]>): Promise<readonly Item[]> => {
  const items: Item[] = [];
  for await (const batch of batches) items.push(...batch);
  return items;
};

const ids = fc
  .uniqueArray(fc.integer({ min: 100, max: 199 }), { maxLength: 30 })
  .map((numbers) => numbers.sort().map(String));
const size = fc.integer({ min: 1, max: 7 });

describe('rows in the order of their ids', () => {
  it('stand beside the row of the other side with that id, wherever the batches end', async () => {
    await fc.assert(
      fc.asyncProperty(ids, ids, size, size, async (lefts, rights, one, other) => {
        const left = lefts.map((id) => row(id, 'left'));
        const right = rights.map((id) => row(id, 'right'));
        const expected = [...new Set([...lefts, ...rights])].sort().map((id) => ({
          id,
          left: left.find(({ Id }) => Id === id),
          right: right.find(({ Id }) => Id === id),
        }));
        expect(await all(joinById(inBatches(left, one), inBatches(right, other)))).to.deep.equal(expected);
        const newest = expected.map((pair) => pair.right ?? pair.left);
        expect(await all(overlaid(inBatches(left, one), inBatches(right, other)))).to.deep.equal(newest);
        await using lookup = lookupInOrder(inBatches(right, other));
        for (const each of expected) expect(await lookup.find(each.id)).to.deep.equal(each.right);
      }),
    );
  });

  it('are refused in any other order', async () => {
    const rows = [row('2', 'left'), row('1', 'left')];
    for (const each of [1, 2]) {
      const error: unknown = await all(joinById(inBatches(rows, each), inBatches([], 1))).catch(
        (thrown: unknown) => thrown,
      );
      expect(error).to.be.instanceOf(RangeError).with.property('message').that.includes('order of their ids');
    }
  });

  it('let their streams go when nobody wants more', async () => {
    const closed: string[] = [];
    const stream = async function* (name: string): AsyncGenerator<readonly CsvRow[]> {
      try {
        for (let at = 100; ; at += 1) yield await Promise.resolve([row(String(at), name)]);
      } finally {
        closed.push(name);
      }
    };
    for await (const _ of joinById(stream('left'), stream('right'))) break;
    expect(closed).to.deep.equal(['left', 'right']);
    {
      await using lookup = lookupInOrder(stream('lookup'));
      expect(await lookup.find('101')).to.include({ Id: '101' });
    }
    expect(closed).to.deep.equal(['left', 'right', 'lookup']);
  });
});
