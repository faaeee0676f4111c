import { expect } from 'chai';
import fc from 'fast-check';
import type { JournalEntry } from '../../src/release/journal-entry.ts';
import { retain, usualRetention, type RetentionInput } from '../../src/release/retention.ts';
import { snapshotFrom, snapshotId, snapshotMessage, timeOfSnapshotId } from '../../src/release/snapshot.ts';

const now = new Date('2026-11-21T15:00:00.000Z');
const daysAgo = (days: number): Date => new Date(now.getTime() - days * 24 * 60 * 60_000);

const opened = (run: string, days: number): JournalEntry => ({
  ...{ format: 1, kind: 'opened', run, at: daysAgo(days).toISOString(), verb: 'deploy', environment: 'production' },
  ...{ orgId: '00D000000000001AAA', by: 'Ada', where: 'laptop' },
});

const input = (given: Partial<RetentionInput>): RetentionInput => ({
  snapshots: new Map(),
  entries: [],
  current: [],
  tagged: new Set(),
  now,
  ...usualRetention,
  ...given,
});

const ids = (...all: readonly string[]): ReadonlyMap<string, string> => new Map(all.map((id) => [id, `of ${id}`]));

describe('the retention of snapshots', () => {
  it('counts days and the newest, by the ids of those taken by hand and by the journal for those of runs', () => {
    const [young, old, older] = [1, 100, 200].map((days) => snapshotId(daysAgo(days), 'x'));
    const snapshots = ids(young ?? '', old ?? '', older ?? '', 'r1', 'r2', 'r2-undo-7');
    const entries = [opened('r1', 150), opened('r2', 120)];
    const { remove, keep } = retain(input({ snapshots, entries, keepLast: 2 }));
    expect(keep.map(({ because }) => because)).to.deep.equal(['newest', 'newest']);
    expect(remove).to.have.members([older, 'r1', 'r2', 'r2-undo-7']);
    const patient = retain(input({ snapshots, entries, keepLast: 1, keepDays: 130 }));
    expect(patient.remove).to.have.members([older, 'r1']);
  });

  it('never takes what an open run, the current release or a tag needs, nor what nobody can date', () => {
    const entries: readonly JournalEntry[] = [
      opened('r1', 300),
      {
        ...{ format: 1, kind: 'closed', run: 'r1', at: daysAgo(300).toISOString() },
        ...{ ending: 'released', evidence: { release: 'production/v1.0.0' } },
      },
      opened('r2', 200),
    ];
    const snapshots = ids('r1', 'r2', 'r2-undo-1', 'by-hand', snapshotId(daysAgo(400), 'a'));
    const { remove, keep } = retain(
      input({
        snapshots,
        entries,
        keepLast: 1,
        openRun: 'r2',
        current: ['production/v1.0.0'],
        tagged: new Set([`of ${snapshotId(daysAgo(400), 'a')}`]),
      }),
    );
    expect(remove).to.deep.equal([]);
    expect(keep.map(({ because }) => because)).to.deep.equal([
      ...['currentRelease', 'openRun', 'openRun', 'unknownAge', 'tagged'],
    ]);
  });

  it('puts every snapshot on one side, and leaves as many as it promises', () => {
    const id = fc
      .tuple(fc.integer({ min: 0, max: 400 }), fc.uuid())
      .map(([days, unique]) => snapshotId(daysAgo(days), unique));
    fc.assert(
      fc.property(fc.uniqueArray(id, { maxLength: 30 }), fc.integer({ min: 1, max: 12 }), (all, keepLast) => {
        const { remove, keep } = retain(input({ snapshots: ids(...all), keepLast }));
        expect([...remove, ...keep.map((kept) => kept.id)]).to.have.members(all);
        expect(keep.length).to.be.at.least(Math.min(keepLast, all.length));
        for (const gone of remove)
          expect(timeOfSnapshotId(gone)?.getTime()).to.be.lessThan(daysAgo(usualRetention.keepDays).getTime());
      }),
    );
  });
});

describe('the message of a snapshot', () => {
  it('is read as it was written', () => {
    const record = {
      ...{ summary: 'snapshot of production', environment: 'production', orgId: '00D000000000001AAA' },
      ...{ takenAt: now.toISOString(), files: 3, missing: ['Report:a b/c', 'CustomLabel:X'] },
      scope: 'all' as const,
    };
    const [id, commit] = [snapshotId(now, '1a'), 'c'.repeat(40)];
    expect(snapshotFrom({ id, commit, message: snapshotMessage(record) })).to.deep.equal({ ...record, id, commit });
    expect(snapshotFrom({ id, commit, message: 'a commit of somebody else\n' })).to.equal(undefined);
  });

  it('has an id that says when', () => {
    expect(snapshotId(now, '1a')).to.equal('20261121T150000000Z-1a');
    expect(timeOfSnapshotId('20261121T150000000Z-1a')).to.deep.equal(now);
    expect(timeOfSnapshotId('1a2b3c4d')).to.equal(undefined);
  });
});
