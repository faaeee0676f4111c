import { expect } from 'chai';
import { buffer } from 'node:stream/consumers';
import { Spool } from '../../../../src/practice-org/records/bulk/spool.ts';

const text = async (spool: Spool, from?: number, to?: number): Promise<string> =>
  (await buffer(spool.read(from, to))).toString('utf8');

describe('a spool', () => {
  it('gives back what was written, whole and in part, in memory and on disk', async () => {
    for (const line of ['short ünd small\n', `${'long '.repeat(60_000)}\n`]) {
      const spool = new Spool();
      for (let times = 0; times < 5; times++) spool.append(line);
      const size = Buffer.byteLength(line);
      expect(spool.length).to.equal(5 * size);
      expect(await text(spool)).to.equal(line.repeat(5));
      expect(await text(spool, size, 3 * size)).to.equal(line.repeat(2));
      expect(await text(spool, 5 * size)).to.equal('');
      spool.close();
      expect(spool.length).to.equal(0);
    }
  });

  it('can be read again and while more is written', async () => {
    const spool = new Spool();
    spool.append('x'.repeat(2_000_000));
    const first = await text(spool);
    spool.append('y');
    expect(await text(spool)).to.equal(`${first}y`);
    expect((await text(spool, 1_999_999)).length).to.equal(2);
    spool.close();
  });
});
