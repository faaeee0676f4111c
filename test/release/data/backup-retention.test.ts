import { expect } from 'chai';
import fc from 'fast-check';
import { backupId } from '../../../src/release/data/backup-id.ts';
import { retentionOf } from '../../../src/release/data/backup-retention.ts';
import {
  brokenLinks,
  chainOf,
  linkTo,
  sealedManifest,
  type Manifest,
  type ManifestBody,
} from '../../../src/release/data/manifest.ts';

const now = new Date('2026-11-21T12:00:00Z');
const keep = { daily: 7, weekly: 5, monthly: 12 };

let made = 0;

const aBackup = (daysAgo: number, given: Partial<ManifestBody> = {}): Manifest => {
  const at = new Date(now.getTime() - daysAgo * 86_400_000);
  return sealedManifest({
    format: 1,
    id: backupId(at, String(++made).padStart(8, '0')),
    kind: 'full',
    environment: 'production',
    orgId: '00D000000000001AAA',
    apiVersion: '67.0',
    begunAt: at.toISOString(),
    completedAt: at.toISOString(),
    recipients: [],
    objects: [],
    ...given,
  });
};

const idsOf = (manifests: readonly Manifest[]): readonly string[] => manifests.map(({ id }) => id);

describe('what prune keeps', () => {
  it('is the newest of each day, week and month, as far back as the policy says', () => {
    const nightly = Array.from({ length: 400 }, (_, at) => aBackup(400 - at - 1));
    const { kept, goes } = retentionOf(nightly, keep, now);
    const count = (reason: string): number => kept.filter(({ because }) => because === reason).length;
    expect([count('newest'), count('daily')]).to.deep.equal([1, 6]);
    expect(kept.length).to.be.within(7 + 3 + 10, 7 + 5 + 12);
    expect(kept.length + goes.length).to.equal(400);
    expect(kept.every(({ backup }) => backup.begunAt > '2025-11-')).to.equal(true);
  });

  it('is always what was saved before values were destroyed, and the newest of each release', () => {
    const destroyed = aBackup(3000, { kind: 'atRisk' });
    const earlier = aBackup(2000, { release: 'production/v1.0.0' });
    const released = aBackup(1999, { release: 'production/v1.0.0' });
    const { goes } = retentionOf([destroyed, earlier, released, aBackup(1)], keep, now);
    expect(idsOf(goes)).to.deep.equal([earlier.id]);
  });

  it('is the records that belong to a release, beside its backups', () => {
    const records = aBackup(3000, { kind: 'configuration', release: 'production/v1.0.0' });
    const backup = aBackup(2999, { release: 'production/v1.0.0' });
    expect(retentionOf([records, backup, aBackup(0)], keep, now).goes).to.deep.equal([]);
  });

  it('is never a watch in place of a backup of the same day', () => {
    const [old, backup, watch] = [aBackup(3.2), aBackup(3.1), aBackup(3, { kind: 'watch' })];
    expect(idsOf(retentionOf([old, backup, watch, aBackup(0)], keep, now).goes)).to.deep.equal([old.id]);
  });

  it('is what another one is read on top of, however old', () => {
    const full = aBackup(900);
    const between = aBackup(800, { kind: 'incremental', base: linkTo(full) });
    const last = aBackup(0, { kind: 'incremental', base: linkTo(between) });
    expect(retentionOf([full, between, last], keep, now).goes).to.deep.equal([]);
  });

  it('never breaks a chain, whatever there is', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ days: fc.nat(700), isIncremental: fc.boolean(), onTop: fc.nat() }), { maxLength: 40 }),
        (given) => {
          const all: Manifest[] = [];
          for (const { days, isIncremental, onTop } of [...given].sort((one, other) => other.days - one.days)) {
            const base = isIncremental ? all[onTop % Math.max(1, all.length)] : undefined;
            all.push(aBackup(days, base === undefined ? {} : { kind: 'incremental', base: linkTo(base) }));
          }
          const { kept } = retentionOf(all, keep, now);
          const left = kept.map(({ backup }) => backup);
          for (const backup of left) expect(() => chainOf(left, backup)).not.to.throw();
          expect(brokenLinks(left)).to.deep.equal([]);
          expect(all.length === 0 || left.length > 0).to.equal(true);
        },
      ),
    );
  });
});
