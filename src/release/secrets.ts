/** Stands where a secret stood. */
const mark = '<redacted>';

/** Whose value is a secret, in a form or in JSON. */
const named = String.raw`(?:access_?token|refresh_?token|client_?secret|consumer_?secret|password|passphrase|api_?key|\bsid)`;

/**
 * What a secret looks like, and what may be told of it. Tokens as their issuers word them: Salesforce's access tokens,
 * refresh tokens and auth URLs (`sf org display --verbose`), age's private keys, JSON web tokens, those of Git hosts. No
 * shape looks at a letter more than a few times, however long a text is and whoever wrote it.
 */
const shapes: readonly (readonly [shape: RegExp, told: string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----(?:[^]*?-----END [A-Z ]*PRIVATE KEY-----|[^]*$)/gu, mark],
  [/\bforce:\/\/[^\s/@"']+/gu, `force://${mark}`],
  [/\b([a-z][a-z0-9+.-]{0,20}:\/\/[^\s:/?#@]*):[^\s/?#"'<>]+@/giu, `$1:${mark}@`],
  [/\b(https?:\/\/)[^\s:/?#@"'<>]+@/giu, `$1${mark}@`],
  [/\b(00D\w{12,15})!(?:[\w.]|%2E)+/gu, `$1!${mark}`],
  [/\b5Aep[\w.]{20,}/gu, mark],
  [/\bAGE-SECRET-KEY-[A-Z0-9-]+/giu, mark],
  [/(?<![\w-])eyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*/gu, mark],
  [/\b(?:gh[oprsu]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{20,})/gu, mark],
  // with a digit, a sign or a capital in it: "Basic Information" and "OAuth configuration" are words
  [/\b(Bearer|Basic|OAuth) +(?=[\w.~+/!-]*(?:[0-9~+!=]|[a-z][A-Z]))[\w.~+/!-]{8,}=*/gu, `$1 ${mark}`],
  [new RegExp(String.raw`(${named}=["']?)[^\s"'&]+`, 'giu'), `$1${mark}`],
  [new RegExp(String.raw`(${named}\\?["']\s*[:=]\s*(\\?["']))(?:(?!\2).)+`, 'giu'), `$1${mark}`],
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
    .map(([name, value = '']) => [name, value.trim()] as const) // a file that was read into it may end in a line end
    .flatMap(([name, value]) => (secretName.test(name) && !isGuessable(value) ? value : []))
    .sort((one, other) => other.length - one.length);
