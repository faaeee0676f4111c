import { expect } from 'chai';
import { openRestore, settleOpenRestore } from '../../../src/actions/data/restore-journal.ts';
import type { Org } from '../../../src/gateways/org/org.ts';
import { setTheDataStage } from './data-stage.ts';

describe('the journal of a restore', function () {
  this.timeout(60_000);

  it('takes what several jobs have to say at once, and knows afterwards which of them were left open', async () => {
    await using stage = await setTheDataStage();
    const gateways = await stage.gateways();
    const opening = { environment: 'production', orgId: stage.org.orgId, backup: 'a backup', sha256: '0'.repeat(64) };
    const journal = await openRestore(gateways, opening);
    const jobs = ['one', 'two', 'three'].map((job) => ({ job, object: 'Account', operation: 'insert' }));
    const numbers = await Promise.all(jobs.map((job) => journal.intend(job, { rows: 1 })));
    expect(numbers).to.deep.equal([1, 2, 3]);
    await journal.intend({ object: 'Account', operation: 'undelete' }, {});
    await journal.finish(2, { written: 1 });
    const awaited: string[] = [];
    const org = { awaitBulkWrite: (job: string) => Promise.resolve(awaited.push(job)) } as unknown as Org;
    await settleOpenRestore(gateways, org, { environment: 'production', takeOver: journal.run });
    expect(awaited).to.deep.equal(['one', 'three']);
    const next = await openRestore(gateways, { ...opening, takeOver: journal.run });
    expect(next.earlierInserts).to.deep.equal(jobs);
    await next.close('nothingSent', {});
  });
});
