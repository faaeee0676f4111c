import { expect } from 'chai';
import {
  call,
  classes,
  deploy,
  finished,
  getJson,
  labels,
  listed,
  soap,
  start,
  status,
  statusWord,
  tag,
} from '../client.ts';

const SLOW = { pending: 1_000, components: 10_000, finalizing: 2_000, canceling: 500 };

interface QueryResult {
  readonly records: readonly Record<string, unknown>[];
}

describe('what happens behind the back of the client', () => {
  it('somebody else deploys, and the list of deploys says who', async () => {
    await using org = await start();
    const id = org.events.deployBySomebodyElse();
    expect(await statusWord(org, id)).to.equal('Succeeded');
    const soql = `SELECT CreatedBy.Name, CheckOnly FROM DeployRequest WHERE Id = '${id}'`;
    const { records } = (await getJson(
      org,
      `/services/data/v67.0/tooling/query?q=${encodeURIComponent(soql)}`,
    )) as QueryResult;
    expect(records[0]).to.deep.include({ CheckOnly: false });
    expect(records[0]?.['CreatedBy']).to.include({ Name: 'Somebody Else' });
  });

  it('somebody else deploys while ours runs, and has to wait', async () => {
    await using org = await start({ timing: SLOW });
    const ours = await deploy(org, labels({ One: '1' }));
    org.clock.advance(2_000);
    const theirs = org.events.deployBySomebodyElse();
    expect([await statusWord(org, ours), await statusWord(org, theirs)]).to.deep.equal(['InProgress', 'Pending']);
  });

  it('somebody edits a label in Setup, and the audit trail says so', async () => {
    await using org = await start();
    await deploy(org, labels({ Greeting: 'Hello' }));
    org.events.editInSetup('CustomLabel:Greeting');
    const answer = await soap(
      org,
      '<listMetadata><queries><type>CustomLabel</type></queries><asOfVersion>67.0</asOfVersion></listMetadata>',
    );
    expect(tag(answer, 'lastModifiedByName')).to.equal('Somebody Else');
    const soql = 'SELECT Display, CreatedBy.Name FROM SetupAuditTrail ORDER BY CreatedDate DESC';
    const { records } = (await getJson(org, `/services/data/v67.0/query?q=${encodeURIComponent(soql)}`)) as QueryResult;
    expect(records.map(({ Display }) => Display)).to.include('Changed Custom Label Greeting');
  });

  it('somebody installs a managed package: what it brings bears its namespace, and nothing else does', async () => {
    await using org = await start();
    const theirs = Object.entries(labels({ pack__Hello: 'Hello' }));
    const files = new Map(theirs.map(([path, text]) => [path, Buffer.from(text)]));
    org.events.installPackage('Pack', { namespace: 'pack', files });
    await deploy(org, labels({ Own: 'mine' }));
    const namespaces = ['CustomLabel:pack__Hello', 'CustomLabel:Own'].map(
      (key) => org.metadata.components.get(key)?.namespacePrefix,
    );
    expect(namespaces).to.deep.equal(['pack', undefined]);
    expect(org.metadata.packages.map(({ namespacePrefix }) => namespacePrefix)).to.deep.equal(['pack']);
  });

  it('an edit in Setup of something that is not there is refused with its name', async () => {
    await using org = await start();
    expect(() => {
      org.events.editInSetup('CustomLabel:Nothing');
    }).to.throw("Entity of type 'CustomLabel' named 'Nothing' cannot be found");
    expect(() => {
      org.events.editInSetup('Nothing');
    }).to.throw("'Nothing' is no component; write Type:FullName");
  });

  it('nobody edits Apex in the Setup of production, somebody may in a sandbox', async () => {
    const files = classes({ Greeter: 'public class Greeter { }' });
    await using sandbox = await start({ kind: 'sandbox' });
    await finished(sandbox, await deploy(sandbox, files));
    sandbox.events.editInSetup('ApexClass:Greeter');
    const seed = new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]));
    await using production = await start({ seed });
    expect(() => {
      production.events.editInSetup('ApexClass:Greeter');
    }).to.throw('Apex cannot be changed in Setup of a production org');
  });

  it('somebody puts one text in place of another', async () => {
    await using org = await start();
    await deploy(org, labels({ Greeting: 'Hello' }));
    org.events.editInSetup('CustomLabel:Greeting', { from: 'Hello', to: 'Good-bye' });
    expect(() => {
      org.events.editInSetup('CustomLabel:Greeting', { from: 'Hello', to: 'x' });
    }).to.throw('does not contain that text');
  });

  it('somebody deletes a component in Setup', async () => {
    await using org = await start();
    await deploy(org, labels({ Greeting: 'Hello', Other: '1' }));
    org.events.deleteInSetup('CustomLabel:Greeting');
    expect(await listed(org, 'CustomLabel')).to.deep.equal(['Other']);
  });

  it('somebody cancels the running deploy in the browser', async () => {
    await using org = await start({ timing: SLOW });
    const id = await deploy(org, labels({ One: '1' }));
    org.clock.advance(2_000);
    expect(org.events.cancelInSetup()).to.equal(id);
    org.clock.advance(1_000);
    const answer = await status(org, id);
    expect([tag(answer, 'status'), tag(answer, 'canceledByName')]).to.deep.equal(['Canceled', 'Somebody Else']);
  });

  it('a service upgrade lets the running deploy begin again', async () => {
    await using org = await start({ timing: SLOW });
    const id = await deploy(org, labels({ One: '1' }));
    org.clock.advance(9_000);
    expect(org.events.serviceUpgrade()).to.equal(id);
    org.clock.advance(9_000);
    expect(await statusWord(org, id)).to.equal('InProgress');
    org.clock.advance(4_000);
    expect(await statusWord(org, id)).to.equal('Succeeded');
  });

  it('deploys that are held stay pending for ever, until they are released or canceled', async () => {
    await using org = await start();
    org.events.holdDeploys(true);
    const [first, second] = [await deploy(org, labels({ One: '1' })), await deploy(org, labels({ Two: '2' }))];
    expect(await finished(org, first)).to.equal('Pending');
    await soap(org, `<cancelDeploy><id>${first}</id></cancelDeploy>`);
    org.events.holdDeploys(false);
    expect([await statusWord(org, first), await statusWord(org, second)]).to.deep.equal(['Canceled', 'Succeeded']);
  });

  it('a deploy fails with an error of the platform and changes nothing', async () => {
    await using org = await start();
    const message =
      'UNKNOWN_EXCEPTION: An unexpected error occurred. Please include this ErrorId if you contact support: 1-2 (-3)';
    org.events.failNextDeploy({ code: 'UNKNOWN_EXCEPTION', message });
    const answer = await status(org, await deploy(org, labels({ One: '1' })));
    expect([tag(answer, 'status'), tag(answer, 'errorStatusCode'), tag(answer, 'errorMessage')]).to.deep.equal([
      'Failed',
      'UNKNOWN_EXCEPTION',
      message,
    ]);
    expect(await listed(org, 'CustomLabel')).to.deep.equal([]);
  });

  it('the API calls of the day are used up, for REST and SOAP, and come back', async () => {
    await using org = await start();
    org.events.useUpApiCalls(true);
    const rest = await call(org, '/services/data/v67.0/limits');
    expect([rest.status, rest.text]).to.deep.equal([
      403,
      '[{"message":"TotalRequests Limit exceeded.","errorCode":"REQUEST_LIMIT_EXCEEDED"}]',
    ]);
    const answer = await soap(org, '<describeMetadata><asOfVersion>67.0</asOfVersion></describeMetadata>');
    expect(tag(answer, 'faultcode')).to.equal('sf:REQUEST_LIMIT_EXCEEDED');
    org.clock.advance(25 * 60 * 60 * 1000);
    expect((await call(org, '/services/data/v67.0/limits')).status).to.equal(200);
  });

  it('all sessions expire, and a refresh token buys a new one', async () => {
    await using org = await start();
    const token = org.accessToken;
    org.events.expireSessions();
    const probe = (bearer: string): Promise<number> =>
      call(org, '/services/data/v67.0/limits', { headers: { authorization: `Bearer ${bearer}` } }).then(
        ({ status: code }) => code,
      );
    expect(await probe(token)).to.equal(401);
    const bought = await call(org, '/services/oauth2/token', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `grant_type=refresh_token&refresh_token=${org.refreshToken}`,
    });
    const { access_token: fresh } = JSON.parse(bought.text) as { access_token: string };
    expect(await probe(fresh)).to.equal(200);
  });
});
