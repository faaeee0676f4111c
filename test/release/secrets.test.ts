import { expect } from 'chai';
import { secretsIn, withoutSecrets } from '../../src/release/secrets.ts';

describe('a text without secrets', () => {
  const org = '00D5g000004abcD';
  const hex = '0123456789abcdef0123456789abcdef';

  for (const [what, text, told] of [
    ['an access token', `Session ${org}!AQ.${hex} expired`, `Session ${org}!<redacted> expired`],
    ['a refresh token', `5Aep861${hex} is revoked`, '<redacted> is revoked'],
    [
      'an auth URL',
      `force://PlatformCLI:s3cr3t:5Aep861@acme.my.salesforce.com`,
      'force://<redacted>@acme.my.salesforce.com',
    ],
    [
      'a password in a URL',
      'unable to access https://me:p@ss@git.acme.com/x',
      'unable to access https://me:<redacted>@git.acme.com/x',
    ],
    ['a token in a URL', 'https://ghp_token@github.com/x', 'https://<redacted>@github.com/x'],
    ['a private key of age', 'key AGE-SECRET-KEY-1QQQSYQCY.', 'key <redacted>.'],
    ['a private key', `-----BEGIN RSA PRIVATE KEY-----\n${hex}\n-----END RSA PRIVATE KEY-----!`, '<redacted>!'],
    ['a private key that is cut', `-----BEGIN PRIVATE KEY-----\n${hex}`, '<redacted>'],
    ['a JSON web token', `assertion eyJhbGciOi.eyJpc3MiOiI.c2lnbmF0dXJl`, 'assertion <redacted>'],
    ['a token of a Git host', `remote: ghs_${hex} was revoked`, 'remote: <redacted> was revoked'],
    ['a header', `Authorization: Bearer ${hex}==`, 'Authorization: Bearer <redacted>'],
    ['a form', 'grant_type=x&client_secret=abc&client_id=d', 'grant_type=x&client_secret=<redacted>&client_id=d'],
    ['an attribute', '<login password="tr0ub4dor" name="d"/>', '<login password="<redacted>" name="d"/>'],
    ['JSON', '{"refresh_token": "abc", "id":"d"}', '{"refresh_token": "<redacted>", "id":"d"}'],
    ['JSON with blanks', '{"password":"a b\'c","id":"d"}', '{"password":"<redacted>","id":"d"}'],
    ['JSON in JSON', String.raw`"{\"password\":\"a b\"}"`, String.raw`"{\"password\":\"<redacted>\"}"`],
    ['two URLs in JSON', '["force://a:b:c@d","e@f"]', '["force://<redacted>@d","e@f"]'],
  ] as const)
    it(`tells nothing of ${what}`, () => {
      expect(withoutSecrets(text)).to.equal(told);
    });

  it('is as it was when there is none', () => {
    for (const text of [
      'git@github.com:acme/app.git and ssh://git@github.com/acme/app.git',
      `https://acme.my.salesforce.com/lightning/setup/DeployStatus/page?address=%2F0Af5g00000abcde&user=a@b.c`,
      `production/v1.2.0 of ${org}EAQ at 2026-11-21T17:29:00.000Z`,
      'INVALID_FIELD: the password: must be longer; Basic plan; OAuth scopes',
      'no section is called Basic Information. OAuth configuration is needed, Bearer authentication is not',
      '{"org":"http://localhost:1717","user":"a@b.c"} ["https://acme.my.salesforce.com","a@b.c"]',
      'sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    ])
      expect(withoutSecrets(text)).to.equal(text);
  });

  it('says the same when it is told again', () => {
    for (const text of [
      'https://me:p@git.acme.com',
      'password=a',
      '{"password":"a"}',
      'Bearer a1b2c3d4',
      'force://a@b',
    ])
      expect(withoutSecrets(withoutSecrets(text))).to.equal(withoutSecrets(text));
  });

  it('is made in time that grows with the text, whatever it repeats', () => {
    const pieces = [
      'a.',
      'a-b+',
      'force://',
      'eyJabcde-',
      'glpat-',
      'Bearer ',
      'password" ',
      '-----BEGIN A ',
      'x://a:',
    ];
    const started = performance.now();
    for (const piece of pieces) withoutSecrets(piece.repeat(200_000));
    expect(performance.now() - started).to.be.lessThan(5000);
  });

  it('holds no value that is known to be secret, whatever it looks like', () => {
    const values = secretsIn({
      DB_PASSWORD: 'tr0ub4dor&3',
      API_TOKEN: 'tr0ub4dor&3 and more\n',
      HOME: '/home/tr0ub4dor',
    });
    expect(withoutSecrets('tr0ub4dor&3 and more, or tr0ub4dor&3', values)).to.equal('<redacted>, or <redacted>');
    expect(withoutSecrets('/home/tr0ub4dor', values)).to.equal('/home/tr0ub4dor');
  });

  it('keeps words that somebody has made a secret of', () => {
    expect(secretsIn({ A_TOKEN: 'production', B_TOKEN: 'true', C_TOKEN: '12345', D_TOKEN: undefined })).to.deep.equal(
      [],
    );
  });
});
