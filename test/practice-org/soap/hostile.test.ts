import { expect } from 'chai';
import { connect } from 'node:net';
import type { PracticeOrg } from '../../../src/practice-org/index.ts';
import { call, deployBody, envelope, faultCode, soap, start, tag, type Answer } from '../client.ts';

const post = (org: PracticeOrg, body: string | Buffer, contentType = 'text/xml'): Promise<Answer> =>
  call(org, '/services/Soap/m/67.0', {
    method: 'POST',
    headers: { 'content-type': contentType },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });

/** The org still works: whatever came before did not hurt it. */
const lives = async (org: PracticeOrg): Promise<boolean> =>
  (await call(org, '/services/data/v67.0/limits')).status === 200;

const describeCall = '<describeMetadata><asOfVersion>67.0</asOfVersion></describeMetadata>';

const billionLaughs =
  '<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">]>';

const hostileBodies: Readonly<Record<string, string | Buffer>> = {
  nothing: '',
  'a text that is no XML': 'hello',
  'XML that stops in the middle': envelope('x', describeCall).slice(0, -30),
  'XML that is no envelope': '<a><b/></a>',
  'an envelope without an operation': envelope('x', ''),
  'an entity bomb': `${billionLaughs}<a>&lol2;</a>`,
  'an external entity': '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
  'elements nested a hundred thousand deep': '<a>'.repeat(100_000),
  'an unknown entity': envelope('x', '<describeMetadata><asOfVersion>&nbsp;</asOfVersion></describeMetadata>'),
  'two root elements': '<a/><b/>',
  'bytes that are no UTF-8': Buffer.from([0xff, 0xfe, 0x00, 0x3c, 0x61, 0x2f, 0x3e]),
};

describe('SOAP that means harm', () => {
  for (const [name, body] of Object.entries(hostileBodies))
    it(`answers ${name} with a client fault`, async () => {
      await using org = await start();
      const answer = await post(org, body);
      expect([answer.status, tag(answer, 'faultcode')]).to.deep.equal([500, 'soapenv:Client']);
      expect(await lives(org)).to.equal(true);
    });

  it('never tells what is in a file of the machine', async () => {
    await using org = await start();
    const answer = await post(org, hostileBodies['an external entity'] ?? '');
    expect(answer.text).not.to.contain('root:');
  });

  for (const contentType of ['text/plain', 'application/json', 'multipart/form-data'])
    it(`refuses SOAP sent as ${contentType}`, async () => {
      await using org = await start();
      expect((await post(org, envelope(org.accessToken, describeCall), contentType)).status).to.equal(415);
    });

  it('refuses a call without a session and one with a foreign session', async () => {
    await using org = await start();
    await using other = await start();
    for (const token of ['', 'x', other.accessToken, `${org.accessToken}x`]) {
      const answer = await post(org, envelope(token, describeCall));
      expect([answer.status, faultCode(answer)]).to.deep.equal([500, 'INVALID_SESSION_ID']);
    }
  });

  it('does not take a session from the HTTP header for SOAP', async () => {
    await using org = await start();
    expect(faultCode(await post(org, envelope('', describeCall)))).to.equal('INVALID_SESSION_ID');
  });

  it('refuses versions it does not speak', async () => {
    await using org = await start();
    for (const version of ['30.0', '68.0', '99999.0'])
      expect(faultCode(await soap(org, describeCall, version))).to.equal('UNSUPPORTED_API_VERSION');
  });

  it('refuses operations it does not know', async () => {
    await using org = await start();
    const answer = await soap(org, '<dropEverything/>');
    expect([answer.status, tag(answer, 'faultstring')]).to.deep.equal([
      500,
      'INVALID_TYPE: No operation available for request {http://soap.sforce.com/2006/04/metadata}dropEverything',
    ]);
  });

  it('escapes what it echoes', async () => {
    await using org = await start();
    const answer = await soap(
      org,
      '<listMetadata><queries><type>&lt;script&gt;&amp;</type></queries><asOfVersion>67.0</asOfVersion></listMetadata>',
    );
    expect(answer.text).to.contain('&lt;script&gt;&amp;');
  });

  for (const id of ['', 'x', '0Af000000000000', "' OR 1=1", '../../etc/passwd'])
    it(`answers the status of a deploy called ${id || 'nothing'} with a cross reference error`, async () => {
      await using org = await start();
      const answer = await soap(
        org,
        `<checkDeployStatus><asyncProcessId>${id}</asyncProcessId><includeDetails>true</includeDetails></checkDeployStatus>`,
      );
      expect(faultCode(answer)).to.equal('INVALID_CROSS_REFERENCE_KEY');
    });

  it('refuses a deploy without a zip in the words of the platform', async () => {
    await using org = await start();
    const answer = await soap(org, deployBody(Buffer.alloc(0)));
    expect(tag(answer, 'faultstring')).to.equal('INVALID_OPERATION: No zip file content passed in');
  });

  it('answers a request that is no HTTP with 400 and lives on', async () => {
    await using org = await start();
    const port = Number(new URL(org.url).port);
    const reply = await new Promise<string>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => socket.write('NONSENSE\r\n\r\n'));
      socket.on('data', (data) => {
        resolve(data.toString());
      });
      socket.on('error', reject);
    });
    expect(reply).to.match(/^HTTP\/1\.1 400/);
    expect(await lives(org)).to.equal(true);
  });
});
