import path from 'node:path';
import { expect } from 'chai';
import { deployedPaths } from '../../src/hooks/deployed-paths.ts';

const told = (line: string): readonly string[] | undefined =>
  deployedPaths('project:deploy:start', line.split(' '))?.map((one) => path.relative(process.cwd(), one));

describe('what a standard deploy is of, by its arguments', () => {
  it('are the paths that it names', () => {
    expect(told('-o prod -d packages/sales --wait 10 --json')).to.deep.equal(['packages/sales']);
    expect(told('--source-dir packages/sales packages/quotes -cg -l RunLocalTests')).to.deep.equal([
      'packages/sales',
      'packages/quotes',
    ]);
    expect(told('--source-dir=packages/sales -d ./packages/quotes/')).to.deep.equal([
      'packages/sales',
      'packages/quotes',
    ]);
  });

  it('is not known where it names none, more than paths, several as one, or what nobody here knows', () => {
    for (const line of [
      '-o prod',
      '-d packages/sales --post-destructive-changes destructiveChanges.xml',
      '--manifest package.xml',
      '-m ApexClass:Sale',
      '--metadata-dir mdapi',
      '-d packages/sales,packages/core',
      '-d packages/sales --flags-dir flags',
      '-d packages/sales -p packages/core',
      '-d',
    ])
      expect(told(line), line).to.equal(undefined);
    expect(deployedPaths('project:deploy:quick', ['-d', 'packages/sales'])).to.equal(undefined);
  });
});
