import { expect } from 'chai';
import fc from 'fast-check';
import { canonicalText, isSameElement } from '../../../src/release/xml/canonical-xml.ts';
import type { XmlElement } from '../../../src/release/xml/xml-element.ts';

/** Few names and texts, some of which have an order or a default, so that equal elements are common. */
const { element } = fc.letrec<{ element: XmlElement }>((tie) => ({
  element: fc
    .record({
      name: fc.constantFrom('CustomField', 'value', 'required', 'label'),
      content: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom('false', 'x', '').map((text) => ({ text, children: [] })),
        fc.array(tie('element'), { minLength: 1, maxLength: 3 }).map((children) => ({ children })),
      ),
      attributes: fc.option(fc.constantFrom({ 'xsi:nil': 'true' }, { a: '1', b: '2' }, { b: '2', a: '1' }), {
        nil: undefined,
        freq: 8,
      }),
    })
    .map(({ name, content, attributes }) => ({ name, ...content, ...(attributes && { attributes }) })),
}));

describe('canonical XML', () => {
  it('two elements are the same exactly when their canonical texts are', () => {
    fc.assert(
      fc.property(element, element, fc.constantFrom('CustomField', 'Profile'), (one, other, type) => {
        const shuffled = { ...one, children: one.children.toReversed() };
        for (const second of [other, shuffled])
          expect(isSameElement(one, second, type)).to.equal(canonicalText(one, type) === canonicalText(second, type));
      }),
      { numRuns: 5000 },
    );
  });
});
