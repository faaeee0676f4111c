import type { Finding } from './check.ts';

/** A pass of which a person is told what was found, where anything was. */
export const passWarning = (evidence: readonly string[]): Finding => ({
  verdict: 'pass',
  evidence,
  ...(evidence.length > 0 && { warns: true }),
});
