import { expect } from 'chai';
import { compareContents } from '../../src/release/delta/compare-contents.ts';
import { component } from './plan-builders.ts';

const translations = (stray: string, label = 'Mann'): ReturnType<typeof component> =>
  component(
    'Translations:de',
    `<customLabels><label>${label}</label>${stray}<name>Male</name></customLabels><customLabels><label>Frau</label><name>Female</name></customLabels>`,
  );

describe('text beside elements', () => {
  it('is no difference: the org passes it over', () => {
    expect(compareContents(translations('>'), translations(''))).to.be.undefined;
  });

  it('hides no other difference', () => {
    expect(compareContents(translations('>'), translations('', 'Herr'))?.entries.map(({ key }) => key)).to.deep.equal([
      'Male',
    ]);
  });

  it('saves no file that is not well formed, such as one with a merge conflict', () => {
    expect(() => component('Translations:de', '<<<<<<< HEAD\n<label>a</label>')).to.throw();
  });
});
