import { expect } from 'chai';
import fc from 'fast-check';
import { wordFinder } from '../../../src/release/content/word-finder.ts';

const hasOne = (text: string, ...words: readonly string[]): boolean => wordFinder(new Set(words))(Buffer.from(text));

describe('a search for words', () => {
  it('finds whole words, at the beginning, in the middle and at the end', () => {
    for (const text of ['Risk__c', 'Risk__c = 1', 'a.Risk__c>0', 'x Risk__c'])
      expect(hasOne(text, 'Risk__c'), text).to.equal(true);
    for (const text of ['', 'Risk__cc', 'xRisk__c', 'Risk_c', 'risk__c', 'Risk'])
      expect(hasOne(text, 'Risk__c'), text).to.equal(false);
  });

  it('takes letters beyond ASCII for what stands between words', () => {
    expect(hasOne('ßRisk__cß', 'Risk__c')).to.equal(true);
  });

  it('finds what a regular expression finds', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'B', '_', '1', ' ', '-', 'é', '\n'), maxLength: 40 });
    const names = fc.uniqueArray(fc.stringMatching(/^[aB_1]{1,4}$/u), { maxLength: 5 });
    fc.assert(
      fc.property(letters, names, (text, words) => {
        const found = text.match(/\w+/gu)?.some((word) => words.includes(word)) ?? false;
        expect(hasOne(text, ...words)).to.equal(found);
      }),
    );
  });
});
