import { expect } from 'chai';
import { auditLine, isOpen, lastRun, parseEntry, type JournalEntry } from '../../src/release/journal-entry.ts';

const at = '2026-11-21T10:00:00.000Z';
const opened: JournalEntry = {
  format: 1,
  kind: 'opened',
  run: 'r1',
  at,
  verb: 'rollback',
  environment: 'production',
  orgId: '00D000000000001AAA',
  from: 'production/v1.1.0',
  to: 'production/v1.0.0',
  by: 'Ada',
  where: 'laptop',
};
const intended: JournalEntry = {
  format: 1,
  kind: 'intended',
  run: 'r1',
  at,
  step: 'submit',
  orgId: '00D000000000001AAA',
  evidence: {},
};
const done: JournalEntry = { format: 1, kind: 'done', run: 'r1', at, step: 'submit', evidence: { deployId: '0Af1' } };
const closed: JournalEntry = { format: 1, kind: 'closed', run: 'r1', at, ending: 'rolledBack', evidence: {} };

describe('a journal entry', () => {
  it('is read as it was written', () => {
    for (const entry of [opened, intended, done, closed])
      expect(parseEntry(JSON.stringify(entry))).to.deep.equal(entry);
  });

  it('of a newer format asks for a newer plugin', () => {
    expect(() => parseEntry(JSON.stringify({ ...done, format: 2 }))).to.throw(
      RangeError,
      /format 2.*update the plugin/u,
    );
  });

  it('that cannot be read is an error, not an empty journal', () => {
    expect(() => parseEntry('{}')).to.throw(RangeError, /cannot be read/u);
    expect(() => parseEntry(JSON.stringify({ ...done, evidence: { token: { nested: 'no' } } }))).to.throw(RangeError);
  });

  it('makes a line that reads as an audit trail', () => {
    expect([opened, intended, done, closed].map(auditLine)).to.deep.equal([
      'rollback production/v1.1.0 → production/v1.0.0: opened by Ada on laptop (run r1)',
      'submit: about to begin (run r1)',
      'submit: done (run r1)',
      'closed: rolledBack (run r1)',
    ]);
  });
});

describe('the last run of a journal', () => {
  it('is none when there are no entries', () => {
    expect(lastRun([])).to.equal(undefined);
    expect(isOpen(undefined)).to.equal(false);
  });

  it('is open until it is closed, and knows the act whose end nobody knows', () => {
    expect(lastRun([opened, intended])).to.include({ pending: 'submit' });
    expect(lastRun([opened, intended, done])).not.to.have.property('pending');
    expect(isOpen(lastRun([opened, intended]))).to.equal(true);
    expect(isOpen(lastRun([opened, closed]))).to.equal(false);
  });

  it('begins anew with every opening', () => {
    const second = { ...opened, run: 'r2' };
    expect(lastRun([opened, closed, second])?.opened.run).to.equal('r2');
  });
});
