import type { Journal } from './journal.ts';

/** A journal whose code is loaded by its first use: most commands never write or read one. */
export const lazyJournal = (ref: string, load: () => Promise<Journal>): Journal => {
  let loading: Promise<Journal> | undefined;
  const journal = (): Promise<Journal> => (loading ??= load());
  return {
    ref,
    entries: async () => (await journal()).entries(),
    entriesHere: async () => (await journal()).entriesHere(),
    append: async (entry, attachments) => (await journal()).append(entry, attachments),
    attachment: async (run, name) => (await journal()).attachment(run, name),
    keep: async (name, files, message) => (await journal()).keep(name, files, message),
    kept: async (name) => (await journal()).kept(name),
    keptUnder: async (names) => (await journal()).keptUnder(names),
    forget: async (name, commit) => (await journal()).forget(name, commit),
  };
};
