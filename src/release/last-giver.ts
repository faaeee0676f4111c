import type { Release } from './release.ts';

/**
 * The release that the org has something from, which lines may have handed to one another: the newest deploy of it, or the
 * rollback by which the same line brought it back. Going back over the deploy that took it over gives it back; and a
 * rollback to a release that had it, while another line has it, gave nothing. `releases`: the oldest first.
 */
export const lastGiver = async (
  releases: readonly Release[],
  has: (release: Release) => Promise<boolean>,
): Promise<Release | undefined> => {
  const wentBackOver = new Set<string | undefined>();
  const restored = new Map<string | undefined, Release>();
  for (const release of releases.toReversed()) {
    const { line, restores, rollsBack } = release;
    if (wentBackOver.has(line)) continue;
    if (await has(release)) {
      if (restores === undefined) return restored.get(line) ?? release;
      if (!restored.has(line)) restored.set(line, release);
    } else if (rollsBack !== undefined && !restored.has(line)) {
      const left = releases.find(({ name }) => name === rollsBack);
      if (left !== undefined && (await has(left))) wentBackOver.add(line);
    }
  }
  return undefined;
};
