/**
 * What one deploy may hold (Metadata API developer guide, meta_rest_deploy.htm; documented). The server counts
 * directories as files. 39 MB is decimal, as Salesforce's own deploy library counts it.
 */
export const packageLimits = { files: 10_000, unzippedBytes: 629_145_600, zippedBytes: 39_000_000 } as const;

export interface PackageSize {
  /** Files and the directories they stand in. */
  readonly files: number;
  readonly unzippedBytes: number;
  /** Absent before the package is zipped. */
  readonly zippedBytes?: number;
}

/** One limit that a package is beyond. */
export interface Excess {
  readonly what: keyof typeof packageLimits;
  readonly actual: number;
  readonly limit: number;
  /** `actual - limit`. */
  readonly over: number;
}

/** The limits that a package is beyond; empty when the org will take it. */
export const excessOf = (size: PackageSize): readonly Excess[] =>
  (['files', 'unzippedBytes', 'zippedBytes'] as const).flatMap((what) => {
    const actual = size[what] ?? 0;
    const limit = packageLimits[what];
    return actual > limit ? [{ what, actual, limit, over: actual - limit }] : [];
  });

/** Adds up a package file by file, so that nobody has to hold all of it. */
export interface PackageMeter {
  add(path: string, bytes: number): void;
  size(): PackageSize;
}

export const packageMeter = (): PackageMeter => {
  const directories = new Set<string>();
  let files = 0;
  let unzippedBytes = 0;
  return {
    add: (path, bytes) => {
      files += 1;
      unzippedBytes += bytes;
      for (let slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1))
        directories.add(path.slice(0, slash));
    },
    size: () => ({ files: files + directories.size, unzippedBytes }),
  };
};
