import { expect } from 'chai';
import fc from 'fast-check';
import { coerce } from '../../../src/practice-org/records/write/coerce.ts';
import { resolveField } from '../../../src/practice-org/records/schema/entity.ts';
import { checkValue } from '../../../src/practice-org/records/write/field-checks.ts';
import { isRowError } from '../../../src/practice-org/records/write/row-errors.ts';
import type { FieldType } from '../../../src/practice-org/records/types.ts';

const field = (type: FieldType) => resolveField({ name: 'F__c', type, length: 255 });
const TYPES: readonly FieldType[] = [
  'string', 'textarea', 'boolean', 'int', 'double', 'currency', 'percent', 'date', 'datetime', 'time', 'email', 'phone', 'url',
  'picklist', 'multipicklist', 'reference', 'encryptedstring', 'base64',
]; // prettier-ignore

describe('values that were sent', () => {
  const csv: readonly (readonly [FieldType, string, unknown])[] = [
    ['boolean', 'TRUE', true],
    ['boolean', 'yes', true],
    ['boolean', '0', false],
    ['int', '42', 42],
    ['double', '1.6147805824397E13', 16147805824397],
    ['currency', '$1,234.50', 1234.5],
    ['date', '2026-02-28', '2026-02-28'],
    ['date', '2026-02-28T10:00:00.000Z', '2026-02-28'],
    ['datetime', '2026-02-28T10:00:00.000Z', Date.parse('2026-02-28T10:00:00Z')],
    ['datetime', '2026-02-28T10:00:00.000+0200', Date.parse('2026-02-28T08:00:00Z')],
    ['datetime', '2026-02-28', Date.parse('2026-02-28T00:00:00Z')],
    ['time', '10:30', '10:30:00.000Z'],
    ['string', '  a b  ', 'a b'],
    ['string', '   ', null],
    ['multipicklist', 'b;a;b; ', 'b;a'],
  ];
  for (const [type, text, value] of csv)
    it(`${JSON.stringify(text)} is ${JSON.stringify(value)} in a ${type} field`, () => {
      expect(coerce(field(type), text, 'csv')).to.equal(value);
    });

  const wrong: readonly (readonly [FieldType, unknown])[] = [
    ['boolean', 'perhaps'],
    ['int', 'ten'],
    ['int', '0x10'],
    ['double', 'Infinity'],
    ['double', Number.NaN],
    ['date', '2026-13-01'],
    ['date', '2026-02-29'],
    ['date', 'yesterday'],
    ['datetime', '2026-02-28T25:00:00Z'],
    ['time', '24:00:00'],
    ['reference', '0011'],
    ['string', 5],
    ['string', { a: 1 }],
    ['base64', 'ä'],
    ['date', new Date(Number.NaN)],
    ['datetime', new Date(Number.NaN)],
  ];
  for (const [type, raw] of wrong)
    it(`${JSON.stringify(raw)} is no value of a ${type} field`, () => {
      expect(isRowError(coerce(field(type), raw, 'json'))).to.equal(true);
    });

  it('come out as a value or an error of the platform, whatever they are', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...TYPES),
        fc.anything({ withDate: true }),
        fc.constantFrom('json', 'csv'),
        (type, raw, origin) => {
          const value = coerce(field(type), raw, origin);
          if (isRowError(value)) expect(value.statusCode).to.match(/^[A-Z_]+$/);
          else {
            expect(value === null || ['string', 'number', 'boolean'].includes(typeof value)).to.equal(true);
            checkValue(field(type), value);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('are orders of a picklist in a multi-select, however they were sent', () => {
    const tags = resolveField({
      name: 'Tags__c',
      type: 'multipicklist',
      picklistValues: [{ value: 'Red' }, { value: 'Green' }, { value: 'Blue' }],
    });
    fc.assert(
      fc.property(fc.shuffledSubarray(['Red', 'Green', 'Blue'], { minLength: 1 }), (values) => {
        const kept = ['Red', 'Green', 'Blue'].filter((value) => values.includes(value));
        expect(coerce(tags, values.join(';'), 'csv')).to.equal(kept.join(';'));
      }),
    );
  });
});
