import type { JournalEntry } from '../../release/journal-entry.ts';
import type { Release } from '../../release/release.ts';

/**
 * Which version of each flow was active while a release stood, by flow: what the last run that went on from it saw just
 * before, else what the release itself wrote down. Production deploys flows inactive unless it is set up otherwise
 * (meta_flowsettings.htm; documented), so that the version is often activated by hand after the release.
 */
export const activeFlowsUnder = (
  { name, activeFlowVersions }: Pick<Release, 'name' | 'activeFlowVersions'>,
  entries: readonly JournalEntry[],
): Readonly<Record<string, number>> => {
  const runs = new Set(entries.flatMap((entry) => (entry.kind === 'opened' && entry.from === name ? [entry.run] : [])));
  const snapshot = entries.findLast(
    (entry) => entry.kind === 'done' && entry.step === 'snapshot' && entry.phase === undefined && runs.has(entry.run),
  );
  const seen = snapshot?.kind === 'done' ? snapshot.evidence['flows'] : undefined;
  return { ...activeFlowVersions, ...(Array.isArray(seen) && Object.fromEntries(seen.map(versionIn))) };
};

/** `Route=3`, as the snapshot step writes it down. */
const versionIn = (text: string): readonly [string, number] => {
  const at = text.lastIndexOf('=');
  return [text.slice(0, at), Number(text.slice(at + 1))];
};
