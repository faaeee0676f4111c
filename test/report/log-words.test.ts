import { stripVTControlCharacters } from 'node:util';
import { expect } from 'chai';
import type { JournalEntry } from '../../src/release/journal-entry.ts';
import { logLine, runsIn, runText } from '../../src/report/log-words.ts';

const at = (run: string, minute: number) => ({ format: 1, run, at: `2026-11-21T10:0${minute}:00.000Z` }) as const;
const ada = { by: 'Ada', where: 'laptop' };
const production = { environment: 'production', orgId: '00D000000000001AAA' };
const way = { from: 'production/v1.1.0', to: 'production/v1.0.0' };

const entries: readonly JournalEntry[] = [
  { ...at('aa', 0), ...ada, ...production, ...way, kind: 'opened', verb: 'rollback', reason: 'paid twice' },
  { ...at('aa', 1), kind: 'paused', because: 'inProgress', evidence: {} },
  { ...at('aa', 2), by: 'Grace', where: 'runner', kind: 'takenOver', evidence: {} },
  { ...at('aa', 3), kind: 'done', step: 'check', evidence: { passed: ['equality', 'apexValid'], failed: [] } },
  { ...at('aa', 4), kind: 'closed', ending: 'rolledBack', evidence: { release: 'production/v1.1.1' } },
  { ...at('bb', 5), ...ada, ...production, kind: 'opened', verb: 'freeze', reason: 'audit' },
  { ...at('bb', 5), kind: 'closed', ending: 'frozen', evidence: {} },
  { ...at('cc', 6), ...ada, ...production, kind: 'opened', verb: 'deploy', release: 'production/v1.2.0' },
];

const plain = (lines: readonly string[]): readonly string[] => lines.map(stripVTControlCharacters);

describe('the log', () => {
  it('tells each run on a line, and below it why, where it was left, and who carried it on', () => {
    expect(plain(runsIn(entries).map(runText))).to.deep.equal([
      [
        '2026-11-21 10:00  rollback production/v1.1.0 → production/v1.0.0  by Ada on laptop: rolled back, production/v1.1.1  aa',
        '                  paid twice',
        '                  2026-11-21 10:01 paused: inProgress',
        '                  2026-11-21 10:02 taken over by Grace on runner',
      ].join('\n'),
      '2026-11-21 10:05  freeze production  by Ada on laptop: frozen  bb\n                  audit',
      '2026-11-21 10:06  deploy production/v1.2.0  by Ada on laptop: OPEN  cc',
    ]);
  });

  it('tells each step on a line, with what was read from outside and without what was not found', () => {
    expect(plain(entries.map(logLine))[3]).to.equal(
      '2026-11-21 10:03 │ check: done (run aa)  passed equality apexValid',
    );
  });
});
