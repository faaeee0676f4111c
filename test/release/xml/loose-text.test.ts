import { expect } from 'chai';
import { looseText } from '../../../src/release/xml/loose-text.ts';

describe('the loose text of an element', () => {
  const label = '<labels><name>Hello</name><label>Good day</label></labels>';

  it('is the same whatever the order, white space and comments of what is in it', () => {
    const other = '<labels>\n  <label>Good day</label><!-- first -->\n  <name>Hello</name>\n</labels>';
    expect(looseText(other)).to.equal(looseText(label));
  });

  it('keeps elements of one name in their order', () => {
    const values = (one: string, other: string): string => `<a><value>${one}</value><value>${other}</value></a>`;
    expect(looseText(values('1', '2'))).not.to.equal(looseText(values('2', '1')));
  });

  it('keeps every text, its edges and its attributes', () => {
    for (const other of [
      label.replace('Good day', ' Good day'),
      label.replace('Good day', 'Good  day'),
      label.replace('<label>', '<label xsi:nil="true">'),
      label.replace('<labels>', '<labels lang="en">'),
    ])
      expect(looseText(other), other).not.to.equal(looseText(label));
  });

  it('is the text itself where it is no plain nest of elements', () => {
    for (const text of ['<a>text</a>', '<a/>', '<a>text<b/></a>', '<a><b></a>', '<a><b>1</b>'])
      expect(looseText(text)).to.equal(text);
  });

  it('looks only a few elements deep', () => {
    const deep = `${'<a>'.repeat(50_000)}x${'</a>'.repeat(50_000)}`;
    expect(looseText(deep)).to.have.length(deep.length);
  }).timeout(5000);
});
