import { expect } from 'chai';
import fc from 'fast-check';
import { orgUnderTest, type OrgUnderTest } from './org-under-test.ts';
import { play } from './play.ts';
import { anyStory, type Story } from './story.ts';

const runs = {
  numRuns: Number(process.env['PROPERTY_RUNS'] ?? 100),
  seed: Number(process.env['PROPERTY_SEED'] ?? 1),
};

describe('a generated org', function () {
  this.timeout(0);
  const stages = new Map<Story['kind'], OrgUnderTest>();

  before(async () => {
    for (const kind of ['production', 'sandbox'] as const) stages.set(kind, await orgUnderTest(kind));
  });

  after(async () => {
    for (const stage of stages.values()) await stage[Symbol.asyncDispose]();
  });

  it(`is as the release says after a rollback, and after the undo of it, or the plan says where not`, async () => {
    const began = performance.now();
    let told = 0;
    await fc.assert(
      fc.asyncProperty(anyStory, async (story) => {
        told += 1;
        expect(await play(stages.get(story.kind)!, story)).to.deep.equal([]);
      }),
      runs,
    );
    console.log(`      ${told} orgs, seed ${runs.seed}, ${((performance.now() - began) / 1000).toFixed(0)} s`);
  });
});
