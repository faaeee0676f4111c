import gte from 'semver/functions/gte.js';
import coerce from 'semver/functions/coerce.js';

/**
 * Everything that is looked at, in the order in which a person reads it, with all that can be found. A finding is also
 * the key of its words; `fix` is what to do about it.
 */
export const findings = {
  project: ['ok', 'refused'],
  lines: ['none', 'ok', 'beside', 'refused'],
  git: ['ok', 'dated', 'old'],
  history: ['ok', 'shallow'],
  remote: ['ok', 'none', 'unreachable'],
  state: ['ok', 'refused', 'unfenced', 'left', 'skipped'],
  oldTags: ['ok', 'workflows', 'refused', 'skipped'],
  environment: ['pinned', 'byRelease', 'unpinned', 'unknown'],
  org: ['ok', 'other', 'unanswered', 'skipped'],
  rights: ['ok', 'missing', 'unknown', 'skipped'],
  deploys: ['ok', 'running', 'unreadable', 'skipped'],
  calls: ['ok', 'low', 'unknown', 'skipped'],
  run: ['none', 'open', 'unreadable', 'skipped'],
} as const;

export type Subject = keyof typeof findings;

/** `fail` stops a run sooner or later, `warn` makes it worse, `unknown` could not be asked because of what failed before. */
export type Health = 'good' | 'warn' | 'fail' | 'unknown';

export interface Finding<Of extends Subject = Subject> {
  readonly subject: Of;
  readonly found: (typeof findings)[Of][number];
  readonly health: Health;
  /** What fills the words. */
  readonly details: readonly string[];
}

const healths: { readonly [Of in Subject]: { readonly [Found in (typeof findings)[Of][number]]: Health } } = {
  project: { ok: 'good', refused: 'fail' },
  lines: { none: 'good', ok: 'good', beside: 'warn', refused: 'fail' },
  git: { ok: 'good', dated: 'warn', old: 'fail' },
  history: { ok: 'good', shallow: 'fail' },
  remote: { ok: 'good', none: 'warn', unreachable: 'fail' },
  state: { ok: 'good', refused: 'fail', unfenced: 'fail', left: 'warn', skipped: 'unknown' },
  oldTags: { ok: 'good', workflows: 'fail', refused: 'fail', skipped: 'unknown' },
  environment: { pinned: 'good', byRelease: 'good', unpinned: 'warn', unknown: 'fail' },
  org: { ok: 'good', other: 'fail', unanswered: 'fail', skipped: 'unknown' },
  rights: { ok: 'good', missing: 'fail', unknown: 'unknown', skipped: 'unknown' },
  deploys: { ok: 'good', running: 'warn', unreadable: 'fail', skipped: 'unknown' },
  calls: { ok: 'good', low: 'warn', unknown: 'unknown', skipped: 'unknown' },
  run: { none: 'good', open: 'warn', unreadable: 'fail', skipped: 'unknown' },
};

export const finding = <Of extends Subject>(
  subject: Of,
  found: (typeof findings)[Of][number],
  ...details: readonly string[]
): Finding<Of> => ({ subject, found, health: healths[subject][found], details });

/** Anything that has to be put right before a run can be relied upon. */
export const isHealthy = (all: readonly Finding[]): boolean => all.every(({ health }) => health !== 'fail');

/** Reads of trailers by key and separator, and the ref updates that runs are made of, need this git. */
const oldestGit = '2.32.0';

/** Versions before these follow a submodule's path out of the clone (CVE-2025-48384). */
const safeGits: Readonly<Record<string, string>> = {
  '2.43': '2.43.7',
  '2.44': '2.44.4',
  '2.45': '2.45.4',
  '2.46': '2.46.4',
  '2.47': '2.47.3',
  '2.48': '2.48.2',
  '2.49': '2.49.1',
};

export const gitFinding = (version: string): Finding<'git'> => {
  const given = coerce(version)?.version ?? '0.0.0';
  if (!gte(given, oldestGit)) return finding('git', 'old', version, oldestGit);
  const safe = safeGits[given.split('.').slice(0, 2).join('.')] ?? (gte(given, '2.50.0') ? '2.50.1' : '2.43.7');
  return gte(given, safe) ? finding('git', 'ok', version) : finding('git', 'dated', version, safe);
};

/** Rights of a user that deploys, by the fields of `UserPermissionAccess` (object reference; documented). */
export const rightsAsked = {
  PermissionsApiEnabled: 'API Enabled',
  PermissionsModifyMetadata: 'Modify Metadata Through Metadata API Functions',
  PermissionsCustomizeApplication: 'Customize Application',
  PermissionsAuthorApex: 'Author Apex',
} as const;

/** The right to modify all data stands for the right to modify metadata (meta_metadata_perm.htm; documented). */
export const missingRights = (row: Readonly<Record<string, unknown>>): readonly string[] =>
  Object.entries(rightsAsked).flatMap(([field, name]) =>
    row[field] === true || (field === 'PermissionsModifyMetadata' && row['PermissionsModifyAllData'] === true)
      ? []
      : [name],
  );

/** API calls of a day that a rollback and its way back may need, however large. */
export const callReserve = 2000;
