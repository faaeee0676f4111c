import { secretsIn, withoutSecrets } from '../release/secrets.ts';

/** What somebody else said, or typed: without what looks like a secret, and without the secrets of this environment. */
export const redacted = (text: string): string => withoutSecrets(text, secretsIn(process.env));
