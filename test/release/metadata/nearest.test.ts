import { expect } from 'chai';
import { nearestNames } from '../../../src/release/metadata/nearest.ts';

const names = ['production/v1.4.0', 'production/v1.3.0', 'production/v2.0.0', 'main'];

describe('names like a mistyped one', () => {
  it('come best first', () => {
    expect(nearestNames('production/v1.4.1', names)[0]).to.equal('production/v1.4.0');
    expect(nearestNames('mian', names)).to.deep.equal(['main']);
  });

  it('are found without the environment', () => {
    expect(nearestNames('v1.4.O', names)[0]).to.equal('production/v1.4.0');
  });

  it('are not offered when nothing is like it', () => {
    expect(nearestNames('zzzzzzzzzzzzzzzz', names)).to.deep.equal([]);
  });
});
