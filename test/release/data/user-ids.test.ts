import { expect } from 'chai';
import fc from 'fast-check';
import { userIds } from '../../../src/release/data/user-ids.ts';

const foundIn = async (text: string, size: number, known: readonly string[] = []): Promise<readonly string[]> => {
  const bytes = Buffer.from(text);
  const pieces = async function* () {
    for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
  };
  const users = userIds(known);
  const passed = await Array.fromAsync(users.pass(pieces()));
  expect(Buffer.concat(passed).toString()).to.equal(text);
  return users.found();
};

const [one, other] = ['005000000000001AAA', '005000000000002AAA'];
const csv = `"Id","Note","LastModifiedById"\n"001000000000001AAA","005 rings",${[one, one, other].map((id) => `"${id}"`).join('\n"é","005x",')}\n`;

describe('the ids of users in rows', () => {
  it('are found wherever the pieces end, each once, and the rows pass as they came', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 200 }), async (size) => {
        expect(await foundIn(csv, size)).to.deep.equal([one, other]);
      }),
    );
  });

  it('are added to those that are known', async () => {
    expect(await foundIn(csv, 64, [other])).to.deep.equal([other, one]);
  });
});
