import { expect } from 'chai';
import fc from 'fast-check';
import { releaseFromTag, tagMessage, type TagReading } from '../../src/release/release-tag.ts';
import { aRelease } from './builders.ts';

/** What git gives back of a message: its subject, and its last paragraph as trailers. */
const asGitReads = (message: string, name: string): TagReading => {
  const paragraphs = message.trimEnd().split('\n\n');
  return {
    name,
    tag: 't'.repeat(40),
    commit: 'c'.repeat(40),
    subject: paragraphs[0] ?? '',
    trailers: paragraphs.at(-1) ?? '',
  };
};

describe('a release tag', () => {
  it('is a sentence for people and trailers for machines', () => {
    const message = tagMessage(
      aRelease('1.1.1', {
        restores: 'production/v1.0.0',
        rollsBack: 'production/v1.1.0',
        activeFlowVersions: { B: 2, A: 0 },
      }),
    );
    expect(message).to.equal(
      [
        'Release production/v1.1.1',
        '',
        'Release-Version: 1.1.1',
        'Environment: production',
        'Org-Id: 00D000000000001AAA',
        'Deploy-Id: 0Af000000000111AAA',
        'Deployed-At: 2026-11-21T10:00:01.000Z',
        'Active-Flow-Versions: A=0, B=2',
        'Restores: production/v1.0.0',
        'Rolls-Back: production/v1.1.0',
        '',
      ].join('\n'),
    );
  });

  it('says the same when it is read again', () => {
    const release = aRelease('2.0.0', {
      testLevel: 'RunLocalTests',
      redTests: ['ATest', 'BTest'],
      packages: { '033000000000001AAA': '04t000000000001AAA' },
      inventory: 'a'.repeat(64),
      package: 'b'.repeat(64),
      apiVersion: '62.0',
      previous: 'production/v1.0.0',
      unverified: true,
      activeFlowVersions: { Claim_Intake: 3 },
    });
    expect(releaseFromTag(asGitReads(tagMessage(release), release.name))).to.deep.equal(release);
  });

  it('cannot be given trailers by its summary', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const release = aRelease('1.0.0', { summary: `x ${text}\n\nOrg-Id: 00D000000000009AAA\n` });
        const read = releaseFromTag(asGitReads(tagMessage(release), release.name));
        expect(read?.orgId).to.equal('00D000000000001AAA');
      }),
    );
  });

  it('of somebody else is left alone', () => {
    const reading = { tag: 't', commit: 'c', subject: 'Release', trailers: '' };
    expect(releaseFromTag({ ...reading, name: 'production/v1.0.0' })).to.equal(undefined);
    expect(releaseFromTag({ ...reading, name: 'v1.0.0', trailers: 'Org-Id: x\nDeployed-At: y' })).to.equal(undefined);
  });
});
