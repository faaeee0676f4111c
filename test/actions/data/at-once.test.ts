import { expect } from 'chai';
import { atOnce } from '../../../src/actions/data/at-once.ts';

describe('work at once', () => {
  it('is never more than was allowed, and all of it is done at the end', async () => {
    let going = 0;
    let most = 0;
    let done = 0;
    await using work = atOnce(3);
    const one = async (): Promise<void> => {
      most = Math.max(most, (going += 1));
      await new Promise((resolve) => setTimeout(resolve, 1));
      going -= 1;
      done += 1;
    };
    for (let at = 0; at < 10; at += 1) await work.begin(one);
    await work.end();
    expect({ most, done, going }).to.deep.equal({ most: 3, done: 10, going: 0 });
  });

  it('begins nothing more once something failed, and says what', async () => {
    await using work = atOnce(1);
    await work.begin(() => Promise.reject(new Error('first')));
    let begun = false;
    const next = work.begin(() => {
      begun = true;
      return Promise.resolve();
    });
    expect(await next.catch((error: unknown) => error)).to.have.property('message', 'first');
    expect(await work.end().catch((error: unknown) => error)).to.have.property('message', 'first');
    expect(begun).to.equal(false);
  });

  it('is over when whoever began it has gone another way', async () => {
    let done = false;
    const leave = async (): Promise<void> => {
      await using work = atOnce(2);
      await work.begin(async () => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        done = true;
      });
      throw new Error('elsewhere');
    };
    expect(await leave().catch((error: unknown) => error)).to.have.property('message', 'elsewhere');
    expect(done).to.equal(true);
  });
});
