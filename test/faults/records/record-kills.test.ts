import { expect } from 'chai';
import { killRecords } from './record-kills.ts';

describe('records whose process is killed', function () {
  this.timeout(240_000);

  it('in the middle of a backup and of a restore are not lost, made twice or half there', async () => {
    // this seed kills both before half of their time is over
    const { cases, killed, wrong } = await killRecords({ seed: 15, runs: 2 });
    expect(wrong, wrong.join('\n')).to.deep.equal([]);
    expect([cases, killed]).to.deep.equal([2, 2]);
  });
});
