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
  return {
    ...{ id, commit, summary, environment, orgId, takenAt, scope },
    files: Number(trailers.get('Files') ?? 0),
    ...(release !== undefined && { release }),
  };
};
