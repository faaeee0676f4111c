import { expect } from 'chai';
import { activeFlowsUnder } from '../../../src/actions/plan/flows-under.ts';
import { parseEntry, type JournalEntry } from '../../../src/release/journal-entry.ts';

const common = { format: 1, at: '2026-01-01T10:00:00.000Z' };

const opened = (run: string, from: string): JournalEntry =>
  parseEntry(
    JSON.stringify({
      ...{ ...common, run, from, kind: 'opened', verb: 'deploy', environment: 'production' },
      ...{ orgId: '00D000000000001EAA', by: 'Ada', where: 'laptop' },
    }),
  );

const sawFlows = (run: string, ...flows: readonly string[]): JournalEntry =>
  parseEntry(JSON.stringify({ ...common, run, kind: 'done', step: 'snapshot', evidence: { flows } }));

const release = { name: 'production/v1.0.0', activeFlowVersions: { Route: 0, Other: 4 } } as const;

describe('the versions of flows that were active under a release', () => {
  it('are those that the release wrote down while nothing went on from it', () => {
    expect(activeFlowsUnder(release, [])).to.deep.equal({ Route: 0, Other: 4 });
  });

  it('are those that the last run saw that went on from it: people activate versions after a release', () => {
    const entries = [
      opened('one', release.name),
      sawFlows('one', 'Route=1'),
      opened('two', 'production/v2.0.0'),
      sawFlows('two', 'Route=9'),
      opened('three', release.name),
      sawFlows('three', 'Route=2'),
    ];
    expect(activeFlowsUnder(release, entries)).to.deep.equal({ Route: 2, Other: 4 });
  });
});
