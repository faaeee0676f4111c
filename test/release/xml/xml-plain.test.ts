import { expect } from 'chai';
import fc from 'fast-check';
import { openSourceFormat } from '../../../src/gateways/source-format.ts';
import { parseStrictly } from '../../../src/release/xml/xml-parse.ts';
import { readPlainXml } from '../../../src/release/xml/xml-plain.ts';
import { pick, randomOf, randomRoot, restyled } from '../random-xml.ts';

const types = Object.values(openSourceFormat().registry.types).map(({ name }) => name);

const orRefused = (text: string): unknown => {
  try {
    return parseStrictly(text);
  } catch {
    return undefined;
  }
};

/** What the strict parser makes of a text has to be what the plain reader does, if it does anything. */
const expectAlike = (text: string): void => {
  const read = readPlainXml(text);
  if (read !== undefined) expect(read).to.deep.equal(orRefused(text));
};

const pieces = fc.constantFrom(
  ...['<a>', '</a>', '<b>', '</b>', '<a/>', '<b />', '<a x="1">', '<b x="1" x="2">', "<a xmlns='u' y='<'>", '<a x=1>'],
  ...['<!-- c -->', '<!-- -- -->', '<!---->', '<![CDATA[', ']]>', '<?pi?>', '<!DOCTYPE a>', '</a >', '<_:.-é>', '< a>'],
  ...[
    '&amp;',
    '&#65;',
    '&#10;',
    '&#x41;',
    '&#1;',
    '&e;',
    '&',
    '\r\n',
    '\r',
    '\n',
    '\t',
    ' ',
    'text',
    '\u0001',
    '\ufffe',
  ],
  ...[
    '\ud800',
    '😀',
    '<',
    '>',
    '"',
    '\ufeff',
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<?xml version="1.1"?>',
    '\u0085',
  ],
);

describe('the reader of plain metadata XML', () => {
  it('reads what Salesforce writes', () => {
    const text = `<?xml version="1.0" encoding="UTF-8"?>
<CustomMetadata xmlns="http://soap.sforce.com/2006/04/metadata" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
    <label><!-- Rate --></label>
    <values>
        <field>A&amp;B__c</field>
        <value xsi:nil="true"/>
    </values>
</CustomMetadata>
`;
    expect(readPlainXml(text)).to.deep.equal({
      name: 'CustomMetadata',
      children: [
        { name: 'label', text: '', children: [] },
        {
          name: 'values',
          children: [
            { name: 'field', text: 'A&B__c', children: [] },
            { name: 'value', text: '', children: [], attributes: { 'xsi:nil': 'true' } },
          ],
        },
      ],
    });
  });

  it('reads any file of any type as the strict parser does', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = randomOf(seed);
        const type = pick(random, types);
        expectAlike(restyled(random, randomRoot(random, type), () => type));
      }),
      { numRuns: 500 },
    );
  });

  it('reads nothing that the strict parser refuses', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 8 }), fc.boolean(), (parts, isInside) => {
        const text = parts.join('');
        expectAlike(isInside ? `<a>${text}</a>` : text);
      }),
      { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 20_000) },
    );
  });

  it('leaves the rare to the strict parser', () => {
    for (const text of ['<a><![CDATA[x]]></a>', '<a>&#x41;</a>', '<?xml version="1.1"?><a/>', '<a><?pi?></a>'])
      expect(readPlainXml(text), text).to.equal(undefined);
  });
});
