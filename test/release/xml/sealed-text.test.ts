import { expect } from 'chai';
import fc from 'fast-check';
import { namesIn, sealed, unsealed } from '../../../src/release/xml/sealed-text.ts';

const values = new Map([
  ['env:HOST', 'internal.example.com'],
  ['env:URL', 'https://internal.example.com/"quoted"\n'],
  ['file:../secret.txt', 'fish &amp; chips'],
  ['env:STAGE', 'prod'],
]);

const json = (value: unknown): string => JSON.stringify(value, undefined, 2);

describe('sealing text', () => {
  it('puts names where values stood, the longest first', () => {
    const text = json({ text: 'to https://internal.example.com/"quoted"\n', other: 'at internal.example.com:80' });
    expect(JSON.parse(sealed(text, values))).to.deep.equal({ text: 'to ⟦env:URL⟧', other: 'at ⟦env:HOST⟧:80' });
  });

  it('finds a value that was read as XML since', () => {
    const text = sealed(json({ raw: 'fish &amp; chips', read: 'fish & chips' }), values);
    expect(text).to.include('⟦file:../secret.txt⟧').and.include('⟦file:../secret.txt:xml⟧').and.not.include('chips');
    expect(JSON.parse(unsealed(text, values))).to.deep.equal({ raw: 'fish &amp; chips', read: 'fish & chips' });
  });

  it('leaves alone what is too short to be a secret', () => {
    expect(sealed('"prod product"', values)).to.equal('"prod product"');
  });

  it('names what is needed to read it, and who lacks it is told', () => {
    const text = sealed('"internal.example.com"', values);
    expect(namesIn(text)).to.deep.equal(['env:HOST']);
    expect(() => unsealed(text, new Map())).to.throw(RangeError, 'env:HOST is needed to read this, and is not set');
  });

  it('is undone by unsealing, and holds no value, whatever the text', () => {
    const piece = fc.constantFrom(
      ...values.values(),
      '⟦',
      '⟧',
      '⟦env:HOST⟧',
      '\\u27e6',
      '"',
      '\\',
      '$&',
      ' ',
      'é',
      'fish & chips',
    );
    const text = fc.array(fc.oneof(piece, fc.string()), { maxLength: 8 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.dictionary(text, text), (given) => {
        const text = sealed(json(given), values);
        expect(JSON.parse(unsealed(text, values))).to.deep.equal(given);
        expect(text).to.not.include('internal.example.com');
      }),
      { numRuns: 500 },
    );
  });
});
