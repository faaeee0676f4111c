import { expect } from 'chai';
import type { FieldFacts } from '../../../src/release/data/object-facts.ts';
import { cellProblem } from '../../../src/release/data/row-limits.ts';
import { rowSelector } from '../../../src/release/data/row-selection.ts';

const id = '001000000000001AAA';
const saved = { Id: id, Ext__c: 'E-1', SystemModstamp: '2026-11-20T00:00:00.000Z' };
const now = { ...saved, SystemModstamp: '2026-11-21T14:00:00.000Z' };

describe('the saved rows that are meant', () => {
  it('are all of them when nothing is said', () => {
    expect(rowSelector({ ids: [] })(saved, undefined)).to.equal(true);
  });

  it('are told by id of 15 or 18 characters, or by external id', () => {
    expect(rowSelector({ ids: [id] })(saved, now)).to.equal(true);
    expect(rowSelector({ ids: [id.slice(0, 15)] })(saved, now)).to.equal(true);
    expect(rowSelector({ ids: ['001000000000002AAA'] })(saved, now)).to.equal(false);
    const byKey = rowSelector({ ids: ['001000000000002AAA'], externalIds: { Ext__c: ['E-1', 'E-2'] } });
    expect(byKey(saved, now)).to.equal(true);
    expect(byKey({ ...saved, Ext__c: '' }, now)).to.equal(false);
  });

  it('are told by when the org last wrote them, the first moment included and the last not', () => {
    const at = now.SystemModstamp;
    expect(rowSelector({ ids: [], changedSince: at })(saved, now)).to.equal(true);
    expect(rowSelector({ ids: [], changedBefore: at })(saved, now)).to.equal(false);
    expect(rowSelector({ ids: [], changedSince: '2026-11-21T15:00:00+01:00' })(saved, now)).to.equal(true);
    expect(rowSelector({ ids: [], changedSince: '2026-11-21T14:00:01Z' })(saved, now)).to.equal(false);
  });

  it('have been written when they are gone for good: nobody knows when they went', () => {
    expect(rowSelector({ ids: [], changedSince: '2026-11-21T14:00:00Z' })(saved, undefined)).to.equal(true);
  });
});

describe('a value that the org will refuse', () => {
  const field = (given: Partial<FieldFacts>): FieldFacts => ({
    ...{ name: 'F__c', type: 'string', nillable: true, createable: true, updateable: true, calculated: false },
    ...{ autoNumber: false, filterable: true, externalId: false, nameField: false, unique: false, referenceTo: [] },
    isMaster: false,
    ...given,
  });

  it('is longer than the field, empty where it must not be, too large, or no value of a restricted picklist', () => {
    expect(cellProblem(field({ length: 3 }), 'four')).to.equal('tooLong');
    expect(cellProblem(field({ length: 3 }), 'two')).to.equal(undefined);
    expect(cellProblem(field({ nillable: false }), '')).to.equal('required');
    expect(cellProblem(field({ nillable: false, type: 'boolean' }), '')).to.equal(undefined);
    const number = field({ type: 'double', precision: 5, scale: 2 });
    expect(['-999.99', '1000', '0001', '1e3'].map((value) => cellProblem(number, value))).to.deep.equal([
      undefined,
      'tooManyDigits',
      undefined,
      undefined,
    ]);
    const picklist = field({ type: 'picklist', activeValues: new Set(['Red']) });
    expect(['Red', 'Green', ''].map((value) => cellProblem(picklist, value))).to.deep.equal([
      undefined,
      'notInPicklist',
      undefined,
    ]);
    const several = field({ type: 'multipicklist', activeValues: new Set(['Red', 'Blue']) });
    expect(['Red;Blue', 'Red;Green'].map((value) => cellProblem(several, value))).to.deep.equal([
      undefined,
      'notInPicklist',
    ]);
  });
});
