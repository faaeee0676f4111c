import type { Finding } from './check.ts';
import { passWarning } from './pass-warning.ts';

export const signaturePolicies = ['off', 'warn', 'require'] as const;

/** Whether a release tag has to be signed by somebody the team trusts. */
export type SignaturePolicy = (typeof signaturePolicies)[number];

/** What Git said: valid is not yet trusted, which is what the keyring or the file of allowed signers decides. */
export type SignatureState = 'trusted' | 'validButUnknown' | 'unsigned' | 'bad' | 'cannotVerify';

/** A bad signature fails under every policy but `off`: somebody changed what was signed. */
export const judgeSignature = (policy: SignaturePolicy, state: SignatureState): Finding => {
  const evidence = state === 'trusted' ? [] : [state];
  if (policy === 'off' || state === 'trusted') return { verdict: 'pass', evidence: [] };
  if (state === 'bad') return { verdict: 'fail', evidence };
  if (state === 'cannotVerify') return { verdict: 'inconclusive', evidence };
  return policy === 'require' ? { verdict: 'fail', evidence } : passWarning(evidence);
};

/** What `git verify-tag --raw` said; `isValid` is its exit code 0. */
export interface TagVerification {
  readonly isValid: boolean;
  readonly text: string;
}

/**
 * Words of the signing programs, the worst first: lines `[GNUPG:] KEYWORD` of GnuPG (doc/DETAILS; documented), sentences
 * of ssh-keygen and of git itself (seen in code: git's gpg-interface.c, OpenSSH's ssh-keygen.c).
 */
const words: readonly (readonly [RegExp, SignatureState])[] = [
  [/^\[GNUPG:\] (BADSIG|REVKEYSIG) /mu, 'bad'],
  [/incorrect signature|Signature verification failed/u, 'bad'],
  [/no signature found|cannot verify a non-tag object/u, 'unsigned'],
  [/^\[GNUPG:\] (ERRSIG|NO_PUBKEY) /mu, 'cannotVerify'],
  [/allowedSignersFile needs to be configured|cannot run|couldn't|Couldn't|No such file/u, 'cannotVerify'],
  [/^\[GNUPG:\] (EXPSIG|EXPKEYSIG) /mu, 'validButUnknown'],
  [/No principal matched/u, 'validButUnknown'],
];

const trusts = /^\[GNUPG:\] TRUST_(FULLY|ULTIMATE)/mu;

/** Unknown words are never a signature. */
export const signatureState = ({ isValid, text }: TagVerification): SignatureState => {
  const [, state] = words.find(([pattern]) => pattern.test(text)) ?? [];
  if (state !== undefined) return state;
  if (!isValid) return 'cannotVerify';
  if (/^\[GNUPG:\] GOODSIG /mu.test(text)) return trusts.test(text) ? 'trusted' : 'validButUnknown';
  return /^Good "git" signature for /mu.test(text) ? 'trusted' : 'cannotVerify';
};
