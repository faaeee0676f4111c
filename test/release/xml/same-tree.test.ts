import { isDeepStrictEqual } from 'node:util';
import { expect } from 'chai';
import fc from 'fast-check';
import { isSameTree } from '../../../src/release/xml/same-tree.ts';
import type { XmlElement } from '../../../src/release/xml/xml-element.ts';

const few = fc.constantFrom('a', 'b');
const elementOf = (depth: number): fc.Arbitrary<XmlElement> =>
  fc.record(
    {
      name: few,
      text: few,
      attributes: fc.dictionary(few, few),
      children: depth === 0 ? fc.constant([]) : fc.array(elementOf(depth - 1), { maxLength: 2 }),
    },
    { requiredKeys: ['name', 'children'] },
  );

describe('two elements are equal to the letter', () => {
  it('exactly when everything in them is', () => {
    fc.assert(
      fc.property(elementOf(2), elementOf(2), (one, other) => {
        expect(isSameTree(one, other)).to.equal(isDeepStrictEqual(structuredClone(one), structuredClone(other)));
        expect(isSameTree(one, structuredClone(one))).to.equal(true);
      }),
      { seed: 1 },
    );
  });
});
