import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { pruneBackups, type PruneConsent } from '../../../src/actions/data/prune-backups.ts';
import { verify } from '../../../src/actions/data/verify.ts';
import type { Gateways } from '../../../src/gateways/open.ts';
import { verifiedWords } from '../../../src/report/data/backup-words.ts';
import { prunedWords } from '../../../src/report/data/prune-words.ts';
import { Refused } from '../../../src/release/refusal.ts';
import { aDraft, makeStore, pieces, savedThing, type StoreBed } from '../../gateways/data/store-bed.ts';

/** A store with two backups of the same far day, and the gateways that lead to it. */
const bedOf = async (): Promise<StoreBed & { readonly open: () => Promise<Gateways> }> => {
  const bed = await makeStore();
  for (const id of ['20200101T100000000Z-00000001', '20200101T110000000Z-00000002', '20261121T100000000Z-00000003']) {
    const draft = aDraft([], id);
    const begunAt = `${id.slice(0, 4)}-${id.slice(4, 6)}-${id.slice(6, 8)}T10:00:00.000Z`;
    const writing = await bed.store.write(draft);
    const { part, check } = await writing.write('Thing__c-0001.csv.gz', pieces('"Id"\n"a00000000000001AAA"\n'));
    await check();
    const objects = [savedThing({ parts: [part], rows: 1 })];
    await writing.complete({ ...draft, body: { ...draft.body, begunAt, objects } }, begunAt);
  }
  const gateways = {
    configuration: { environments: {} },
    repository: { releases: () => Promise.resolve([]) },
    backups: () => Promise.resolve(bed.store),
    identities: () => Promise.resolve([]),
    now: () => new Date('2026-11-21T12:00:00Z'),
  };
  return Object.assign(bed, { open: () => Promise.resolve(gateways as unknown as Gateways) });
};

const yes: PruneConsent = () => Promise.resolve();

describe('pruning backups', () => {
  it('removes the rows of what is not kept, and the chain still holds', async () => {
    await using bed = await bedOf();
    const planned = await pruneBackups(bed.open, { dryRun: true }, yes);
    expect(planned).to.have.nested.property('goes.length', 2);
    expect((await bed.store.list()).complete).to.have.length(3);
    expect(await pruneBackups(bed.open, { dryRun: false }, yes)).to.include({ kind: 'backupsPruned' });
    expect((await bed.store.list()).complete.map(({ id }) => id)).to.deep.equal(['20261121T100000000Z-00000003']);
    expect(await readdir(path.join(bed.store.folder, '20200101T100000000Z-00000001'))).to.deep.equal(['pruned.json']);
    expect(await verify(bed.open, { sample: 0 })).to.include({ kind: 'verified' });
    expect(await pruneBackups(bed.open, { dryRun: false }, yes)).to.deep.include({ kind: 'backupsToPrune', goes: [] });
  });

  it('removes what a run left unfinished and nobody goes on with, and leaves what can be resumed', async () => {
    await using bed = await bedOf();
    const begin = async (id: string, run: string | undefined, begunAt: string): Promise<void> => {
      const { body, jobs } = aDraft([], id);
      await bed.store.write({ body: { ...body, begunAt, ...(run !== undefined && { run }) }, jobs });
    };
    await begin('20261119T100000000Z-00000004', 'killed', '2026-11-19T10:00:00.000Z');
    await begin('20261119T110000000Z-00000005', undefined, '2026-11-19T11:00:00.000Z');
    await begin('20261121T110000000Z-00000006', 'at-work', '2026-11-21T11:00:00.000Z');
    const verified = await verify(bed.open, { sample: 0 });
    expect(verified).to.have.property('unfinished').that.has.length(3);
    if (verified.kind !== 'verified') throw new Error(verified.kind);
    expect(verifiedWords(verified)).to.contain('began it').and.contain('--resume');
    const outcome = await pruneBackups(bed.open, { dryRun: false }, yes);
    if (!('goes' in outcome)) throw new Error(outcome.kind);
    expect(outcome.goes.filter(({ isUnfinished }) => isUnfinished).map(({ id }) => id)).to.deep.equal([
      '20261119T100000000Z-00000004',
    ]);
    expect(prunedWords(outcome)).to.contain('unfinished');
    const left = (await bed.store.list()).unfinished.map(({ body: { id } }) => id);
    expect(left).to.deep.equal(['20261119T110000000Z-00000005', '20261121T110000000Z-00000006']);
    expect(await verify(bed.open, { sample: 0 })).to.include({ kind: 'verified' });
  });

  it('removes nothing that was finished, wherever a copy of its draft lies', async () => {
    await using bed = await bedOf();
    const id = '20261119T100000000Z-00000004';
    const draft = aDraft([], id);
    const body = { ...draft.body, begunAt: '2026-11-19T10:00:00.000Z', run: 'killed' };
    const writing = await bed.store.write({ ...draft, body });
    const place = path.join(bed.store.folder, id);
    await cp(place, `${place}-copy`, { recursive: true });
    await writing.complete({ ...draft, body }, '2026-11-19T10:01:00.000Z');
    const refused = { kind: 'refused', refusal: { reason: 'backupsDamaged', backups: [`${id}-copy`] } };
    expect(await pruneBackups(bed.open, { dryRun: false }, yes)).to.deep.equal(refused);
    await bed.store.discard({ ...draft, body });
    expect((await bed.store.list()).complete.map((each) => each.id)).to.include(id);
  });

  it('names what is no draft, and does not crash on it', async () => {
    await using bed = await bedOf();
    const id = '20261121T110000000Z-00000007';
    await mkdir(path.join(bed.store.folder, id));
    for (const text of ['{}', 'null', '{"body":']) {
      await writeFile(path.join(bed.store.folder, id, 'progress.json'), text);
      const refused = { kind: 'refused', refusal: { reason: 'backupsDamaged', backups: [id] } };
      expect(await pruneBackups(bed.open, { dryRun: false }, yes), text).to.deep.equal(refused);
      expect(await verify(bed.open, { sample: 0 }), text).to.have.nested.property('problems[0].backup', id);
    }
  });

  it('removes nothing when a person says no', async () => {
    await using bed = await bedOf();
    const no: PruneConsent = () => Promise.reject(new Refused({ reason: 'declined' }));
    expect(await pruneBackups(bed.open, { dryRun: false }, no)).to.have.nested.property('refusal.reason', 'declined');
    expect((await bed.store.list()).complete).to.have.length(3);
  });

  it('removes nothing while a backup is missing', async () => {
    await using bed = await bedOf();
    await rm(path.join(bed.store.folder, '20200101T100000000Z-00000001'), { recursive: true });
    const outcome = await pruneBackups(bed.open, { dryRun: false }, yes);
    expect(outcome).to.deep.equal({
      kind: 'refused',
      refusal: { reason: 'backupsDamaged', backups: ['20200101T110000000Z-00000002'] },
    });
  });
});
