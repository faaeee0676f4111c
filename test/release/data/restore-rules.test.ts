import { expect } from 'chai';
import { decideRow, type RestoreColumns } from '../../../src/release/data/restore-rules.ts';
import { textField } from '../../gateways/data/store-bed.ts';

const fields = ['Name', 'Text__c'].map(textField);
const columns: RestoreColumns = {
  object: 'Thing__c',
  ...{ updateable: fields, createable: fields, replaceable: fields, notRestored: [], isWhole: true },
  readAt: '2026-11-21T10:30:00.000Z',
};

const then = '2026-11-21T10:00:00.000Z';
const later = '2026-11-21T11:00:00.000Z';
const row = (Text__c: string, SystemModstamp: string) => ({ Id: 'a01', Name: 'one', Text__c, SystemModstamp });

describe('what is done for a saved row', () => {
  it('is a conflict where somebody typed something else since, and an update where nothing is replaced', () => {
    const saved = row('saved', then);
    expect(decideRow(saved, row('typed', later), columns)).to.include({ kind: 'conflict' });
    expect(decideRow(saved, row('', later), columns)).to.deep.include({ kind: 'update', fields: ['Text__c'] });
    expect(decideRow(saved, row('saved', later), columns)).to.deep.equal({ kind: 'same' });
  });

  it('is a conflict where the stamp is the same and does not tell: of the second in which it was saved, or none', () => {
    const [before, within] = ['2026-11-21T10:29:59.000Z', '2026-11-21T10:30:00.000Z'];
    const kindOf = (stamp: string) => decideRow(row('saved', stamp), row('typed', stamp), columns).kind;
    expect([before, within, ''].map(kindOf)).to.deep.equal(['update', 'conflict', 'conflict']);
  });

  it('leaves a field alone that was not saved of it, and empties one that was saved empty', () => {
    const { Text__c: _, ...part } = row('', then);
    expect(decideRow(part, row('typed', then), columns)).to.deep.equal({ kind: 'same' });
    expect(decideRow(row('', then), row('typed', then), columns)).to.deep.include({
      kind: 'update',
      fields: ['Text__c'],
    });
  });
});
