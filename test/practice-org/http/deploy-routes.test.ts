import { expect } from 'chai';
import type { PracticeOrg } from '../../../src/practice-org/index.ts';
import { call, finished, getJson, labels, listed, start, zipOf, type Answer } from '../client.ts';

const DEPLOY_REQUEST = '/services/data/v67.0/metadata/deployRequest';

interface Wire {
  readonly id: string;
  readonly validatedDeployRequestId: string | null;
  readonly deployOptions: Record<string, unknown>;
  readonly deployResult: Record<string, unknown>;
}

const zip = zipOf(labels({ Greeting: 'Hello' }));

const form = (options: unknown, file: Buffer = zip): FormData => {
  const parts = new FormData();
  parts.set('file', new Blob([new Uint8Array(file)], { type: 'application/zip' }), 'package.xml');
  parts.set('entity_content', new Blob([JSON.stringify(options)], { type: 'application/json' }));
  return parts;
};

const post = (org: PracticeOrg, body: FormData | string, contentType?: string): Promise<Answer> =>
  call(org, DEPLOY_REQUEST, {
    method: 'POST',
    body,
    headers: contentType === undefined ? {} : { 'content-type': contentType },
  });

const send = async (org: PracticeOrg, options: object = {}): Promise<Wire> =>
  JSON.parse(
    (await post(org, form({ deployOptions: { rollbackOnError: true, singlePackage: true, ...options } }))).text,
  ) as Wire;

const errorOf = ({ status, text }: Answer): unknown => [
  status,
  (JSON.parse(text) as { errorCode: string }[])[0]?.errorCode,
];

describe('deploys by REST', () => {
  it('answers 201 with the id, the options and the state of the deploy', async () => {
    await using org = await start();
    const answer = await post(org, form({ deployOptions: { rollbackOnError: true, checkOnly: true } }));
    const wire = JSON.parse(answer.text) as Wire;
    expect(answer.status).to.equal(201);
    expect(wire.id).to.match(/^0Af\w{15}$/);
    expect(wire.deployOptions).to.include({ checkOnly: true, rollbackOnError: true, ignoreWarnings: false });
    expect(wire.validatedDeployRequestId).to.equal(null);
  });

  it('tells the result with its details on request', async () => {
    await using org = await start();
    const { id } = await send(org);
    const short = (await getJson(org, `${DEPLOY_REQUEST}/${id}`)) as Wire;
    const long = (await getJson(org, `${DEPLOY_REQUEST}/${id}?includeDetails=true`)) as Wire;
    expect(short.deployResult).to.deep.include({ status: 'Succeeded', success: true, done: true, details: {} });
    expect(long.deployResult['details']).to.have.property('componentSuccesses').with.length(2);
  });

  it('is cancelled by PATCH', async () => {
    await using org = await start({ timing: { components: 60_000 } });
    const { id } = await send(org);
    const answer = await call(org, `${DEPLOY_REQUEST}/${id}`, {
      method: 'PATCH',
      body: JSON.stringify({ deployResult: { status: 'Canceling' } }),
    });
    expect((JSON.parse(answer.text) as Wire).deployResult['status']).to.be.oneOf(['Canceling', 'Canceled']);
    expect(await finished(org, id)).to.equal('Canceled');
    expect(await listed(org, 'CustomLabel')).to.deep.equal([]);
  });

  it('deploys a validation under a new id', async () => {
    await using org = await start();
    const { id } = await send(org, { checkOnly: true, testLevel: 'RunLocalTests' });
    const answer = await post(org, JSON.stringify({ validatedDeployRequestId: id }), 'application/json');
    const quick = JSON.parse(answer.text) as Wire;
    expect([answer.status, quick.validatedDeployRequestId]).to.deep.equal([201, id]);
    expect(quick.id).not.to.equal(id);
    expect(await listed(org, 'CustomLabel')).to.deep.equal(['Greeting']);
  });

  const hostile: Readonly<Record<string, readonly [body: FormData | string, contentType?: string]>> = {
    'a multipart body that is none': ['hello', 'multipart/form-data; boundary=x'],
    'a multipart body without its boundary': ['hello', 'multipart/form-data'],
    'a multipart body that stops in the middle': [
      '--x\r\ncontent-disposition: form-data; name="file"\r\n\r\nabc',
      'multipart/form-data; boundary=x',
    ],
    'options that are no object': [form('x')],
    'no options': [form({})],
    'JSON that is none': ['{', 'application/json'],
    'JSON without a validation': ['{}', 'application/json'],
    'a validation that is no string': ['{"validatedDeployRequestId":{"$gt":""}}', 'application/json'],
    'a test level that is an object': [form({ deployOptions: { rollbackOnError: true, testLevel: {} } })],
    'no zip': [form({ deployOptions: { rollbackOnError: true } }, Buffer.alloc(0))],
    'rollbackOnError=false': [form({ deployOptions: { rollbackOnError: false } })],
  };
  for (const [name, [body, contentType]] of Object.entries(hostile))
    it(`answers ${name} with 400`, async () => {
      await using org = await start();
      const answer = await post(org, body, contentType);
      expect(answer.status, answer.text).to.equal(400);
      expect(answer.text).not.to.contain('practice org itself failed');
    });

  it('answers an id nobody knows with 404', async () => {
    await using org = await start();
    for (const id of ['0Af000000000000AAA', 'x', '0Af'])
      expect(errorOf(await call(org, `${DEPLOY_REQUEST}/${id}`))).to.deep.equal([404, 'NOT_FOUND']);
    const quick = await post(org, '{"validatedDeployRequestId":"0Af000000000000AAA"}', 'application/json');
    expect(errorOf(quick)).to.deep.equal([404, 'INVALID_CROSS_REFERENCE_KEY']);
  });
});
