import type { JournalEntry } from '../../src/release/journal-entry.ts';
import { historyOf } from './git/for-each-ref.ts';
import type { MemoryRepository } from './git/memory-repository.ts';
import { commitAt, filesOf } from './git/objects.ts';

/** The entries of a journal on the remote, oldest first, read without any code of the product. */
export const entriesOn = (remote: MemoryRepository, environment = 'production'): readonly JournalEntry[] => {
  const head = remote.refs.get(`refs/release/${environment}/journal`);
  if (head === undefined) return [];
  return historyOf(remote.objects, head)
    .toReversed()
    .map((commit) => {
      const id = filesOf(remote.objects, commitAt(remote.objects, commit).tree).get('entry.json') ?? '';
      return JSON.parse(remote.objects.get(id)?.bytes.toString() ?? '') as JournalEntry;
    });
};
