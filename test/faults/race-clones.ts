import { openJournal } from '../../src/gateways/git/journal.ts';
import { openRepository } from '../../src/gateways/git/repository.ts';
import type { JournalEntry } from '../../src/release/journal-entry.ts';
import { Refused } from '../../src/release/refusal.ts';
import { temporaryRepository } from '../gateways/temporary-repository.ts';

const opened = (run: string): JournalEntry => ({
  ...{ format: 1, kind: 'opened', run, at: '2026-11-21T10:00:00.000Z', verb: 'rollback', environment: 'production' },
  ...{ orgId: '00D000000000001AAA', by: run, where: 'clone' },
});

/** Clones of one real remote append at the same time, round after round. Gives the rounds without exactly one winner. */
export const raceClones = async ({
  rounds,
  clones,
}: {
  readonly rounds: number;
  readonly clones: number;
}): Promise<readonly string[]> => {
  await using place = await temporaryRepository({ withRemote: true });
  const journals = [];
  for (let index = 0; index < clones; index += 1)
    journals.push(openJournal(await openRepository(await place.clone()), 'production'));
  const wrong: string[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    await Promise.all(journals.map((journal) => journal.entries()));
    const won = await Promise.all(
      journals.map((journal, index) =>
        journal.append(opened(`round${round}-${index}`)).then(
          () => true,
          (error: unknown) => {
            if (error instanceof Refused) return false;
            throw error;
          },
        ),
      ),
    );
    const entries = (await journals[0]?.entries()) ?? [];
    const winner = `round${round}-${won.indexOf(true)}`;
    const isFair = won.filter(Boolean).length === 1 && entries.length === round && entries.at(-1)?.run === winner;
    if (!isFair) wrong.push(`round ${round}: ${won.join()}, ${entries.length} entries`);
  }
  return wrong;
};
