import { expect } from 'chai';
import { parseXml, XmlError } from '../../src/release/xml/xml-parse.ts';
import { readConfiguration } from '../../src/release/configuration.ts';

const entities = (count: number, each: string): string =>
  Array.from({ length: count }, (_, index) => `<!ENTITY e${index + 1} "${each.replaceAll('N', String(index))}">`).join(
    '',
  );

/** Texts that were made to stop a parser, or to make it fetch or hold what it should not. */
const attacks: Readonly<Record<string, string>> = {
  'a billion laughs': `<!DOCTYPE x [<!ENTITY e0 "ha">${entities(20, '&eN;&eN;')}]><x>&e20;</x>`,
  'quadratic entities': `<!DOCTYPE x [<!ENTITY e "${'a'.repeat(100_000)}">]><x>${'&e;'.repeat(10_000)}</x>`,
  'a file from outside': '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
  'a page from outside': '<!DOCTYPE x [<!ENTITY % e SYSTEM "http://127.0.0.1:1/"> %e;]><x/>',
  'a document type alone': '<!DOCTYPE x><x/>',
  'an entity nobody declared': '<x>&e;</x>',
  'a hundred thousand levels': `${'<x>'.repeat(100_000)}${'</x>'.repeat(100_000)}`,
  'two roots': '<x/><y/>',
  'an end that never comes': '<x><y>',
  'an attribute twice': '<x a="1" a="2"/>',
  'a control character': '<x>\u0001</x>',
};

describe('XML and YAML made to hurt', () => {
  for (const [name, text] of Object.entries(attacks))
    it(`${name} is refused at once`, () => {
      const began = performance.now();
      expect(() => parseXml(text)).to.throw(XmlError);
      expect(performance.now() - began).to.be.lessThan(1000);
    });

  it('names of the language itself are names of elements', () => {
    const { children } = parseXml('<x><__proto__><y>1</y></__proto__><constructor>2</constructor></x>');
    expect(children.map(({ name }) => name)).to.deep.equal(['__proto__', 'constructor']);
    expect({}).not.to.have.property('y');
  });

  it('a million numeric references are a million characters, in a second or two', function () {
    this.timeout(10_000);
    expect(parseXml(`<x>${'&#97;'.repeat(1_000_000)}</x>`).text).to.have.length(1_000_000);
  });

  it('aliases of aliases in release.yaml are refused, not unfolded', () => {
    const levels = Array.from({ length: 30 }, (_, index) => `a${index + 1}: &a${index + 1} [*a${index}, *a${index}]`);
    const began = performance.now();
    const reading = readConfiguration(['a0: &a0 x', ...levels].join('\n'));
    expect(reading).to.have.property('problems');
    expect(performance.now() - began).to.be.lessThan(1000);
  });
});
