import { expect } from 'chai';
import {
  catalogueOf,
  catalogueOfAllLines,
  currentReleases,
  findRelease,
  nextVersion,
} from '../../src/release/catalogue.ts';
import { aRelease } from './builders.ts';

const one = aRelease('1.0.0', { deployedAt: '2026-01-01T00:00:00.000Z' });
const two = aRelease('1.1.0', { deployedAt: '2026-01-02T00:00:00.000Z' });
const back = aRelease('1.1.1', { deployedAt: '2026-01-03T00:00:00.000Z', restores: one.name, rollsBack: two.name });
const other = aRelease('9.0.0', { environment: 'uat', name: 'uat/v9.0.0' });

const of = (...releases: ReturnType<typeof aRelease>[]) => catalogueOf({ environment: 'production' }, releases);

describe('a catalogue', () => {
  it('holds the releases of its environment, the oldest deploy first', () => {
    expect(of(back, other, two, one).releases).to.deep.equal([one, two, back]);
  });

  it('orders two deploys of one instant by version', () => {
    const at = { deployedAt: '2026-01-01T00:00:00.000Z' };
    const [nine, ten] = [aRelease('1.9.0', at), aRelease('1.10.0', at)];
    expect(of(ten, nine).releases).to.deep.equal([nine, ten]);
  });

  it('finds a release by name, version, or version with a v', () => {
    for (const text of ['production/v1.1.0', '1.1.0', 'v1.1.0'])
      expect(findRelease(of(one, two), text), text).to.equal(two);
    expect(findRelease(of(one, two), '1.1')).to.equal(undefined);
  });

  it('counts the next version from the highest, also after a rollback', () => {
    expect(nextVersion(of(one, two, back), 'minor')).to.equal('1.2.0');
  });

  it('has what the org was given last: of each line since the last release of the whole project', () => {
    const at = (day: number, line?: string) => ({
      deployedAt: `2026-02-0${day}T00:00:00.000Z`,
      ...(line && { line, name: `production/${line}/v1.0.${day}` as const }),
    });
    const given = [
      aRelease('1.0.1', at(1, 'core')),
      aRelease('2.0.0', at(2)),
      aRelease('1.0.3', at(3, 'core')),
      aRelease('1.0.4', at(4, 'sales')),
    ];
    const current = (count: number) =>
      currentReleases(catalogueOfAllLines('production', given.slice(0, count))).map(({ name }) => name);
    expect(current(0)).to.deep.equal([]);
    expect(current(1)).to.deep.equal(['production/core/v1.0.1']);
    expect(current(2)).to.deep.equal(['production/v2.0.0']);
    expect(current(4)).to.deep.equal(['production/core/v1.0.3', 'production/sales/v1.0.4']);
    const ofToday = currentReleases(catalogueOfAllLines('production', given), ['core', 'more']);
    expect(ofToday.map(({ name }) => name)).to.deep.equal(['production/core/v1.0.3']);
  });
});
