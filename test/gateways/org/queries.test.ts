import { expect } from 'chai';
import { answerFault, answerXml } from './soap-stub.ts';
import { answerJson, deployOf, makeBed, makeStub } from './bed.ts';

const page = (from: number, to: number, next?: string) => ({
  totalSize: 5,
  done: next === undefined,
  ...(next !== undefined && { nextRecordsUrl: next }),
  records: Array.from({ length: to - from }, (_, index) => ({
    attributes: { type: 'Account', url: `/x/${from + index}` },
    Id: `00100000000000${from + index}`,
    Owner: { attributes: { type: 'User' }, Name: 'Ada' },
  })),
});

describe('Querying', () => {
  it('gives the records of all pages, without what the API adds', async () => {
    await using stub = await makeStub((request, response) => {
      if (request.url?.endsWith('/01g-2')) answerJson(response, page(2, 4, '/services/data/v67.0/query/01g-4'));
      else if (request.url?.endsWith('/01g-4')) answerJson(response, page(4, 5));
      else answerJson(response, page(0, 2, '/services/data/v67.0/query/01g-2'));
    });
    const rows = await stub.org.query('SELECT Id, Owner.Name FROM Account');
    expect(rows).to.have.length(5);
    expect(rows[4]).to.deep.equal({ Id: '001000000000004', Owner: { Name: 'Ada' } });
    expect(stub.requests).to.have.length(3);
  });

  it('begins again when the org has forgotten where it was', async () => {
    let forgotten = 0;
    await using stub = await makeStub((request, response) => {
      if (!request.url?.endsWith('/01g-2')) answerJson(response, page(0, 2, '/services/data/v67.0/query/01g-2'));
      else if (forgotten++ < 2)
        answerJson(response, [{ errorCode: 'INVALID_QUERY_LOCATOR', message: 'invalid query locator' }], 400);
      else answerJson(response, page(2, 5));
    });
    expect(await stub.org.toolingQuery('SELECT Id FROM ApexClass')).to.have.length(5);
  });

  it('gives up when the org forgets every time', async () => {
    await using stub = await makeStub((request, response) => {
      if (!request.url?.endsWith('/01g-2')) answerJson(response, page(0, 2, '/services/data/v67.0/query/01g-2'));
      else answerJson(response, [{ errorCode: 'INVALID_QUERY_LOCATOR', message: 'invalid query locator' }], 400);
    });
    const error = await stub.org.query('SELECT Id FROM Account').catch((thrown: unknown) => thrown);
    expect(error).to.include({ code: 'INVALID_QUERY_LOCATOR' });
  });

  it('does not take a page that promises another and does not name it', async () => {
    await using stub = await makeStub((_, response) => {
      answerJson(response, { ...page(0, 2), done: false });
    });
    const error = await stub.org.query('SELECT Id FROM Account').catch((thrown: unknown) => thrown);
    expect(error).to.include({ reason: 'garbledAnswer' });
  });

  it("stops at once at the org's own no, with its words", async () => {
    await using stub = await makeStub((_, response) => {
      answerJson(response, [{ errorCode: 'MALFORMED_QUERY', message: 'unexpected token: FORM' }], 400);
    });
    const error = await stub.org.query('SELECT Id FORM Account').catch((thrown: unknown) => thrown);
    expect(error).to.include({ reason: 'refusedByOrg', code: 'MALFORMED_QUERY', status: 400 });
    expect(stub.requests).to.have.length(1);
  });

  it('says that API calls are used up', async () => {
    await using stub = await makeStub((_, response) => {
      answerJson(response, [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }], 403);
    });
    const error = await stub.org.limits().catch((thrown: unknown) => thrown);
    expect(error).to.include({ reason: 'apiLimit' });
    expect(error).to.have.nested.property('actions[0]').that.matches(/^Wait/u);
  });

  it('waits as long as the org asks', async () => {
    let asked = 0;
    await using stub = await makeStub((_, response) => {
      asked += 1;
      if (asked > 1) answerJson(response, { totalSize: 7, done: true, records: [] });
      else response.writeHead(429, { 'content-type': 'text/plain', 'retry-after': '17' }).end('slow down');
    });
    expect(await stub.org.count('SELECT COUNT() FROM Account')).to.equal(7);
    expect(stub.timing.slept).to.deep.equal([17_000]);
  });

  it('does not follow a redirect with the token in its hands', async () => {
    await using stub = await makeStub((_, response) => {
      response.writeHead(302, { location: 'https://elsewhere.example.com/' }).end();
    });
    const error = await stub.org.limits().catch((thrown: unknown) => thrown);
    expect(error).to.have.property('message').that.contains('redirect');
  });

  it('reads the limits of the org', async () => {
    await using bed = await makeBed();
    const limits = await bed.org.limits();
    expect(limits.get('DailyApiRequests')?.max).to.be.greaterThan(0);
  });
});

describe('Flow versions', () => {
  const flow = (active: number | null) => ({
    ...{ Id: '300000000000001AAA', DeveloperName: 'Onboard', NamespacePrefix: null },
    ActiveVersionId: active === null ? null : `30100000000000${active}AAA`,
    ActiveVersion: active === null ? null : { attributes: {}, VersionNumber: active },
    LatestVersionId: '301000000000003AAA',
    LatestVersion: { attributes: {}, VersionNumber: 3 },
  });
  const organization = { Id: '00D000000000001AAA', Name: 'x', InstanceName: 'y', IsSandbox: false };

  const flowStub = (takes: boolean, losesAnswers = 0) => {
    let active: number | null = 3;
    let lost = 0;
    return makeStub((request, response) => {
      if (request.method === 'PATCH') {
        let body = '';
        request.on('data', (chunk: Buffer) => (body += chunk.toString()));
        request.on('end', () => {
          const { Metadata } = JSON.parse(body) as { Metadata: { activeVersionNumber: number } };
          if (takes) active = Metadata.activeVersionNumber === 0 ? null : Metadata.activeVersionNumber;
          if (lost++ < losesAnswers) response.socket?.resetAndDestroy();
          else response.writeHead(204).end();
        });
      } else {
        const isFlow = request.url?.includes('FlowDefinition') === true;
        answerJson(response, { totalSize: 1, done: true, records: [isFlow ? flow(active) : organization] });
      }
    });
  };

  it('tells the active and the latest version, and nothing of flows the org does not have', async () => {
    await using stub = await flowStub(true);
    const found = await stub.org.flowVersions(['Onboard', 'Elsewhere']);
    expect(found).to.deep.equal([
      {
        name: 'Onboard',
        id: '300000000000001AAA',
        active: { id: '301000000000003AAA', number: 3 },
        latest: { id: '301000000000003AAA', number: 3 },
      },
    ]);
  });

  it('activates a version and reads it back', async () => {
    await using stub = await flowStub(true);
    const after = await stub.org.activateFlowVersion('Onboard', 2, organization.Id);
    expect(after.active?.number).to.equal(2);
  });

  it('deactivates a flow with version 0', async () => {
    await using stub = await flowStub(true);
    expect(await stub.org.activateFlowVersion('Onboard', 0, organization.Id)).not.to.have.property('active');
  });

  it('does not send the change again when its answer was lost and it is there', async () => {
    await using stub = await flowStub(true, 1);
    await stub.org.activateFlowVersion('Onboard', 1, organization.Id);
    expect(stub.requests.filter((request) => request.startsWith('PATCH'))).to.have.length(1);
  });

  it('says so when the org took the change without making it', async () => {
    await using stub = await flowStub(false);
    const error = await stub.org.activateFlowVersion('Onboard', 2, organization.Id).catch((thrown: unknown) => thrown);
    expect(error).to.have.property('message').that.contains('version 3 is active');
  });
});

describe('An org without deploys by REST', () => {
  const id = '0Af000000000001AAA';
  const result =
    `<result><checkOnly>false</checkOnly><details><componentSuccesses><componentType>ApexClass</componentType>` +
    `<fullName>A</fullName><fileName>classes/A.cls</fileName><success>true</success><created>true</created>` +
    `<changed>true</changed><deleted>false</deleted></componentSuccesses><runTestResult><numFailures>0</numFailures>` +
    `<numTestsRun>0</numTestsRun><totalTime>0.0</totalTime></runTestResult></details><done>true</done><id>${id}</id>` +
    `<numberComponentsDeployed>1</numberComponentsDeployed><numberComponentsTotal>1</numberComponentsTotal>` +
    `<numberComponentErrors>0</numberComponentErrors><status>Succeeded</status><success>true</success></result>`;

  it('is deployed to and watched by SOAP', async () => {
    const bodies: string[] = [];
    const orgId = '00D000000000001AAA';
    await using stub = await makeStub((request, response) => {
      if (request.url?.includes('/metadata/deployRequest'))
        answerJson(response, [{ errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' }], 404);
      else if (request.url?.includes('/query'))
        answerJson(response, {
          ...{ totalSize: 1, done: true },
          records: [{ Id: orgId, Name: 'x', InstanceName: 'y', IsSandbox: false }],
        });
      else {
        let body = '';
        request.on('data', (chunk: Buffer) => (body += chunk.toString()));
        request.on('end', () => {
          bodies.push(body);
          if (body.includes('<deploy>')) answerXml(response, 'deploy', `<result><id>${id}</id></result>`);
          else if (body.includes('<checkDeployStatus>')) answerXml(response, 'checkDeployStatus', result);
          else answerFault(response, 'INVALID_TYPE');
        });
      }
    });
    const zip = Buffer.from('PK zip & bytes');
    const submission = await stub.org.deploy({
      zip,
      checkOnly: false,
      expectedOrgId: orgId,
      testLevel: 'RunSpecifiedTests',
      tests: ['ATest', 'BTest'],
    });
    expect(submission).to.deep.equal({ kind: 'accepted', id });
    expect(bodies[0]).to.contain(`<ZipFile>${zip.toString('base64')}</ZipFile>`);
    expect(bodies[0]).to.contain('<rollbackOnError>true</rollbackOnError>');
    expect(bodies[0]).to.contain('<runTests>ATest</runTests><runTests>BTest</runTests>');
    const ending = await stub.org.awaitDeploy(id, { deadline: new Date('2026-01-02') });
    expect(ending.kind).to.equal('succeeded');
    expect(ending).to.have.nested.property('details.messages[0].outcome', 'created');
  });

  it('gets what any org gets by REST: whole or not at all, and nothing past the recycle bin', async () => {
    await using bed = await makeBed();
    const { id: deployId } = (await bed.org.deploy(deployOf(bed.practice))) as { id: string };
    const { deployOptions } = (await (
      await fetch(`${bed.practice.url}/services/data/v67.0/metadata/deployRequest/${deployId}`, {
        headers: { authorization: `Bearer ${bed.practice.accessToken}` },
      })
    ).json()) as { deployOptions: unknown };
    expect(deployOptions).to.include({ rollbackOnError: true, purgeOnDelete: false, ignoreWarnings: false });
    expect(deployOptions).to.include({ allowMissingFiles: false, singlePackage: true, checkOnly: false });
  });
});
