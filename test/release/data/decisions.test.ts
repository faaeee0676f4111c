import { expect } from 'chai';
import fc from 'fast-check';
import { newDecisions } from '../../../src/release/data/decisions.ts';
import type { CsvRow, RowDecision } from '../../../src/release/data/restore-rules.ts';
import { newWriteMark } from '../../../src/release/data/write-mark.ts';

const changed = fc.record({
  kind: fc.constantFrom('update' as const, 'conflict' as const),
  fields: fc.subarray(['A__c', 'B__c', 'C__c'], { minLength: 1 }),
  isDeleted: fc.boolean(),
});
const decision: fc.Arbitrary<RowDecision | undefined> = fc.oneof(
  fc.constantFrom(undefined, { kind: 'same' as const }, { kind: 'insert' as const }, { kind: 'undelete' as const }),
  changed,
);

describe('what was decided for rows', () => {
  it('is remembered row by row, however many there are', () => {
    fc.assert(
      fc.property(fc.array(decision, { maxLength: 20 }), fc.integer({ min: 1, max: 300 }), (some, times) => {
        const all = Array.from({ length: times }, () => some).flat();
        const decisions = newDecisions();
        for (const each of all) decisions.add(each);
        expect(all.map((_, place) => decisions.at(place))).to.deep.equal(all);
        expect(decisions.at(all.length)).to.equal(undefined);
        const fields = all.flatMap((each) => (each !== undefined && 'fields' in each ? each.fields : []));
        expect(decisions.fields()).to.deep.equal(new Set(fields));
      }),
    );
  });
});

describe('the mark of what was written lately', () => {
  const since = '2026-11-21T10:00:00.000Z';
  const row = (Id: string, SystemModstamp: string, IsDeleted = 'false') => ({ Id, SystemModstamp, IsDeleted });
  const markOf = (...rows: readonly CsvRow[]): string => {
    const mark = newWriteMark(since);
    for (const each of rows) mark.add(each);
    return mark.digest();
  };
  const early = row('1', '2026-11-21T09:44:59.999Z');
  const open = row('2', '2026-11-21T09:45:00.000Z');

  it('is the same for the rows that an incremental reading brings, a quarter of an hour before included', () => {
    expect(markOf(early, open)).to.equal(markOf(open));
    expect(markOf(early)).not.to.equal(markOf(open));
  });

  it('is another when a row was written, deleted, or is gone', () => {
    const marks = [[open], [row('2', '2026-11-21T10:00:00.001Z')], [row('2', open.SystemModstamp, 'true')], []];
    expect(new Set(marks.map((rows) => markOf(...rows)))).to.have.length(4);
  });

  it('is another when somebody else wrote in the same second, in a transaction that ended after the reading', () => {
    const [one, other] = ['005000000000001AAA', '005000000000002AAA'].map((LastModifiedById) =>
      markOf({ ...open, LastModifiedById }),
    );
    expect(one).not.to.equal(other);
  });
});
