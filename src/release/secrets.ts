/** Stands where a secret stood. */
const mark = '<redacted>';

/**
 * What a secret looks like, and what may be told of it. Tokens as their issuers word them: Salesforce's access tokens,
 * refresh tokens and auth URLs (`sf org display --verbose`), age's private keys, JSON web tokens, those of Git hosts.
 */
const shapes: readonly (readonly [shape: RegExp, told: string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----(?:[^]*?-----END [A-Z ]*PRIVATE KEY-----|[^]*$)/gu, mark],
  [/\bforce:\/\/\S+@/gu, `force://${mark}@`],
  [/\b([a-z][a-z0-9+.-]*:\/\/[^\s:/?#@]*):[^\s/?#]+@/giu, `$1:${mark}@`],
  [/\b(https?:\/\/)[^\s:/?#@]+@/giu, `$1${mark}@`],
  [/\b(00D\w{12,15})!(?:[\w.]|%2E)+/gu, `$1!${mark}`],
  [/\b5Aep[\w.]{20,}/gu, mark],
  [/\bAGE-SECRET-KEY-[A-Z0-9-]+/giu, mark],
  [/\beyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*/gu, mark],
  [/\b(?:gh[oprsu]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{20,})/gu, mark],
  [/\b(Bearer|Basic|OAuth) +[\w.~+/!-]{8,}=*/gu, `$1 ${mark}`],
  [
    /((?:access_?token|refresh_?token|client_?secret|consumer_?secret|password|passphrase|api_?key|\bsid)(?:=|["']\s*[:=]\s*["']))[^\s"'&]+/giu,
    `$1${mark}`,
  ],
];

/** Text without anything that looks like a secret, and without the values that are known to be one. */
export const withoutSecrets = (text: string, values: readonly string[] = []): string => {
  const known = values.reduce((rest, value) => rest.replaceAll(value, mark), text);
  return shapes.reduce((rest, [shape, told]) => rest.replaceAll(shape, told), known);
};

const secretName =
  /(?:TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|API_?KEY|PRIVATE_?KEY|CREDENTIALS?|AUTH_URL|IDENTITY)$/iu;

/** A shorter value, or one of letters alone, may be any word: taken out, it would garble everything else. */
const isGuessable = (value: string): boolean => value.length < 8 || /^[\p{L}_-]+$/u.test(value);

/** Values of the variables whose names say that they are secret, the longest first: one may hold another. */
export const secretsIn = (environment: Readonly<Record<string, string | undefined>>): readonly string[] =>
  Object.entries(environment)
    .flatMap(([name, value]) => (value !== undefined && secretName.test(name) && !isGuessable(value) ? value : []))
    .sort((one, other) => other.length - one.length);
