import { expect } from 'chai';
import fc from 'fast-check';
import { orgUnderTest, type OrgUnderTest } from './org-under-test.ts';
import { play } from './play.ts';
import { anyStory } from './story.ts';

/**
 * `PROPERTY_RUNS=2000 PROPERTY_SEED=7 mocha test/actions/round-trip` tells more stories, and others. Half of the runs are
 * told to a production org, half to a sandbox. What fails is printed with its seed and its path.
 */
const runs = {
  numRuns: Math.ceil(Number(process.env['PROPERTY_RUNS'] ?? 300) / 2),
  seed: Number(process.env['PROPERTY_SEED'] ?? 1),
  ...(process.env['PROPERTY_PATH'] !== undefined && { path: process.env['PROPERTY_PATH'] }),
};

/** Any two releases to an org of this kind, the way back, and the way back of that. */
export const roundTrips = (kind: 'production' | 'sandbox'): void => {
  describe(`a generated ${kind} org`, function () {
    this.timeout(0);
    let stage: OrgUnderTest;

    before(async () => {
      stage = await orgUnderTest(kind);
    });

    after(() => stage[Symbol.asyncDispose]());

    it('is as the release says after a rollback, and after the undo of it, or the plan says where not', async () => {
      const began = performance.now();
      await fc.assert(
        fc.asyncProperty(anyStory, async (story) => {
          expect(await play(stage, story)).to.deep.equal([]);
        }),
        runs,
      );
      const seconds = (performance.now() - began) / 1000;
      console.log(
        `      ${runs.numRuns} ${kind} orgs, seed ${runs.seed}, 0 silent differences, ${seconds.toFixed(0)} s`,
      );
    });
  });
};
