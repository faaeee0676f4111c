import { expect } from 'chai';
import fc from 'fast-check';
import { like } from '../../../../src/practice-org/records/soql/comparison.ts';
import { SoqlError } from '../../../../src/practice-org/records/soql/text.ts';
import type { Database } from '../../../../src/practice-org/records/database.ts';
import { testDatabase, withProjects } from '../test-database.ts';

const WORDS = [
  'SELECT', 'FROM', 'WHERE', 'Id', 'Name', 'Account', 'Project__c', 'Contacts', '(', ')', ',', '=', '!=', '<', 'LIKE', 'IN',
  'NOT', 'AND', 'OR', "'a'", "'a", '5', '-1.5', 'null', 'TODAY', 'LAST_N_DAYS:3', '2026-01-01', 'COUNT', 'COUNT()', 'GROUP BY',
  'HAVING', 'ORDER BY', 'LIMIT', 'OFFSET', 'a.b.c', 'FIELDS(ALL)', 'TYPEOF', 'END', '\\', '"', ';', '\n', '__proto__', 'constructor',
]; // prettier-ignore

/** Whether a query is answered or refused in the org's own words: anything else is a bug of ours. */
const isAnsweredOrRefused = (database: Database, soql: string): boolean => {
  try {
    database.query(soql);
    return true;
  } catch (error) {
    return error instanceof SoqlError && error.errorCode !== '' && error.message !== '';
  }
};

describe('any query', () => {
  it('made of SOQL’s own words is answered or refused, never a crash', () => {
    const database = withProjects(testDatabase());
    database.insert('Account', [{ Name: 'a' }]);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...WORDS), { maxLength: 14 }), (words) => {
        const soql = words.join(' ');
        expect(isAnsweredOrRefused(database, soql), soql).to.equal(true);
        const tail = `SELECT Id FROM Account WHERE ${soql}`;
        expect(isAnsweredOrRefused(database, tail), tail).to.equal(true);
      }),
      { numRuns: 300 },
    );
  });

  it('made of any text is answered or refused', () => {
    const database = testDatabase();
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (soql) => {
        expect(isAnsweredOrRefused(database, soql)).to.equal(true);
      }),
    );
  });

  it('with thousands of parentheses is refused, not run out of stack', () => {
    const database = testDatabase();
    const deep = `SELECT Id FROM Account WHERE ${'('.repeat(3000)}Name = 'a'${')'.repeat(3000)}`;
    expect(isAnsweredOrRefused(database, deep)).to.equal(true);
    expect(isAnsweredOrRefused(database, `SELECT Id FROM Account WHERE ${'NOT '.repeat(3000)}Name = 'a'`)).to.equal(
      true,
    );
  });

  it('that is long and broken at its end is refused at once', () => {
    const database = testDatabase();
    const soql = `SELECT Id FROM Account WHERE ${"Name = 'a' AND ".repeat(5000)}= 1`;
    const started = performance.now();
    expect(isAnsweredOrRefused(database, soql)).to.equal(true);
    expect(performance.now() - started).to.be.lessThan(5000);
  });

  it('longer than 100,000 characters is refused', () => {
    expect(() => testDatabase().query(`SELECT Id FROM Account WHERE Name = '${'x'.repeat(100_000)}'`)).to.throw(
      'SOQL statements cannot be longer than 100000 characters.',
    );
  });

  it('with thousands of ids is answered', () => {
    const database = testDatabase();
    const ids = database.insert(
      'Account',
      Array.from({ length: 3000 }, (_, at) => ({ Name: `n${at}` })),
    );
    const list = ids.map((id) => `'${id}'`).join(',');
    expect(database.query(`SELECT Id FROM Account WHERE Id IN (${list})`)).to.have.length(3000);
  });
});

/** LIKE by its definition, slowly. */
const matches = (pattern: string, text: string): boolean => {
  if (pattern === '') return text === '';
  if (pattern.startsWith('%'))
    return matches(pattern.slice(1), text) || (text !== '' && matches(pattern, text.slice(1)));
  if (text === '') return false;
  return (pattern.startsWith('_') || pattern[0] === text[0]) && matches(pattern.slice(1), text.slice(1));
};

describe('LIKE', () => {
  it('does what its definition says, with any signs in pattern and text', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', '.', '*', '(', '[', '\n', ' '), { maxLength: 6 })
      .map((parts) => parts.join(''));
    const pattern = fc
      .array(fc.constantFrom('a', 'b', '.', '*', '(', '[', '\n', '%', '_'), { maxLength: 6 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(pattern, text, (asked, value) => {
        expect(like(asked)(value)).to.equal(matches(asked, value));
      }),
      { numRuns: 1000 },
    );
  });
});
