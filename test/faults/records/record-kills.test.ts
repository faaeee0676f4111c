import { expect } from 'chai';
import { killRecords } from './record-kills.ts';

describe('records whose process is killed', function () {
  this.timeout(240_000);

  it('in the middle of a backup, a restore and a rollback are not lost, made twice or half there', async () => {
    // this seed kills each before its time is over
    const { cases, killed, wrong } = await killRecords({ seed: 15, runs: 3 });
    expect(wrong, wrong.join('\n')).to.deep.equal([]);
    expect([cases, killed]).to.deep.equal([3, 3]);
  });
});
