import { expect } from 'chai';
import fc from 'fast-check';
import { dateText, spanOf } from '../../../../src/practice-org/records/soql/dates.ts';

/** Tuesday, 10 March 2026. */
const NOW = new Date('2026-03-10T12:00:00Z');

const span = (literal: string): readonly [string, string] | undefined => {
  const found = spanOf(literal, NOW);
  return found === undefined ? undefined : [dateText(found.from), dateText(found.to)];
};

describe('date literals', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['YESTERDAY', '2026-03-09', '2026-03-10'],
    ['TODAY', '2026-03-10', '2026-03-11'],
    ['TOMORROW', '2026-03-11', '2026-03-12'],
    ['LAST_WEEK', '2026-03-01', '2026-03-08'],
    ['THIS_WEEK', '2026-03-08', '2026-03-15'],
    ['NEXT_WEEK', '2026-03-15', '2026-03-22'],
    ['LAST_MONTH', '2026-02-01', '2026-03-01'],
    ['THIS_MONTH', '2026-03-01', '2026-04-01'],
    ['NEXT_MONTH', '2026-04-01', '2026-05-01'],
    ['THIS_QUARTER', '2026-01-01', '2026-04-01'],
    ['LAST_QUARTER', '2025-10-01', '2026-01-01'],
    ['THIS_YEAR', '2026-01-01', '2027-01-01'],
    ['LAST_FISCAL_YEAR', '2025-01-01', '2026-01-01'],
    ['LAST_90_DAYS', '2025-12-10', '2026-03-11'],
    ['LAST_N_DAYS:1', '2026-03-09', '2026-03-11'],
    ['NEXT_N_DAYS:2', '2026-03-11', '2026-03-13'],
    ['N_DAYS_AGO:3', '2026-03-07', '2026-03-08'],
    ['LAST_N_WEEKS:2', '2026-02-22', '2026-03-08'],
    ['LAST_N_MONTHS:2', '2026-01-01', '2026-03-01'],
    ['NEXT_N_MONTHS:2', '2026-04-01', '2026-06-01'],
    ['N_MONTHS_AGO:1', '2026-02-01', '2026-03-01'],
    ['LAST_N_QUARTERS:1', '2025-10-01', '2026-01-01'],
    ['LAST_N_YEARS:2', '2024-01-01', '2026-01-01'],
    ['last_n_fiscal_quarters:1', '2025-10-01', '2026-01-01'],
  ];
  for (const [literal, from, to] of cases)
    it(`${literal} is from ${from} up to ${to}`, () => {
      expect(span(literal)).to.deep.equal([from, to]);
    });

  it('are nothing else', () => {
    expect(['SOMEDAY', 'LAST_N_DAYS', 'LAST_N_DAYS:x', 'THIS_DAY', ''].map(span)).to.deep.equal(
      new Array(5).fill(undefined),
    );
  });

  it('follow each other without gap or overlap, at any time of any year', () => {
    const moments = fc.date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(moments, fc.constantFrom('WEEK', 'MONTH', 'QUARTER', 'YEAR'), (now, unit) => {
        const [last, current, next] = ['LAST', 'THIS', 'NEXT'].map((which) => spanOf(`${which}_${unit}`, now));
        expect(last?.to).to.equal(current?.from);
        expect(current?.to).to.equal(next?.from);
        expect(current?.from).to.be.at.most(now.getTime());
        expect(current?.to).to.be.greaterThan(now.getTime());
      }),
    );
  });
});
