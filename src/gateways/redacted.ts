import { secretsIn, withoutSecrets } from '../release/secrets.ts';

/** What somebody else said, or typed: without what looks like a secret, and without the secrets of this environment. */
export const redacted = (text: string): string => withoutSecrets(text, secretsIn(process.env));

/**
 * The same for a message that is a sentence for people and trailers for machines: trailers stay what they are, for a
 * flow may be called `Reset_Password`, and `Reset_Password=3` be its version.
 */
export const withRedactedSubject = (message: string): string => message.replace(/^.*/u, redacted);
