import type { JournalEntry } from '../../src/release/journal-entry.ts';
import { historyOf } from './git/for-each-ref.ts';
import type { MemoryRepository } from './git/memory-repository.ts';
import { commitAt, filesOf } from './git/objects.ts';

const journalRef = 'refs/release/production/journal';

/** The entries of the journal on the remote, oldest first, read without any code of the product. */
export const entriesOn = (remote: MemoryRepository): readonly JournalEntry[] => {
  const head = remote.refs.get(journalRef);
  if (head === undefined) return [];
  return historyOf(remote.objects, head)
    .toReversed()
    .map((commit) => {
      const id = filesOf(remote.objects, commitAt(remote.objects, commit).tree).get('entry.json') ?? '';
      return JSON.parse(remote.objects.get(id)?.bytes.toString() ?? '') as JournalEntry;
    });
};
