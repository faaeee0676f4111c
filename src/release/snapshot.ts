/** What a snapshot was taken of: what one run touches, what the current release holds, or everything. */
export const snapshotScopes = ['run', 'release', 'all'] as const;
export type SnapshotScope = (typeof snapshotScopes)[number];

/** An org's own copy of metadata, kept in Git as it came: a commit without history on a ref of its environment. */
export interface SnapshotRecord {
  /** One line for people. */
  readonly summary: string;
  readonly environment: string;
  /** 18 characters. */
  readonly orgId: string;
  /** ISO 8601. */
  readonly takenAt: string;
  readonly scope: SnapshotScope;
  readonly files: number;
  /** The release whose components it has, of the scope `release`. */
  readonly release?: string;
  /** Listed by the org and yet not handed over, `Type:FullName`: nothing is known of these. */
  readonly missing: readonly string[];
}

/** As it lies in Git. */
export interface Snapshot extends SnapshotRecord {
  /** What people call it: `snapshot:<id>`. */
  readonly id: string;
  /** 40 or 64 hex digits. */
  readonly commit: string;
}

/** A sentence for people, then trailers for machines. Nothing secret is among them. */
export const snapshotMessage = (snapshot: SnapshotRecord): string => {
  const trailers: readonly (readonly [string, string | undefined])[] = [
    ['Environment', snapshot.environment],
    ['Org-Id', snapshot.orgId],
    ['Taken-At', snapshot.takenAt],
    ['Scope', snapshot.scope],
    ['Files', String(snapshot.files)],
    ['Release', snapshot.release],
    ...snapshot.missing.map((key) => ['Missing', key] as const),
  ];
  const lines = trailers.flatMap(([key, value]) => (value === undefined ? [] : [`${key}: ${value}`]));
  return `${snapshot.summary.replace(/\s+/gu, ' ').trim()}\n\n${lines.join('\n')}\n`;
};

/** A snapshot as git tells it. */
export interface SnapshotReading {
  readonly id: string;
  readonly commit: string;
  /** The whole message. */
  readonly message: string;
}

/** The snapshot that a commit is; undefined for one that says too little of itself. */
export const snapshotFrom = ({ id, commit, message }: SnapshotReading): Snapshot | undefined => {
  const [summary = '', ...rest] = message.split('\n');
  const trailers = new Map(
    rest.flatMap((line) => {
      const [, key, value] = /^([A-Za-z-]+): (.*)$/u.exec(line) ?? [];
      return key === undefined || value === undefined ? [] : [[key, value] as const];
    }),
  );
  const environment = trailers.get('Environment');
  const orgId = trailers.get('Org-Id');
  const takenAt = trailers.get('Taken-At');
  const scope = snapshotScopes.find((one) => one === trailers.get('Scope'));
  if (environment === undefined || orgId === undefined || takenAt === undefined || scope === undefined)
    return undefined;
  const release = trailers.get('Release');
  const missing = rest.flatMap((line) => (line.startsWith('Missing: ') ? [line.slice('Missing: '.length)] : []));
  return {
    ...{ id, commit, summary, environment, orgId, takenAt, scope },
    files: Number(trailers.get('Files') ?? 0),
    missing,
    ...(release !== undefined && { release }),
  };
};

/** `20261121T150405678Z-1a2b3c4d`: sorted by name is sorted by time. `unique` keeps two of one moment apart. */
export const snapshotId = (at: Date, unique: string): string =>
  `${at.toISOString().replaceAll(/[-:.]/gu, '')}-${unique}`;

/** When a snapshot taken by hand was taken, by its id; undefined for the id of a run. */
export const timeOfSnapshotId = (id: string): Date | undefined => {
  const [, year, month, day, hour, minute, second, millisecond] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z-/u.exec(id) ?? [];
  return year === undefined
    ? undefined
    : new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.${millisecond}Z`);
};
