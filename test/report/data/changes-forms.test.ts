import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import type { RowChange } from '../../../src/release/data/row-changes.ts';
import { changesFormOf, safeCell } from '../../../src/report/data/changes-forms.ts';

const updated: RowChange = {
  object: 'Account',
  id: '001000000000001AAA',
  kind: 'updated',
  fields: [{ field: 'Industry', from: 'Energy', to: '=HYPERLINK("x")' }],
  by: '005000000000001AAA',
  byName: '<b>Ada</b>',
  at: '2026-11-21T14:00:00.000Z',
};
const gone: RowChange = { object: 'Account', id: '001000000000002AAA', kind: 'deleted', fields: [] };

const written = (file: string, changes: readonly RowChange[]): string => {
  const { begin, change, end } = changesFormOf(file);
  return `${begin}${changes.map((one, at) => change(one, at === 0)).join('')}${end}`;
};

describe('a file of changes', () => {
  it('is CSV that a spreadsheet does not execute, with who and when', () => {
    expect(parse(written('changes.csv', [updated, gone]))).to.deep.equal([
      ['Object', 'Id', 'Change', 'Field', 'From', 'To', 'By', 'At'],
      ['Account', updated.id, 'updated', 'Industry', 'Energy', `'=HYPERLINK("x")`, '<b>Ada</b>', updated.at],
      ['Account', gone.id, 'deleted', '', '', '', '', ''],
    ]);
  });

  it('is JSON when its name says so, with the values as they are', () => {
    expect(JSON.parse(written('changes.json', [updated, gone]))).to.deep.equal([updated, gone]);
    expect(JSON.parse(written('changes.JSON', []))).to.deep.equal([]);
  });

  it('is a page when its name says so, in which no value is markup', () => {
    const page = written('changes.html', [updated]);
    expect(page).to.contain('&lt;b&gt;Ada&lt;/b&gt;').and.not.contain('<b>');
    expect(page).to.contain("default-src 'none'".replaceAll("'", '&#39;'));
  });

  it('has no cell that begins like a formula, unless it is a number', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const cell = safeCell(text);
        expect(/^[=+@\t\r\n]/u.test(cell)).to.equal(false);
        expect(/^-/u.test(cell)).to.equal(/^-\d+(?:\.\d+)?$/u.test(text));
        expect(cell === text || cell === `'${text}`).to.equal(true);
      }),
    );
  });
});
