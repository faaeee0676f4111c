import { expect } from 'chai';
import { openKillingGround, type KillingGround } from './killing-ground.ts';

describe('a process that is killed', function () {
  this.timeout(240_000);
  let ground: KillingGround;

  before(async () => {
    ground = await openKillingGround();
  });

  after(() => ground[Symbol.asyncDispose]());

  for (const [name, first, second] of [
    ['deploy', 'after deploy', 'after entry done await'],
    ['undo', 'after entry intended undo', 'before entry undo done submit'],
  ] as const)
    it(`in a ${name} ${first}, and once more in its resume, is ended from a fresh clone`, async () => {
      const killing = ground.killings.find(({ scenario }) => scenario.name === name);
      if (killing === undefined) throw new Error(`there is no ${name}`);
      const { wasKilled, wrong } = await ground.kill(killing, { at: first }, { at: second });
      expect(wrong).to.deep.equal([]);
      expect(wasKilled).to.equal(true);
    });
});
