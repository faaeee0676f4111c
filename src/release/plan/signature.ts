import type { Finding } from './check.ts';

/** Whether a release tag has to be signed by somebody the team trusts. */
export type SignaturePolicy = 'off' | 'warn' | 'require';

/** What Git said: valid is not yet trusted; trusted needs the signer among those of the protected branch. */
export type SignatureState = 'trusted' | 'validButUnknown' | 'unsigned' | 'bad' | 'cannotVerify';

/** A bad signature fails under every policy but `off`: somebody changed what was signed. */
export const judgeSignature = (policy: SignaturePolicy, state: SignatureState): Finding => {
  const evidence = state === 'trusted' ? [] : [state];
  if (policy === 'off' || state === 'trusted') return { verdict: 'pass', evidence };
  if (state === 'bad') return { verdict: 'fail', evidence };
  if (state === 'cannotVerify') return { verdict: 'inconclusive', evidence };
  return { verdict: policy === 'require' ? 'fail' : 'pass', evidence };
};
