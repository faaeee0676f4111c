import { expect } from 'chai';
import fc from 'fast-check';
import gt from 'semver/functions/gt.js';
import prerelease from 'semver/functions/prerelease.js';
import { finalOf, highestFinal, nextFinal, nextPreRelease, proposedBump } from '../../src/release/version-proposal.ts';

const commit = (subject: string, body = '') => ({ subject, body });
const change = (
  key: string,
  kind: 'added' | 'changed' | 'removed',
  entries: { kind: typeof kind; section: string }[] = [],
) => {
  const [type = '', fullName = ''] = key.split(':');
  return { type, fullName, kind, entries };
};

describe('how far a version is raised', () => {
  it('follows conventional commits, and takes any other style for a patch', () => {
    const raised = (...subjects: string[]) =>
      proposedBump(
        subjects.map((subject) => commit(subject)),
        [],
      ).bump;
    expect(raised('fix: one', 'wip')).to.equal('patch');
    expect(raised('fix: one', 'feat(claims): two')).to.equal('minor');
    expect(raised('feat: one', 'refactor(claims)!: two')).to.equal('major');
    expect(proposedBump([commit('fix: one', 'BREAKING CHANGE: claims')], [])).to.deep.equal({
      bump: 'major',
      because: ['fix: one'],
    });
  });

  it('is major when stored values are taken away, whatever the commits say', () => {
    const major = [
      change('CustomField:Claim__c.Risk__c', 'removed'),
      change('CustomObject:Claim__c', 'removed'),
      change('RecordType:Claim__c.Car', 'removed'),
      change('CustomField:Claim__c.Risk__c', 'changed', [{ kind: 'changed', section: 'type' }]),
      change('CustomField:Claim__c.Status__c', 'changed', [
        { kind: 'removed', section: 'valueSet/valueSetDefinition/value' },
      ]),
      change('GlobalValueSet:Risk', 'changed', [{ kind: 'removed', section: 'customValue' }]),
    ];
    for (const one of major)
      expect(proposedBump([commit('fix: x')], [one]).bump, JSON.stringify(one)).to.equal('major');
  });

  it('is minor for a new component and a patch for a changed or removed one that holds no values', () => {
    expect(proposedBump([], [change('ApexClass:A', 'added')])).to.deep.equal({
      bump: 'minor',
      because: ['ApexClass:A'],
    });
    const quiet = [
      change('ApexClass:A', 'removed'),
      change('CustomField:Claim__c.Risk__c', 'changed', [{ kind: 'removed', section: 'description' }]),
      change('Layout:Claim', 'changed', [{ kind: 'removed', section: 'type' }]),
    ];
    expect(proposedBump([], quiet)).to.deep.equal({ bump: 'patch', because: [] });
  });
});

describe('the version that comes next', () => {
  it('is final where releases are final', () => {
    expect(nextFinal('minor', { own: [], final: ['7.0.0'] })).to.equal('1.0.0');
    expect(nextFinal('minor', { own: ['1.4.2', '1.9.0'], final: [] })).to.equal('1.10.0');
  });

  it('counts pre-releases by the final version they lead to', () => {
    const final = ['1.4.0'];
    expect(nextPreRelease('minor', 'rc', { own: [], final: [] })).to.equal('1.0.0-rc.1');
    expect(nextPreRelease('minor', 'rc', { own: ['1.4.0-rc.7'], final })).to.equal('1.5.0-rc.1');
    expect(nextPreRelease('minor', 'rc', { own: ['1.5.0-rc.9', '1.5.0-rc.10'], final })).to.equal('1.5.0-rc.11');
    expect(nextPreRelease('major', 'rc', { own: ['1.5.0-rc.9'], final })).to.equal('2.0.0-rc.1');
    expect(nextPreRelease('minor', 'beta', { own: ['1.5.0-rc.9'], final })).to.equal('1.5.0-beta.1');
  });

  it('is above everything that was released, and above every pre-release of its own line', () => {
    const final = fc.tuple(fc.nat(9), fc.nat(9), fc.nat(9)).map((parts) => parts.join('.'));
    const bump = fc.constantFrom('major' as const, 'minor' as const, 'patch' as const);
    fc.assert(
      fc.property(fc.array(final, { minLength: 1 }), bump, fc.array(fc.nat(20)), (finals, raise, counts) => {
        const base = nextFinal(raise, { own: finals, final: finals });
        const own = counts.map((count) => `${base}-rc.${count}`);
        const next = nextPreRelease(raise, 'rc', { own, final: finals });
        expect(finalOf(next)).to.equal(base);
        expect(prerelease(next)).to.have.length(2);
        expect([...finals, ...own].every((version) => gt(next, version))).to.equal(true);
      }),
    );
  });

  it('is counted from the highest final release, not from a pre-release', () => {
    const releases = ['1.4.0', '1.10.0', '2.0.0-rc.1'].map((version) => ({ version }));
    expect(highestFinal(releases)).to.deep.equal({ version: '1.10.0' });
    expect(highestFinal(releases.slice(2))).to.equal(undefined);
  });
});
