import { expect } from 'chai';
import fc from 'fast-check';
import type { XmlElement } from '../../../src/release/xml/xml-element.ts';
import { parseXml } from '../../../src/release/xml/xml-parse.ts';
import { writeXml } from '../../../src/release/xml/xml-write.ts';

const leaf = (name: string, text: string): XmlElement => ({ name, text, children: [] });

const isWritable = (any: string): boolean =>
  any.isWellFormed() && !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(any);

/** Text that XML can hold; white space alone with a line break is how editors lay out empty elements, so no value. */
const text = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom('<', '>', '&', '"', "'", ']]>', '&amp;', '&#13;', '\r', '\n', '\t', ' ', ' ', '%', '<!--', '$&'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }).filter((any) => isWritable(any)),
    ),
  })
  .filter((any) => any.trim() !== '' || !any.includes('\n'));

const elementName = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.-]{0,12}$/).filter((name) => name !== '__proto__');

const attributes = fc.option(
  fc.oneof(
    fc.constant({ 'xsi:nil': 'true' }),
    fc.constantFrom('xsd:string', 'xsd:double').map((type) => ({ 'xsi:type': type })),
    text.map((value) => ({ note: value.replaceAll(/[\t\n\r]/g, ' ') })),
  ),
  { nil: undefined },
);

const { element } = fc.letrec<{ element: XmlElement }>((tie) => ({
  element: fc
    .tuple(
      elementName,
      fc.oneof(
        { maxDepth: 5 },
        text.map((value) => ({ text: value, children: [] })),
        fc.array(tie('element'), { minLength: 1, maxLength: 4 }).map((children) => ({ children })),
      ),
      attributes,
    )
    .map(([name, content, given]) => ({ name, ...content, ...(given && { attributes: given }) })),
}));

describe('writing metadata XML', () => {
  it('writes what reads back as the same, whatever it is', () => {
    fc.assert(
      fc.property(element, (root) => {
        expect(parseXml(writeXml(root))).to.deep.equal(root);
      }),
      { numRuns: 500 },
    );
  });

  it('writes as Salesforce does', () => {
    const root: XmlElement = {
      name: 'CustomMetadata',
      children: [
        leaf('label', `Bread & "butter" <isn't>`),
        leaf('description', ''),
        {
          name: 'values',
          children: [
            leaf('field', 'Rate__c'),
            { name: 'value', text: '1.5', children: [], attributes: { 'xsi:type': 'xsd:double' } },
          ],
        },
      ],
    };
    expect(writeXml(root)).to.equal(`<?xml version="1.0" encoding="UTF-8"?>
<CustomMetadata xmlns="http://soap.sforce.com/2006/04/metadata" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
    <label>Bread &amp; &quot;butter&quot; &lt;isn&apos;t&gt;</label>
    <description></description>
    <values>
        <field>Rate__c</field>
        <value xsi:type="xsd:double">1.5</value>
    </values>
</CustomMetadata>
`);
  });

  it('keeps the carriage return that a parser would read as a line feed', () => {
    const written = writeXml(leaf('content', 'one\r\ntwo\r'));
    expect(written).to.include('one&#13;\ntwo&#13;');
    expect(parseXml(written).text).to.equal('one\r\ntwo\r');
  });

  it('refuses what XML cannot hold, naming the element and not the value', () => {
    for (const bad of ['a\u0000b', 'a\u000bb', '\uffff', '\ud800', '\udc00x'])
      expect(() => writeXml({ name: 'Root', children: [leaf('secret', bad)] }))
        .to.throw(RangeError, '<secret> holds a character that XML cannot')
        .with.property('message')
        .that.does.not.include(bad);
  });

  it('refuses a prefix without a namespace, markup in a name, and text beside children', () => {
    expect(() => writeXml({ name: 'Root', children: [], text: '', attributes: { 'foo:bar': '1' } })).to.throw(
      /prefix foo/,
    );
    expect(() => writeXml(leaf('a><b', ''))).to.throw(/not the name of an element/);
    expect(() => writeXml({ name: 'Root', text: 'x', children: [leaf('a', '')] })).to.throw(/text and children/);
  });
});
