import { expect } from 'chai';
import {
  auditLine,
  deploysUndone,
  isOpen,
  lastRun,
  parseEntry,
  withWords,
  type JournalEntry,
} from '../../src/release/journal-entry.ts';

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
const process = { machine: 'a1b2', pid: 7 };
const takenOver: JournalEntry = {
  ...{ format: 1, kind: 'takenOver', run: 'r1', at: '2026-11-21T11:00:00.000Z' },
  ...{ by: 'Bob', where: 'server', process, evidence: { running: 0 } },
};
const paused: JournalEntry = { format: 1, kind: 'paused', run: 'r1', at, because: 'inconclusive', evidence: {} };
const undoing: JournalEntry = { ...intended, phase: 'undo' };
const closed: JournalEntry = { format: 1, kind: 'closed', run: 'r1', at, ending: 'rolledBack', evidence: {} };

describe('a journal entry', () => {
  it('is read as it was written', () => {
    for (const entry of [opened, takenOver, intended, undoing, done, paused, closed])
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
    const damaged = JSON.stringify({ ...done, evidence: { token: { nested: 'no' } } });
    expect(() => parseEntry(damaged)).to.throw(RangeError, /cannot be read/u);
  });

  it('that is no JSON is told of without a piece of it', () => {
    expect(() => parseEntry('{"kind": s3cr3t')).to.throw(RangeError, /^the journal holds an entry that is no JSON$/u);
  });

  it('has its words changed, and nothing that machines read', () => {
    const shout = (text: string): string => text.toUpperCase();
    expect(withWords({ ...opened, reason: 'too slow' }, shout)).to.deep.equal({ ...opened, reason: 'TOO SLOW' });
    expect(withWords(opened, shout)).to.deep.equal(opened);
    const words = { because: 'a', detail: 'b', reason: 'c' };
    const others = { deployId: 'x', deploys: ['reason'], running: 0, kept: true };
    expect(withWords({ ...closed, evidence: { ...words, ...others } }, shout)).to.deep.equal({
      ...closed,
      evidence: { because: 'A', detail: 'B', reason: 'C', ...others },
    });
    expect(withWords({ ...done, evidence: { detail: 7, because: ['a'] } }, shout).kind).to.equal('done');
  });

  it('makes a line that reads as an audit trail', () => {
    expect([opened, intended, done, takenOver, undoing, paused, closed].map(auditLine)).to.deep.equal([
      'rollback production/v1.1.0 → production/v1.0.0: opened by Ada on laptop (run r1)',
      'submit: about to begin (run r1)',
      'submit: done (run r1)',
      'taken over by Bob on server (run r1)',
      'undo, submit: about to begin (run r1)',
      'paused: inconclusive (run r1)',
      'closed: rolledBack (run r1)',
    ]);
    const { from: _from, to: _to, ...first } = opened;
    expect(auditLine({ ...first, verb: 'freeze' })).to.equal('freeze production: opened by Ada on laptop (run r1)');
    expect(auditLine({ ...first, to: 'production/v1.0.0' })).to.contain('rollback production/v1.0.0: opened');
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

  it('is the newest alone: what an earlier run did is not its own', () => {
    const next: JournalEntry = { ...opened, run: 'r2' };
    expect(lastRun([opened, intended, done, closed, next])).to.deep.include({ opened: next, entries: [next] });
    expect(isOpen(lastRun([opened, done, closed, next]))).to.equal(true);
  });

  it('is held by whoever opened it or took it over, until it is left or closed', () => {
    for (const entries of [[opened], [opened, intended, done]])
      expect(lastRun(entries)?.holder).to.deep.equal({ by: 'Ada', where: 'laptop' });
    expect(lastRun([opened, done, takenOver])?.holder).to.deep.equal({ by: 'Bob', where: 'server', process });
    expect(lastRun([opened, takenOver])?.heardAt).to.equal('2026-11-21T11:00:00.000Z');
    for (const end of [paused, closed]) expect(lastRun([opened, takenOver, end])).not.to.have.property('holder');
    expect(lastRun([opened, paused, takenOver])?.holder).to.include({ by: 'Bob' });
  });

  it('waits for a person only while a check that could not be answered is the last word', () => {
    expect(lastRun([opened, intended, paused])).to.include({ undecided: true, pending: 'submit' });
    expect(lastRun([opened, paused, takenOver])).to.include({ undecided: false });
    expect(lastRun([opened, { ...paused, because: 'unfinished' }])).to.include({ undecided: false });
  });

  it('begins anew with every opening', () => {
    const second = { ...opened, run: 'r2' };
    expect(lastRun([opened, closed, second])?.opened.run).to.equal('r2');
  });
});

describe('deploys that were undone', () => {
  it('are those of runs that returned to their snapshots, both ways, and of no others', () => {
    const back: JournalEntry = { ...done, phase: 'undo', evidence: { deployId: '0Af2' } };
    const undone: JournalEntry = { ...closed, ending: 'undone' };
    const abandoned: JournalEntry = { ...closed, ending: 'abandoned' };
    expect(deploysUndone([opened, done, back, undone])).to.deep.equal(['0Af1', '0Af2']);
    expect(deploysUndone([opened, done, back])).to.deep.equal([]);
    expect(deploysUndone([opened, done, back, abandoned])).to.deep.equal([]);
  });
});
