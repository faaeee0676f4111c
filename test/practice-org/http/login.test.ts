import { expect } from 'chai';
import type { PracticeOrg } from '../../../src/practice-org/index.ts';
import { call, getJson, start, type Answer } from '../client.ts';

const buy = (org: PracticeOrg, form: Readonly<Record<string, string>>): Promise<Answer> =>
  call(org, '/services/oauth2/token', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: '' },
    body: new URLSearchParams(form).toString(),
  });

const jwt = (payload: unknown): string =>
  ['{"alg":"RS256"}', JSON.stringify(payload), 'signature']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

describe('logging in', () => {
  it('tells its versions to everybody, the newest last', async () => {
    await using org = await start();
    const answer = await call(org, '/services/data', { headers: { authorization: '' } });
    const versions = JSON.parse(answer.text) as { version: string; url: string }[];
    expect(versions.at(-1)).to.include({ version: '67.0', url: '/services/data/v67.0' });
  });

  it('tells who the user is by userinfo', async () => {
    await using org = await start();
    expect(await getJson(org, '/services/oauth2/userinfo')).to.include({
      organization_id: org.orgId,
      preferred_username: org.username,
    });
  });

  it('answers what the CLI asks after a login: the user, no Dev Hub, the organization', async () => {
    await using org = await start({ kind: 'sandbox' });
    const { user_id: user } = (await getJson(org, '/services/oauth2/userinfo')) as { user_id: string };
    expect(await getJson(org, `/services/data/v51.0/sobjects/User/${user}`)).to.include({ Username: org.username });
    const hub = await call(org, '/services/data/v51.0/query?q=SELECT%20Id%20FROM%20ScratchOrgInfo%20limit%201');
    expect([hub.status, (JSON.parse(hub.text) as { errorCode: string }[])[0]?.errorCode]).to.deep.equal([
      400,
      'INVALID_TYPE',
    ]);
    const soql =
      'SELECT Name, InstanceName, IsSandbox, TrialExpirationDate, NamespacePrefix, OrganizationType FROM Organization';
    const { records } = (await getJson(org, `/services/data/v67.0/query?q=${encodeURIComponent(soql)}`)) as {
      records: object[];
    };
    expect(records[0]).to.include({ IsSandbox: true, TrialExpirationDate: null, NamespacePrefix: null });
  });

  it('gives a token for a JWT of its user, whatever key signed it', async () => {
    await using org = await start();
    const answer = await buy(org, { grant_type: JWT_BEARER, assertion: jwt({ sub: org.username }) });
    const token = JSON.parse(answer.text) as { id: string; access_token: string };
    expect(token).to.include({ instance_url: org.url, token_type: 'Bearer' });
    expect(token.id).to.match(new RegExp(`/id/${org.orgId}/005\\w{15}$`));
    expect(token.access_token).to.match(/^00D\w{12}![.\w]+$/);
  });

  for (const [name, form] of Object.entries({
    'a JWT of somebody else': { grant_type: JWT_BEARER, assertion: jwt({ sub: 'eve@example.com' }) },
    'a JWT that is none': { grant_type: JWT_BEARER, assertion: 'x.y.z' },
    'a wrong refresh token': { grant_type: 'refresh_token', refresh_token: 'x' },
    'a grant it does not know': { grant_type: 'password', username: 'a', password: 'b' },
    nothing: {},
  }))
    it(`refuses ${name}`, async () => {
      await using org = await start();
      const answer = await buy(org, form);
      expect(answer.status).to.equal(400);
      expect(JSON.parse(answer.text)).to.have.all.keys('error', 'error_description');
    });

  it('gives a URL that opens the org in a browser', async () => {
    await using org = await start();
    expect(await getJson(org, '/services/oauth2/singleaccess?redirect_uri=lightning%2Fsetup')).to.deep.equal({
      frontdoor_uri: `${org.url}/secur/frontdoor.jsp?otp=practice&startURL=lightning%2Fsetup`,
    });
  });

  it('never gives two orgs the same ids, username or token', async () => {
    await using first = await start();
    await using second = await start();
    for (const fact of ['orgId', 'username', 'accessToken', 'url', 'controlToken'] as const)
      expect(first[fact]).not.to.equal(second[fact]);
  });

  it('has ids of 18 characters whose checksum is right', async () => {
    await using org = await start();
    expect(org.orgId).to.match(/^00D\w{15}$/);
  });

  it('shakes hands for streaming, so that clients go on to poll', async () => {
    await using org = await start();
    const answer = await call(org, '/cometd/67.0', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `OAuth ${org.accessToken}` },
      body: JSON.stringify([{ channel: '/meta/handshake', id: '1', version: '1.0' }]),
    });
    expect((JSON.parse(answer.text) as object[])[0]).to.include({
      channel: '/meta/handshake',
      successful: true,
      id: '1',
    });
  });
});
