import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Journal } from '../../../src/gateways/git/journal.ts';
import type { Gateways } from '../../../src/gateways/open.ts';

/** Something wrong about the product, the command that shows it, and what the judge has to say. */
export interface RecordFlaw {
  readonly scenario: string;
  readonly says: string;
  readonly sabotage: (gateways: Gateways) => Gateways;
}

/** A journal that forgets the intents. */
const withoutIntents = (journal: Journal): Journal => ({
  ...journal,
  append: (entry, ...rest) => (entry.kind === 'intended' ? Promise.resolve() : journal.append(entry, ...rest)),
});

/** Backups whose manifest is gone as soon as they are called complete. */
const forgetful = (gateways: Gateways): Gateways => ({
  ...gateways,
  backups: async (environment) => {
    const store = await gateways.backups(environment);
    return {
      ...store,
      write: async (draft) => {
        const writing = await store.write(draft);
        return {
          ...writing,
          complete: async (...given) => {
            const manifest = await writing.complete(...given);
            await rm(path.join(store.folder, manifest.id, 'manifest.json'));
            return manifest;
          },
        };
      },
    };
  },
});

/** Products that the judge has to find out. */
export const recordFlaws: Readonly<Record<string, RecordFlaw>> = {
  'writes before it has written down what it is about to do': {
    scenario: 'restore',
    says: 'is not in the journal',
    sabotage: (gateways) => ({ ...gateways, journal: (environment) => withoutIntents(gateways.journal(environment)) }),
  },
  'replaces what it did not save for good': {
    scenario: 'restore',
    says: 'is not saved',
    sabotage: forgetful,
  },
  'destroys what it did not save for good': {
    scenario: 'rollback that destroys values',
    says: 'destroyed that are not saved',
    sabotage: forgetful,
  },
};
