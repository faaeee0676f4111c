import { expect } from 'chai';
import fc from 'fast-check';
import { packageDifferences } from '../package-differences.ts';
import { projectInGit } from '../project-in-git.ts';
import { sdrPackage } from '../sdr-package.ts';
import { metadataFiles, sourceFiles } from './pieces.ts';
import { anyStory } from './story.ts';

describe('a generated release', function () {
  this.timeout(60_000);

  it('is the same in both formats, by the library of Salesforce', async () => {
    for (const { one } of fc.sample(anyStory, { seed: 1, numRuns: 3 })) {
      const { directory } = await projectInGit(sourceFiles(one));
      const found = await packageDifferences(metadataFiles(one), await sdrPackage(directory));
      // the library names containers beside their children; an org that has nothing takes both alike
      expect((found['unexplained'] ?? []).filter((file) => file !== 'package.xml')).to.deep.equal([]);
    }
  });
});
