import { expect } from 'chai';
import fc from 'fast-check';
import {
  adoptionOf,
  versionIn,
  type Past,
  type PastCommit,
  type PastDeploy,
  type PastTag,
} from '../../src/release/adoption.ts';

const on = (day: number, hour = 12): string => new Date(Date.UTC(2026, 0, day, hour)).toISOString();
const deploy = (number: number, at: string): PastDeploy => ({
  id: `0Af00000000000${number}AAA`,
  at,
  by: 'Ada',
  components: 3,
});
const tag = (name: string, commit: string, at: string, message = ''): PastTag => ({ name, commit, at, message });
const commit = (id: string, at: string): PastCommit => ({ id, at });

const past = (given: Partial<Past>): Past => ({
  ...{ deploys: [], tags: [], commits: [], known: [], windowHours: 6, tagsAlone: false },
  ...given,
});

const told = (given: Partial<Past>): readonly string[] =>
  adoptionOf(past(given)).releases.map(
    ({ version, org, git }) => `${version} ${org?.id.slice(13, 15) ?? '-'} ${git.commit} ${git.basis}`,
  );

describe('releases of the past', () => {
  const commits = [commit('a', on(1)), commit('b', on(3)), commit('c', on(5))];

  it('are deploys of the commit that was newest then, when no tag says more', () => {
    const deploys = [deploy(2, on(4)), deploy(1, on(2)), deploy(3, on(5, 13))];
    expect(told({ commits, deploys })).to.deep.equal([
      '1.0.0 01 a newestThen',
      '1.1.0 02 b newestThen',
      '1.2.0 03 c newestThen',
    ]);
  });

  it('are what a tag says that was made about the time of the deploy, with its version', () => {
    const tags = [tag('prod-2026-01-02', 'a', on(2, 13)), tag('rel/v1.4', 'b', on(4, 10)), tag('v9.9', 'c', on(20))];
    expect(told({ commits, tags, deploys: [deploy(1, on(2)), deploy(2, on(4))] })).to.deep.equal([
      '1.0.0 01 a taggedThen',
      '1.4.0 02 b taggedThen',
    ]);
  });

  it('are what a tag says that names the deploy, however long after', () => {
    const tags = [tag('v3.0.0', 'a', on(28), 'deployed as 0Af000000000001'), tag('v2.0.0', 'b', on(4))];
    expect(told({ commits, tags, deploys: [deploy(1, on(4))] })).to.deep.equal(['3.0.0 01 a tagNamesDeploy']);
  });

  it('are one release for deploys of one commit in a row, the last; the others are named', () => {
    const deploys = [deploy(1, on(2)), deploy(2, on(2, 14)), deploy(3, on(4))];
    const { releases } = adoptionOf(past({ commits, deploys }));
    expect(releases.map(({ org, also }) => [org?.id, also.map(({ id }) => id)])).to.deep.equal([
      [deploys[1]?.id, [deploys[0]?.id]],
      [deploys[2]?.id, []],
    ]);
  });

  it('are none for a deploy from before all commits', () => {
    const { releases, unmatched } = adoptionOf(past({ commits, deploys: [deploy(1, '2025-01-01T00:00:00.000Z')] }));
    expect(releases).to.deep.equal([]);
    expect(unmatched.map(({ id }) => id)).to.deep.equal(['0Af000000000001AAA']);
  });

  it('are those that are not recorded yet, with versions between those that are', () => {
    const known = [
      { version: '1.0.0', commit: 'a', deployId: '0Af000000000001AAA', deployedAt: on(2) },
      { version: '1.1.0', commit: 'c', deployId: '0Af000000000003AAA', deployedAt: on(6) },
    ];
    const deploys = [deploy(1, on(2)), deploy(2, on(4)), deploy(3, on(6))];
    expect(told({ commits, deploys, known })).to.deep.equal(['1.0.1 02 b newestThen']);
    const later = known.slice(1);
    expect(told({ commits, deploys, known: later })).to.deep.equal(['1.0.0 01 a newestThen', '1.0.1 02 b newestThen']);
  });

  it('are tags from before the memory of the org on demand, and without a deploy', () => {
    const tags = [
      tag('v0.2', 'b', on(2)),
      tag('v0.1', 'a', on(1)),
      tag('nightly', 'a', on(1)),
      tag('v0.3', 'c', on(10)),
    ];
    const deploys = [deploy(1, on(5, 13))];
    expect(told({ commits, tags, deploys, tagsAlone: true })).to.deep.equal([
      '0.1.0 - a tagAlone',
      '0.2.0 - b tagAlone',
      '0.3.0 01 c newestThen',
    ]);
    expect(told({ commits, tags, deploys })).to.have.length(1);
  });

  it('never get a version twice', () => {
    const days = fc.array(
      fc.record({ day: fc.integer({ min: 1, max: 28 }), version: fc.constantFrom('v1.0', 'v1.1.0', 'v1.1.1', 'x') }),
    );
    fc.assert(
      fc.property(days, days, (deployed, tagged) => {
        const { releases } = adoptionOf(
          past({
            commits,
            deploys: deployed.map(({ day }, index) => deploy(index, on(day))),
            tags: tagged.map(({ day, version }, index) => tag(version, `t${index}`, on(day))),
            known: [{ version: '1.1.0', commit: 'k', deployedAt: on(9) }],
            tagsAlone: true,
          }),
        );
        const versions = [...releases.map(({ version }) => version), '1.1.0'];
        expect(new Set(versions).size).to.equal(versions.length);
      }),
    );
  });
});

describe('the version in the name of a tag', () => {
  it('is found at its end, whatever stands before it', () => {
    const found = ['v1.4', 'rel/2024.01.15', 'prod-1.4.0-rc.1', 'release-7', 'nightly', '1.2.3.4'].map(versionIn);
    expect(found).to.deep.equal(['1.4.0', '2024.1.15', '1.4.0-rc.1', undefined, undefined, '2.3.4']);
  });
});
