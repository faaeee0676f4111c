import { expect } from 'chai';
import { differenceOf, kindOf, type Difference } from './compare-files.ts';

const document = (inner: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Thing xmlns="m">${inner}</Thing>\n`;

const between = (sent: string, back: string): Difference =>
  differenceOf('a/Thing.thing-meta.xml', Buffer.from(document(sent)), Buffer.from(document(back)));

describe('contract: comparing what came back', () => {
  const cases: readonly (readonly [Difference, string, string])[] = [
    ['equal bytes', '<a>1</a>', '<a>1</a>'],
    ['written otherwise', '<!-- why --><a>&quot;1</a><b></b>', '\n    <a>"1</a>\n    <b/>\n'],
    ['tags in another order', '<b>1</b><a>2</a><a>1</a>', '<a>2</a><a>1</a><b>1</b>'],
    ['equal tags in another order', '<a>2</a><a>1</a>', '<a>1</a><a>2</a>'],
    ['different', '<a>1</a>', '<a> 1</a>'],
    ['different', '<a>1</a>', '<a>1</a><a>1</a>'],
    ['different', '<a x="1"/>', '<a x="2"/>'],
  ];
  for (const [difference, sent, back] of cases)
    it(`calls ${sent} and ${JSON.stringify(back)} ${difference}`, () => {
      expect(between(sent, back)).to.equal(difference);
    });

  it('compares what is not XML by bytes', () => {
    expect(differenceOf('A.cls', Buffer.from('class A {}'), Buffer.from('class A { }'))).to.equal('different');
  });

  it('counts by what follows the name', () => {
    expect([kindOf('objects/A__c/fields/Risk__c.field-meta.xml'), kindOf('classes/A.cls')]).to.deep.equal([
      'field-meta.xml',
      'cls',
    ]);
  });
});
