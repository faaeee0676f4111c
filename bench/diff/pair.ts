/** Two commits of a repository, and the folders that hold metadata. */
export interface Pair {
  readonly repository: string;
  readonly from: string;
  readonly to: string;
  readonly source: readonly string[];
}
