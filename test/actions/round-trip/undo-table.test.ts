import { expect } from 'chai';
import { orgUnderTest, type OrgUnderTest } from './org-under-test.ts';
import { sections } from './table/rows.ts';
import { tell, watchedOrg } from './table/told.ts';

describe('the undo of each family, against a practice org', function () {
  this.timeout(60_000);
  const packages: Uint8Array[] = [];
  const stages = new Map<string, OrgUnderTest>();

  before(async () => {
    for (const kind of ['production', 'sandbox'] as const)
      stages.set(kind, await orgUnderTest(kind, watchedOrg(packages)));
  });

  after(async () => {
    for (const stage of stages.values()) await stage[Symbol.asyncDispose]();
  });

  for (const [section, rows] of Object.entries(sections))
    describe(section, () => {
      for (const row of rows)
        it(row.title, async () => {
          const {
            sends = [],
            entries = [],
            deletes = [],
            steps = [],
            stays = [],
            limits = [],
            ends = 'rolledBack',
          } = row;
          const told = await tell(stages.get(row.kind ?? 'production')!, packages, row);
          expect(told).to.deep.equal({ sends, entries, deletes, steps, stays, limits, ends });
        });
    });
});
