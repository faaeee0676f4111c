import { expect } from 'chai';
import { openPace, progressText, showActivity, type ProgressRecord } from '../../src/report/activity.ts';

const working = (status: string, done: number): ProgressRecord => ({
  status,
  components: { done, total: 40 },
  tests: { done: 0, total: 0 },
});

/** What a command says on stdout, line by line, while it does this. */
const said = (json: boolean): readonly string[] => {
  const lines: string[] = [];
  const door = { jsonEnabled: () => json, log: (line = '') => lines.push(line), warn: () => undefined };
  const activity = showActivity(door, false);
  activity.begin('plan');
  activity.begin('deploy');
  for (const [status, done] of [
    ['Pending', 0],
    ['InProgress', 1],
    ['InProgress', 30],
    ['Succeeded', 40],
  ] as const)
    activity.progress(working(status, done));
  activity.begin('proof');
  activity.rest();
  return lines;
};

describe('what a command is at', () => {
  it('is in a log one line for each stage, and for each status that the org says', () => {
    expect(said(false)).to.deep.equal([
      'Deploying',
      '  Pending, 0/40 components',
      '  InProgress, 1/40 components',
      '  Succeeded, 40/40 components',
      'Reading the org back',
    ]);
  });

  it('is nothing beside JSON', () => {
    expect(said(true)).to.deep.equal([]);
  });

  it('is done at the pace of the components, then of the tests, each from where they began', () => {
    const pace = openPace();
    const testing = (done: number): ProgressRecord => ({ ...working('InProgress', 40), tests: { done, total: 10 } });
    const left = [
      pace(working('Pending', 0), 0),
      pace(working('InProgress', 10), 5000),
      pace(working('InProgress', 20), 30_000),
      pace(working('InProgress', 40), 40_000),
      pace(testing(2), 50_000),
      pace(testing(4), 54_000),
      pace(testing(10), 70_000),
    ];
    expect(left).to.deep.equal([undefined, 15_000, 30_000, undefined, undefined, 12_000, undefined]);
  });

  it('counts tests once there are some', () => {
    const record = { ...working('InProgress', 40), tests: { done: 3, total: 17 } };
    expect(progressText(record)).to.equal('InProgress, 40/40 components, 3/17 tests');
  });
});
