import type { Backups, BackupStore } from '../../gateways/data/backup-store.ts';
import type { Draft } from '../../gateways/data/drafts.ts';
import type {
  BackupProblem,
  CheckedBackup,
  UnfinishedBackup,
  VerifiedOutcome,
} from '../../release/data/data-outcome.ts';
import {
  brokenLinks,
  partsIn,
  rowsIn,
  type Manifest,
  type SavedPack,
  type SavedPart,
} from '../../release/data/manifest.ts';
import { sha256 } from '../../release/content/inventory.ts';
import { refuse } from '../../release/refusal.ts';
import { findEnvironment } from '../environment.ts';
import { concluded, type OpenGateways } from '../walk.ts';
import { requireBackup } from './require-backup.ts';

export interface VerifyRequest {
  readonly environment?: string | undefined;
  /** All when absent. */
  readonly backup?: string | undefined;
  /** File with private keys; without any, what is stored is compared, and nothing is decrypted. */
  readonly identity?: string | undefined;
  /** Reads only so many files of each backup, others every time; 0 = all. */
  readonly sample: number;
}

/** Reads backups back from disk and holds them against their manifests, and the manifests against each other. */
export const verify = (open: OpenGateways, request: VerifyRequest): Promise<VerifiedOutcome> =>
  concluded(open, async (gateways) => {
    const environment = await findEnvironment(gateways, request.environment);
    const store = await gateways.backups(environment.name);
    const backups = await store.list();
    if (isNothing(backups)) refuse({ reason: 'noBackups', folder: store.folder });
    const chosen = request.backup === undefined ? backups.complete : [requireBackup(backups, request.backup)];
    const identities = await gateways.identities(request.identity);
    const seed = gateways.now().toISOString();
    const problems = [...problemsOfManifests(backups)];
    const checked: CheckedBackup[] = [];
    for (const manifest of chosen) {
      const parts = sampleOf(manifest, request.sample, seed);
      problems.push(...(await problemsOf(store, { manifest, parts, identities })));
      checked.push(checkedBackup(manifest, parts, identities.length > 0));
    }
    return {
      kind: problems.length === 0 ? 'verified' : 'damaged',
      ...{ folder: store.folder, backups: checked, problems },
      unfinished: backups.unfinished.map(briefDraft),
    };
  });

const briefDraft = ({ body: { id, kind, run } }: Draft): UnfinishedBackup => ({
  ...{ id, kind },
  ...(run === undefined ? {} : { run }),
});

/** A folder without a backup is the wrong one, or a disk that is not there; of pruned ones no row is left to verify. */
const isNothing = ({ complete, unreadable }: Backups): boolean => complete.length + unreadable.length === 0;

const checkedBackup = (
  manifest: Manifest,
  parts: readonly (SavedPart | SavedPack)[],
  hasKey: boolean,
): CheckedBackup => ({
  id: manifest.id,
  rows: rowsIn(manifest),
  files: partsIn(manifest).length,
  checked: parts.length,
  depth: hasKey || manifest.recipients.length === 0 ? 'inside' : 'stored',
});

/** Files in an order that the seed shuffles. */
const sampleOf = (manifest: Manifest, sample: number, seed: string): readonly (SavedPart | SavedPack)[] => {
  const parts = partsIn(manifest);
  if (sample === 0) return parts;
  const keyed = parts.map((part) => ({ part, key: sha256(`${seed} ${part.file}`) }));
  return keyed
    .sort((one, other) => (one.key < other.key ? -1 : 1))
    .slice(0, sample)
    .map(({ part }) => part);
};

const problemsOfManifests = ({ complete, pruned, unreadable }: Backups): readonly BackupProblem[] => [
  ...unreadable.map(({ id, detail }) => ({ backup: id, detail })),
  ...brokenLinks([...pruned, ...complete]).map(({ backup, pointsAt, because }) => ({
    backup,
    detail: `it follows ${pointsAt}, which is ${because === 'missing' ? 'not there' : 'not what it was'}`,
  })),
];

interface Reading {
  readonly manifest: Manifest;
  readonly parts: readonly (SavedPart | SavedPack)[];
  readonly identities: readonly string[];
}

const problemsOf = async (
  store: BackupStore,
  { manifest, parts, identities }: Reading,
): Promise<readonly BackupProblem[]> => {
  const isReadable = identities.length > 0 || manifest.recipients.length === 0;
  const problems: BackupProblem[] = [];
  for (const part of parts) {
    try {
      await store.check(manifest, part, isReadable ? identities : undefined);
    } catch (error) {
      if (!isDamage(error)) throw error;
      problems.push({ backup: manifest.id, file: part.file, detail: error.message });
    }
  }
  return problems;
};

const isDamage = (error: unknown): error is Error =>
  error instanceof Error && 'reason' in error && error.reason === 'damagedBackup';
