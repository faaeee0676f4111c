import { expect } from 'chai';
import { lastGiver } from '../../src/release/last-giver.ts';
import type { Release } from '../../src/release/release.ts';
import { aRelease } from './builders.ts';

const named = (name: string, given: Partial<Release> = {}): Release => {
  const [line = '', version = ''] = name.split('/v');
  return aRelease(version, { line, name: `production/${line}/v${version}`, ...given });
};

const back = (name: string, restores: Release, rollsBack: Release): Release =>
  named(name, { restores: restores.name, rollsBack: rollsBack.name });

/** Who gave last what these releases have, of some in the order of their deploys. */
const giver = (releases: readonly Release[], having: readonly Release[]): Promise<Release | undefined> =>
  lastGiver(releases, (release) => Promise.resolve(having.includes(release)));

const core1 = named('core/v1.0.0');
const sales1 = named('sales/v1.0.0');
const core2 = named('core/v2.0.0');

describe('who gave the org something last', () => {
  it('is the newest deploy that had it, of whatever line', async () => {
    expect(await giver([core1, sales1, core2], [core1, sales1])).to.equal(sales1);
    expect(await giver([core1, sales1, core2], [core1, sales1, core2])).to.equal(core2);
    expect(await giver([core1, sales1, core2], [])).to.equal(undefined);
  });

  it('is the line that had it before when the other went back over the deploy that took it over', async () => {
    const restored = back('core/v2.0.1', core1, core2);
    expect(await giver([core1, sales1, core2, restored], [sales1, core2])).to.equal(sales1);
    const undone = back('core/v2.0.2', core2, restored);
    expect(await giver([core1, sales1, core2, restored, undone], [sales1, core2, undone])).to.equal(undone);
  });

  it('is not a line that went back to where it had what another has by now', async () => {
    const restored = back('core/v2.0.1', core1, core2);
    expect(await giver([core1, sales1, core2, restored], [core1, sales1, restored])).to.equal(sales1);
  });

  it('is still the line that gave it away, when that went back to after it did', async () => {
    const [core3, core4] = [named('core/v3.0.0'), named('core/v4.0.0')];
    const restored = back('core/v4.0.1', core3, core4);
    expect(await giver([core1, sales1, core2, core3, core4, restored], [core2])).to.equal(core2);
  });
});
