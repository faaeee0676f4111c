import { namesIn, sealed, unsealed, type SecretValues } from '../../release/xml/sealed-text.ts';
import type { ReplacementSources } from './deployed-version.ts';
import type { Journal } from './journal.ts';

/**
 * A journal that keeps no value of a replacement: names stand in its attachments where values stood, and whoever reads
 * them has to have the values, as whoever deploys has. A snapshot is the org's own and stays as the org gave it.
 */
export const sealedJournal = (journal: Journal, secrets: SecretValues, sources: ReplacementSources): Journal => ({
  ...journal,
  append: (entry, attachments = {}) =>
    journal.append(
      entry,
      Object.fromEntries(Object.entries(attachments).map(([name, text]) => [name, sealed(text, secrets)])),
    ),
  attachment: async (run, name) => {
    const text = await journal.attachment(run, name);
    const values = new Map<string, string>();
    for (const secret of namesIn(text)) {
      const value = await valueNamed(secret, sources);
      if (value !== undefined) values.set(secret, value);
    }
    return unsealed(text, values);
  },
});

const valueNamed = async (
  secret: string,
  { environment, readText }: ReplacementSources,
): Promise<string | undefined> => {
  const colon = secret.indexOf(':');
  const name = secret.slice(colon + 1);
  return secret.startsWith('env:') ? environment[name] : (await readText(name))?.trim();
};
