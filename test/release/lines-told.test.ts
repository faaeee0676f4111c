import { expect } from 'chai';
import { directoriesOfLine } from '../../src/release/lines-told.ts';

describe('the lines that an earlier release.yaml tells', () => {
  it('are read as sfdx-project.json is, whatever else the file says that this version does not know', () => {
    const text = 'later: 1\nlines:\n  core:\n    packageDirectories: [./packages/core/, base]\n    also: 2\n';
    expect(directoriesOfLine(text, 'core')).to.deep.equal(['packages/core', 'base']);
  });

  it('are nobody knows which where the file has no such line, none at all, or cannot be understood', () => {
    for (const text of [
      '',
      'lines:\n  sales:\n    packageDirectories: [sales]\n',
      'lines: [core]',
      'lines: {core: ',
      '&a [*a]',
    ])
      expect(directoriesOfLine(text, 'core'), text).to.equal(undefined);
    expect(directoriesOfLine('lines:\n  sales:\n    packageDirectories: [sales]\n', 'constructor')).to.equal(undefined);
  });
});
