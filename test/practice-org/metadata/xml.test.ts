import { expect } from 'chai';
import fc from 'fast-check';
import {
  canonicalDocument,
  innerText,
  leaf,
  branch,
  parseInner,
  parseXml,
  XmlProblem,
} from '../../../src/practice-org/metadata/xml/xml.ts';

const refused = (source: string | Buffer): XmlProblem => {
  try {
    parseXml(source);
  } catch (error) {
    if (error instanceof XmlProblem) return error;
    throw error;
  }
  throw new Error('it was accepted');
};

describe('practice org: XML', () => {
  /** Documents that must not be accepted, and a word of the reason. */
  const bad: readonly (readonly [string, string | Buffer, string])[] = [
    ['an open element', '<a><b></b>', 'unclosed'],
    ['two roots', '<a/><b/>', 'root'],
    ['nothing', '', 'root'],
    ['a DOCTYPE', '<!DOCTYPE a><a/>', 'DOCTYPE'],
    ['an entity bomb', '<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;">]><a>&z;</a>', 'DOCTYPE'],
    ['an unknown entity', '<a>&x;</a>', 'entity'],
    ['bytes that are no UTF-8', Buffer.from([0x3c, 0x61, 0x3e, 0xff, 0xfe, 0x3c, 0x2f, 0x61, 0x3e]), 'UTF-8'],
    ['elements nested without end', `${'<a>'.repeat(10_000)}${'</a>'.repeat(10_000)}`, 'nested'],
    ['a control character', '<a>\u0001</a>', 'disallowed'],
  ];
  for (const [what, source, word] of bad)
    it(`refuses ${what}`, () => {
      expect(refused(source).message).to.include(word);
    });

  it('passes over text beside elements', () => {
    expect(parseXml('<a>text<b>kept</b>></a>')).to.deep.equal(parseXml('<a><b>kept</b></a>'));
  });

  it('says where the problem is', () => {
    expect(refused('<a>\n  <b></c>\n</a>')).to.include({ line: 2 });
  });

  it('reads what it wrote: any text, any depth', () => {
    const text = fc
      .string({ unit: 'grapheme' })
      .filter((value) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(value) && value.isWellFormed());
    const name = fc.constantFrom('fullName', 'a', 'b', 'label', 'value');
    const tree = fc.letrec<{ node: ReturnType<typeof leaf> }>((tie) => ({
      node: fc.oneof(
        { depthSize: 'small' },
        fc.tuple(name, text).map(([tag, value]) => leaf(tag, value)),
        fc
          .tuple(name, fc.array(tie('node'), { minLength: 1, maxLength: 4 }))
          .map(([tag, children]) => branch(tag, children)),
      ),
    })).node;
    fc.assert(
      fc.property(fc.array(tree, { minLength: 1, maxLength: 4 }), (children) => {
        expect(parseInner(innerText(children))).to.deep.equal(children);
        const once = canonicalDocument(branch('Root', children));
        expect(canonicalDocument(parseXml(once)).equals(once)).to.be.true;
      }),
    );
  });
});
