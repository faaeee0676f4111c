import { expect } from 'chai';
import { explained, type Explained } from '../../bin/replay/explain.ts';
import { differencesBetween, type Holdings } from '../../bin/replay/judge.ts';

const holdings = (components: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>): Holdings =>
  new Map(Object.entries(components).map(([key, parts]) => [key, new Map(Object.entries(parts))]));

describe('the judge of a replay', () => {
  it('finds what is missing, what should not be there, and what differs', () => {
    const held = holdings({ 'apexclass:a': { file: ['1'] }, 'apexclass:b': { file: ['1'] } });
    const wanted = holdings({ 'apexclass:b': { file: ['2'] }, 'apexclass:c': { file: ['1'] } });
    expect(differencesBetween(held, wanted).map(({ key, what }) => `${key} ${what}`)).to.deep.equal([
      'apexclass:a should not be there',
      'apexclass:b differs in file (1 instead of 2)',
      'apexclass:c is missing',
    ]);
  });

  it('finds that something is there twice', () => {
    const once = holdings({ 'profile:admin': { fieldPermissions: ['x'] } });
    const twice = holdings({ 'profile:admin': { fieldPermissions: ['x', 'x'] } });
    expect(differencesBetween(twice, once)).to.have.lengthOf(1);
  });

  describe('and what plans explain', () => {
    const difference = (...texts: readonly string[]) => ({
      key: 'translations:de',
      what: 'differs',
      pieces: texts.map((text) => ({ part: 'customLabels', text })),
    });
    const named = new Map([['translations:de', { reason: 'stays', parts: new Set(['customLabels']) }]]);
    const judge = (earlier: Explained, texts: readonly string[], reasons: typeof named = new Map()) =>
      explained(texts.length === 0 ? [] : [difference(...texts)], reasons, earlier);

    it('is silent when no plan has named it', () => {
      expect(judge(new Map(), ['+one']).silent).to.deep.equal(['translations:de differs']);
    });

    it('names what the plan names, and what it named earlier as long as it is there', () => {
      const earlier: Explained = new Map();
      expect(judge(earlier, ['+one'], named).named.get('translations:de')).to.equal('stays');
      expect(judge(earlier, ['+one']).silent).to.deep.equal([]);
      judge(earlier, []);
      expect(judge(earlier, ['+one']).silent).to.have.lengthOf(1);
    });

    it('does not let a reason for one entry explain another', () => {
      const earlier: Explained = new Map();
      judge(earlier, ['+one'], named);
      expect(judge(earlier, ['+one', '+two']).silent).to.have.lengthOf(1);
    });

    it('does not let a reason for one element explain another', () => {
      const elsewhere = new Map([['translations:de', { reason: 'stays', parts: new Set(['customTabs']) }]]);
      expect(judge(new Map(), ['+one'], elsewhere).silent).to.have.lengthOf(1);
    });
  });
});
