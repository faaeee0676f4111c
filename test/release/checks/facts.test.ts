import { expect } from 'chai';
import { parseBaseline, type Baseline } from '../../../src/release/checks/baseline.ts';
import { runThatMade } from '../../../src/release/checks/deleted-fields.ts';
import { limitReserves } from '../../../src/release/checks/limit-reserves.ts';
import { missingPermissions, permissionColumns } from '../../../src/release/checks/permissions-needed.ts';
import { resultText } from '../../../src/release/checks/result-text.ts';
import { inQueries, soqlList } from '../../../src/release/checks/soql.ts';
import type { JournalEntry, RunVerb } from '../../../src/release/journal-entry.ts';
import { planOf } from '../plan-builders.ts';

const all = Object.fromEntries(permissionColumns.map((name) => [name, true]));

describe('the permissions that a deploy needs', () => {
  const missing = (row: Record<string, unknown>, ...types: string[]) => missingPermissions(row, new Set(types));

  it('are none more for somebody who has them all', () => {
    expect(missing(all, 'ApexClass', 'Profile', 'CustomField')).to.deep.equal([]);
  });

  it('are one of two to deploy at all, and more by what is sent', () => {
    expect(missing({}, 'Report')).to.deep.equal(['ModifyMetadata']);
    expect(missing({ PermissionsModifyAllData: true }, 'Report')).to.deep.equal([]);
    expect(missing({ ...all, PermissionsAuthorApex: false }, 'ApexTrigger')).to.deep.equal(['AuthorApex']);
    expect(missing({ ...all, PermissionsAuthorApex: false }, 'Layout')).to.deep.equal([]);
    expect(missing({ PermissionsModifyMetadata: true }, 'ApexClass', 'CustomField', 'Profile')).to.deep.equal([
      'AuthorApex',
      'CustomizeApplication',
      'ManageProfilesPermissionsets',
    ]);
  });
});

describe('the reserve of API calls', () => {
  const plan = planOf({});

  it('is what a run and its undo take, and never more than a tenth of the day', () => {
    const reserve = (max: number) =>
      limitReserves(new Map([['DailyApiRequests', { max, remaining: 500 }]]), plan).limits[0];
    expect(reserve(100_000)).to.deep.equal({ name: 'DailyApiRequests', remaining: 500, reserve: 1000 });
    expect(reserve(5000)?.reserve).to.equal(500);
  });

  it('is not guessed when the org does not tell', () => {
    expect(() => limitReserves(new Map(), plan)).to.throw(RangeError, /DailyApiRequests/u);
  });
});

describe('the run that made a release', () => {
  const opened = (run: string, verb: RunVerb, release: string): JournalEntry => ({
    ...{ format: 1, at: '2026-11-21T10:00:00Z', kind: 'opened', by: 'Ada', where: 'here', environment: 'production' },
    ...{ run, verb, release, orgId: '00D000000000001AAA' },
  });

  it('is not the one that armed the way back to it, nor one of another tool', () => {
    const entries = [opened('a', 'deploy', 'production/v1.1.0'), opened('b', 'arm', 'production/v1.1.0')];
    expect(runThatMade(entries, 'production/v1.1.0')).to.equal('a');
    expect(runThatMade(entries, 'production/v1.2.0')).to.equal(undefined);
  });
});

describe('a list in a query', () => {
  it('holds hostile names as text', () => {
    expect(soqlList(["a'b", 'c\\d'])).to.equal("('a\\'b', 'c\\\\d')");
  });

  it('is cut into lists that fit into a URL', () => {
    const names = Array.from({ length: 250 }, (_, index) => `Class${index}`);
    expect(inQueries(names).map(({ length }) => length)).to.deep.equal([100, 100, 50]);
    expect(inQueries(names).flat()).to.deep.equal(names);
    expect(inQueries([])).to.deep.equal([]);
  });
});

describe('a baseline', () => {
  const baseline: Baseline = {
    orgTime: '2026-11-21T10:00:00.000Z',
    userId: '005000000000001AAA',
    jobs: { known: [{ name: 'Nightly', cron: '0 0 3 * * ?', owner: '005' }] },
    invalidApex: { unknown: 'no permission' },
    declared: { a: { known: { value: 1, took: 3 } }, b: { skipped: '--skip-check' }, c: { known: { value: 0 } } },
    skip: ['b'],
  };

  it('is the same after the journal', () => {
    expect(parseBaseline(JSON.stringify(baseline))).to.deep.equal(baseline);
  });

  it('that is none is not taken for an empty one', () => {
    expect(() => parseBaseline('{}')).to.throw(RangeError, /cannot be read/u);
  });
});

describe('what a check found, on one line', () => {
  it('is its name, why it is unknown, and evidence that is counted when there is much', () => {
    expect(resultText({ name: 'a', evidence: [] })).to.equal('a');
    expect(resultText({ name: 'a', evidence: [], because: 'no answer' })).to.equal('a: no answer');
    const evidence = ['1', '2', '3', '4', '5', '6', '7'];
    expect(resultText({ name: 'a', evidence })).to.equal('a: 1, 2, 3, 4, 5 and 2 more');
  });
});
