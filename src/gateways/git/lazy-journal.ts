import type { Journal } from './journal.ts';

/** Where the journal of an environment is. */
export const journalRef = (environment: string): string => `refs/release/${environment}/journal`;

/** A journal whose code is loaded by its first use: most commands never write or read one. */
export const lazyJournal = (environment: string, load: () => Promise<Journal>): Journal => {
  let loading: Promise<Journal> | undefined;
  const journal = (): Promise<Journal> => (loading ??= load());
  return {
    ref: journalRef(environment),
    entries: async () => (await journal()).entries(),
    append: async (entry, attachments) => (await journal()).append(entry, attachments),
    attachment: async (run, name) => (await journal()).attachment(run, name),
    keep: async (name, files, message) => (await journal()).keep(name, files, message),
    kept: async (name) => (await journal()).kept(name),
  };
};
