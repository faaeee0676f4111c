import fc from 'fast-check';
import type { FieldDefinition, Row } from '../../../src/practice-org/records/types.ts';

/** Characters that CSV, shells, spreadsheets and encodings stumble over. */
const anyText = (longest: number) =>
  fc
    .string({
      unit: fc.constantFrom(
        '"',
        ',',
        '\n',
        "'",
        '=',
        '+',
        '@',
        '#',
        ' ',
        ';',
        '|',
        'a',
        'Z',
        '0',
        'é',
        '漢',
        '😀',
        '\t',
      ),
      maxLength: longest,
    })
    .map((text) => text.trim())
    .filter((text) => text !== '#N/A');

const digits = (scale: number) => fc.integer({ min: -1e8, max: 1e8 }).map((value) => value / 10 ** scale);

const moment = fc
  .date({ min: new Date('1970-01-02'), max: new Date('2199-12-31'), noInvalidDate: true })
  .map((date) => new Date(Math.floor(date.getTime() / 1000) * 1000).toISOString());

const colours = ['Red', 'Green, dark', 'Blue "navy"'];
const picklistValues = colours.map((value) => ({ value }));

interface Kind {
  readonly definition: Omit<FieldDefinition, 'name'>;
  /** Never null: that is added. */
  readonly values: fc.Arbitrary<unknown>;
}

const text = (definition: Kind['definition'], longest: number): Kind => ({
  definition,
  values: anyText(longest).filter((value) => value !== ''),
});

/** Every type of field that holds values of its own. */
export const kinds = {
  string: text({ type: 'string', length: 80 }, 30),
  textarea: text({ type: 'textarea', length: 255 }, 60),
  longText: text({ type: 'textarea', length: 32_000 }, 300),
  boolean: { definition: { type: 'boolean' }, values: fc.boolean() },
  double: { definition: { type: 'double', precision: 18, scale: 2 }, values: digits(2) },
  int: { definition: { type: 'double', precision: 10, scale: 0 }, values: digits(0) },
  currency: { definition: { type: 'currency', precision: 18, scale: 2 }, values: digits(2) },
  percent: { definition: { type: 'percent', precision: 12, scale: 3 }, values: digits(3) },
  date: { definition: { type: 'date' }, values: moment.map((at) => at.slice(0, 10)) },
  datetime: { definition: { type: 'datetime' }, values: moment },
  time: { definition: { type: 'time' }, values: moment.map((at) => `${at.slice(11, 19)}.000Z`) },
  email: {
    definition: { type: 'email' },
    values: fc.nat(1e6).map((number) => `person${number}@example.com`),
  },
  phone: { definition: { type: 'phone', length: 40 }, values: fc.nat(1e9).map((number) => `+47 ${number}`) },
  url: {
    definition: { type: 'url', length: 255 },
    values: fc.nat(1e6).map((number) => `https://example.com/?a=${number}&b="x"`),
  },
  picklist: { definition: { type: 'picklist', picklistValues }, values: fc.constantFrom(...colours) },
  multipicklist: {
    definition: { type: 'multipicklist', picklistValues: ['Red', 'Green', 'Blue'].map((value) => ({ value })) },
    values: fc.subarray(['Red', 'Green', 'Blue'], { minLength: 1 }).map((chosen) => chosen.join(';')),
  },
  encrypted: text({ type: 'encryptedstring', length: 100 }, 20),
} as const satisfies Readonly<Record<string, Kind>>;

export interface GeneratedTable {
  readonly fields: readonly FieldDefinition[];
  readonly rows: readonly Row[];
  /** What becomes of each row after it was saved. */
  readonly fates: readonly Fate[];
  /** The row that each one refers to. */
  readonly parents: readonly number[];
}

export const fateNames = ['stays', 'changes', 'isEmptied', 'isBinned', 'isDestroyed'] as const;
export type Fate = (typeof fateNames)[number];

/** Some of the types, and rows of them; the same seed gives the same. */
export const generatedTable = (seed: number, count: number): GeneratedTable => {
  const names = Object.keys(kinds) as (keyof typeof kinds)[];
  const [chosen = names] = fc.sample(fc.subarray(names, { minLength: 4 }), { seed, numRuns: 1 });
  const values = Object.fromEntries(
    chosen.map((name) => [
      `${name}__c`,
      name === 'boolean' ? kinds[name].values : fc.option(kinds[name].values, { freq: 4 }),
    ]),
  );
  const sample = <Value>(arbitrary: fc.Arbitrary<Value>): Value[] => fc.sample(arbitrary, { seed, numRuns: count });
  return {
    fields: chosen.map((name) => ({ name: `${name}__c`, ...kinds[name].definition })),
    rows: sample(fc.record(values)),
    fates: sample(fc.constantFrom(...fateNames)),
    parents: sample(fc.nat(count - 1)),
  };
};
