import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { refusalWords } from '../../src/report/refusal-words.ts';

const messages = await readFile(new URL('../../messages/refusals.md', import.meta.url), 'utf8');
const sections = new Map(
  messages
    .split(/^# /mu)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')), section]),
);
const reasons = Object.keys(refusalWords);

describe('the words of refusals', () => {
  for (const reason of reasons)
    it(`say what ${reason} means and what to do next`, () => {
      expect(sections.get(reason), 'message')
        .to.be.a('string')
        .with.length.above(reason.length + 10);
      expect(sections.get(`${reason}.actions`), 'actions').to.match(/^- \S/mu);
    });

  it('name the release line in the commands that they offer', () => {
    const [current, whole] = ['production/core/v1.0.0', 'production/v1.0.0'] as const;
    const none = { reason: 'noEarlierRelease', bad: [], shallow: false } as const;
    const offered = (release: typeof current | typeof whole) =>
      new Set(refusalWords.noEarlierRelease({ ...none, current: release }).actions);
    expect([...offered(current), ...offered(whole)]).to.deep.equal([' --line core', '']);
    const blocked = { reason: 'blockedRelease', by: 'Ada', at: '2026-11-21T10:00:00Z', because: '' } as const;
    const instead = (release: typeof current | typeof whole) =>
      refusalWords.blockedRelease({ ...blocked, release }).actions?.[1];
    expect(instead(current)).to.contain('Another line can be deployed');
    expect(instead(whole)).to.equal('');
  });

  it('exist for no reason that is gone', () => {
    expect([...sections.keys()].filter((key) => !reasons.includes(key.replace(/\.actions$/u, '')))).to.deep.equal([]);
  });
});
