import { expect } from 'chai';
import type { Draft } from '../../../src/gateways/data/drafts.ts';
import { columnsOf } from '../../../src/release/data/object-facts.ts';
import { saveQuery } from '../../../src/release/data/save-query.ts';
import { save } from '../../../src/actions/data/save.ts';
import { OrgError } from '../../../src/gateways/org/org-error.ts';
import type { Org } from '../../../src/gateways/org/org.ts';
import { makeBed, type Bed } from '../org/bed.ts';
import { aDraft, makeStore, newKeys, savedThing, textField, textOf } from './store-bed.ts';

const seeded = async (rows: number): Promise<Bed> => {
  const bed = await makeBed();
  const values = Array.from({ length: rows }, (_, at) => ({
    Name: `Account ${at}`,
    Description: `line\n"${at}",=1+1`,
  }));
  bed.practice.database.insert('Account', values);
  return bed;
};

const draftFor = async ({ org, practice }: Bed, recipients: readonly string[]): Promise<Draft> => {
  const facts = await org.describeObject('Account');
  const { fields } = columnsOf(facts, ['Name', 'Description']);
  const draft = aDraft(recipients);
  const object = savedThing({
    object: 'Account',
    soql: saveQuery({ facts, fields, asked: [] }),
    fields: fields.map(({ name }) => textField(name)),
  });
  return { ...draft, body: { ...draft.body, orgId: practice.orgId, objects: [object] } };
};

describe('saving rows', function () {
  this.timeout(30_000);

  it('stores every row of an object, counted, in the order of the ids', async () => {
    await using bed = await seeded(1200);
    await using disk = await makeStore();
    const { identity, recipient } = await newKeys();
    const draft = await draftFor(bed, [recipient]);
    const manifest = await save({ org: bed.org, writing: await disk.store.write(draft), now: () => new Date() }, draft);
    const [saved] = manifest.objects;
    expect(saved?.rows).to.equal(1200);
    const text = await textOf(disk.store.read(manifest, saved!.parts[0]!, [identity]));
    const ids = [...text.matchAll(/^"(001\w{15})"/gmu)].map(([, id]) => id ?? '');
    expect(ids).to.have.length(1200);
    expect(ids).to.deep.equal([...ids].sort());
  });

  for (const [what, operation, fault] of [
    ['the answer to its start is lost', 'bulkQueryCreate', { kind: 'answerLost' }],
    ['a page breaks off in the middle', 'bulkQueryResults', { kind: 'bodyCut' }],
    ['the org is unavailable for a while', 'bulkQueryStatus', { kind: 'status', status: 503 }],
  ] as const)
    it(`comes to its end although ${what}`, async () => {
      await using bed = await seeded(300);
      await using disk = await makeStore();
      const draft = await draftFor(bed, []);
      bed.practice.faults.force({ operation, fault, on: 'next' });
      const manifest = await save(
        { org: bed.org, writing: await disk.store.write(draft), now: () => new Date() },
        draft,
      );
      expect(manifest.objects[0]?.rows).to.equal(300);
    });

  for (const [times, ends] of [
    [2, 'comes to its end although the org forgets two jobs'],
    [9, 'is given up when the org forgets every job, before all jobs of the day are used up'],
  ] as const)
    it(ends, async () => {
      await using bed = await seeded(10);
      await using disk = await makeStore();
      const draft = await draftFor(bed, []);
      let asked = 0;
      const org: Org = {
        ...bed.org,
        awaitBulkQuery: (...given) => {
          asked += 1;
          if (asked > times) return bed.org.awaitBulkQuery(...given);
          return Promise.reject(new OrgError('refusedByOrg', 'forgotten', { code: 'NOT_FOUND' }));
        },
      };
      const saved = save({ org, writing: await disk.store.write(draft), now: () => new Date() }, draft);
      const result = await saved.then(
        ({ objects }) => objects[0]?.rows,
        (error: unknown) => (error as Error).message,
      );
      expect([result, bed.calls('bulkQueryCreate')]).to.deep.equal(times === 2 ? [10, 3] : ['forgotten', 5]);
    });

  it('goes on where it was interrupted, without fetching anything twice', async () => {
    await using bed = await seeded(10);
    await using disk = await makeStore();
    const draft = await draftFor(bed, []);
    const stop = new AbortController();
    stop.abort();
    const interrupted = {
      org: bed.org,
      writing: await disk.store.write(draft),
      now: () => new Date(),
      signal: stop.signal,
    };
    const error = await save(interrupted, draft).catch((thrown: unknown) => thrown);
    expect((error as Error).message).to.equal('interrupted');
    const [left] = (await disk.store.list()).unfinished;
    expect(left?.jobs['Account']?.isComplete).to.equal(false);
    const manifest = await save({ org: bed.org, writing: await disk.store.write(left!), now: () => new Date() }, left!);
    expect(manifest.objects[0]?.rows).to.equal(10);
    expect(bed.calls('bulkQueryCreate')).to.equal(1);
    expect((await disk.store.list()).unfinished).to.deep.equal([]);
  });
});
