import { expect } from 'chai';
import { catalogueOf } from '../../src/release/catalogue.ts';
import type { JournalEntry } from '../../src/release/journal-entry.ts';
import type { Mark, Orders } from '../../src/release/orders.ts';
import type { Release } from '../../src/release/release.ts';
import { greenReleases, previousRelease, standingsOf } from '../../src/release/standing.ts';
import { aRelease } from './builders.ts';

const on = (day: number): string => `2026-01-0${day}T00:00:00.000Z`;
const of = (...releases: readonly Release[]) => catalogueOf({ environment: 'production' }, releases);

const one = aRelease('1.0.0', { deployedAt: on(1) });
const two = aRelease('1.1.0', { deployedAt: on(2) });
const back = aRelease('1.1.1', { deployedAt: on(3), restores: one.name, rollsBack: two.name, summary: 'it broke' });
const forward = aRelease('1.1.2', { deployedAt: on(4), restores: two.name, rollsBack: back.name });
const three = aRelease('1.2.0', { deployedAt: on(5) });

const nobody: Orders = { marks: new Map() };
const said = (release: Release, mark: Mark, at: string): Orders => ({
  marks: new Map([[release.name, { mark, at, by: 'Ada' }]]),
});

const marksIn = (...given: Parameters<typeof standingsOf>): Record<string, string> =>
  Object.fromEntries([...standingsOf(...given)].map(([name, { mark, because }]) => [name, `${mark} ${because}`]));

describe('what is known of releases', () => {
  it('is nothing before anybody says or does anything', () => {
    expect(marksIn(of(one, two), nobody)).to.deep.equal({});
  });

  it('is bad of a release that was rolled back, with the rollback and its reason', () => {
    expect(standingsOf(of(one, two, back), nobody).get(two.name)).to.deep.equal({
      mark: 'bad',
      because: 'rolledBack',
      at: on(3),
      by: back.name,
      reason: 'it broke',
    });
  });

  it('is taken back when the rollback is undone, and nothing else becomes bad by that', () => {
    expect(marksIn(of(one, two, back, forward), nobody)).to.deep.equal({});
  });

  it('is bad of what a second rollback in a row leaves', () => {
    const zero = aRelease('0.9.0', { deployedAt: '2025-12-01T00:00:00.000Z' });
    const further = aRelease('1.1.2', { deployedAt: on(4), restores: zero.name, rollsBack: back.name });
    expect(marksIn(of(zero, one, two, back, further), nobody)).to.deep.equal({
      [one.name]: 'bad rolledBack',
      [two.name]: 'bad rolledBack',
    });
  });

  it('is what a person says after the rollback, and the rollback when it came later', () => {
    const catalogue = of(one, two, back);
    expect(marksIn(catalogue, said(two, 'good', on(4)))).to.deep.equal({ [two.name]: 'good said' });
    expect(marksIn(catalogue, said(two, 'good', on(2)))).to.deep.equal({ [two.name]: 'bad rolledBack' });
  });

  it('stays blocked until a person says otherwise', () => {
    expect(marksIn(of(one, two, back), said(two, 'blocked', on(2)))).to.deep.equal({ [two.name]: 'blocked said' });
  });

  it('is good after the hours that a project asks for, counted until the next release', () => {
    const soak = { hours: 24, now: new Date('2026-01-05T10:00:00.000Z') };
    const early = aRelease('1.0.1', { deployedAt: '2026-01-01T05:00:00.000Z' });
    expect(marksIn(of(one, early, two, three), nobody, soak)).to.deep.equal({ [two.name]: 'good soaked' });
    expect(standingsOf(of(two, three), nobody, soak).get(two.name)?.at).to.equal(on(3));
  });

  it('is good only with green checks where a project asks for them', () => {
    const soak = { hours: 1, now: new Date(on(9)), green: new Set([two.name]) };
    expect(marksIn(of(one, two, three), nobody, soak)).to.deep.equal({ [two.name]: 'good soaked' });
  });
});

describe('releases with green checks', () => {
  const common = { format: 1, at: on(1) } as const;
  const ofRun = (run: string, release: string, found: Record<string, string[]>): JournalEntry[] => [
    {
      ...{ ...common, run, kind: 'opened', verb: 'deploy', environment: 'production' },
      ...{ by: 'Ada', where: 'here', orgId: '00D000000000001AAA', release },
    },
    { ...common, run, kind: 'done', step: 'check', evidence: { failed: [], inconclusive: [], ...found } },
  ];

  it('are those of which no check failed and none stayed without an answer', () => {
    const entries = [
      ...ofRun('a', 'production/v1.0.0', { passed: ['equality'] }),
      ...ofRun('b', 'production/v1.1.0', { failed: ['equality'] }),
      ...ofRun('c', 'production/v1.2.0', { inconclusive: ['jobsBack'] }),
    ];
    expect([...greenReleases(entries)]).to.deep.equal(['production/v1.0.0']);
  });
});

describe('the release that a rollback without a target goes to', () => {
  it('is the one before the current', () => {
    expect(previousRelease(of(one, two))).to.equal(one);
    expect(previousRelease(of(one))).to.equal(undefined);
    expect(previousRelease(of())).to.equal(undefined);
  });

  it('is further back after a rollback, not forward to what was rolled back', () => {
    const zero = aRelease('0.9.0', { deployedAt: '2025-12-01T00:00:00.000Z' });
    expect(previousRelease(of(one, two, back))).to.equal(undefined);
    expect(previousRelease(of(zero, one, two, back))).to.equal(zero);
  });

  it('is not one that was rolled back, unless somebody says that it is good', () => {
    expect(previousRelease(of(one, two, back, three))).to.equal(one);
    const good = standingsOf(of(one, two, back, three), said(two, 'good', on(4)));
    expect(previousRelease(of(one, two, back, three), good)).to.equal(two);
  });

  it('is not one that somebody went past on the way further back', () => {
    const toOne = aRelease('1.2.1', { deployedAt: on(6), restores: one.name, rollsBack: three.name });
    const four = aRelease('1.3.0', { deployedAt: on(7) });
    expect(previousRelease(of(one, two, three, toOne, four))).to.equal(one);
    const toThree = aRelease('1.3.1', { deployedAt: on(7), restores: three.name, rollsBack: toOne.name });
    const five = aRelease('1.4.0', { deployedAt: on(8) });
    expect(previousRelease(of(one, two, three, toOne, toThree, five))).to.equal(three);
    expect(marksIn(of(one, two, three, toOne, toThree), nobody)).to.deep.equal({});
  });

  it('is one that was rolled back and brought back', () => {
    expect(previousRelease(of(one, two, back, forward, three))).to.equal(two);
  });

  it('is the newest known good one where a project asks for that', () => {
    const catalogue = of(one, two, three);
    expect(previousRelease(catalogue, standingsOf(catalogue, nobody), 'knownGood')).to.equal(undefined);
    const good = standingsOf(catalogue, said(one, 'good', on(4)));
    expect(previousRelease(catalogue, good, 'knownGood')).to.equal(one);
    expect(previousRelease(catalogue, good)).to.equal(two);
  });
});
