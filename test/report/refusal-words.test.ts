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

  it('exist for no reason that is gone', () => {
    expect([...sections.keys()].filter((key) => !reasons.includes(key.replace(/\.actions$/u, '')))).to.deep.equal([]);
  });
});
