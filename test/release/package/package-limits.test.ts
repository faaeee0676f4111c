import { expect } from 'chai';
import { excessOf, packageLimits, packageMeter } from '../../../src/release/package/package-limits.ts';

describe('the limits of a deploy', () => {
  it('counts every directory once, as the server does', () => {
    const meter = packageMeter();
    for (const path of ['package.xml', 'classes/A.cls', 'classes/B.cls', 'lwc/tile/tile.js', 'lwc/tile/deep/er/a.js'])
      meter.add(path, 10);
    // classes, lwc, lwc/tile, lwc/tile/deep, lwc/tile/deep/er
    expect(meter.size()).to.deep.equal({ files: 5 + 5, unzippedBytes: 50 });
  });

  it('takes a package that is exactly as large as allowed', () => {
    expect(excessOf({ ...packageLimits })).to.deep.equal([]);
  });

  it('tells by how much a package is too large, for each limit', () => {
    expect(excessOf({ files: 10_007, unzippedBytes: 629_145_601, zippedBytes: 39_000_100 })).to.deep.equal([
      { what: 'files', actual: 10_007, limit: 10_000, over: 7 },
      { what: 'unzippedBytes', actual: 629_145_601, limit: 629_145_600, over: 1 },
      { what: 'zippedBytes', actual: 39_000_100, limit: 39_000_000, over: 100 },
    ]);
  });

  it('says nothing of the zip before there is one', () => {
    expect(excessOf({ files: 1, unzippedBytes: 1 })).to.deep.equal([]);
  });
});
