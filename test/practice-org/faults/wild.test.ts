import { expect } from 'chai';
import { faultCommand, type FaultDetails, type FaultName } from '../../../src/practice-org/faults/fault-kinds.ts';
import { tell } from '../../../src/practice-org/faults/control-client.ts';
import type { PracticeOrg, PracticeOrgOptions } from '../../../src/practice-org/index.ts';
import {
  call,
  classes,
  deploy,
  deployBody,
  faultCode,
  finished,
  getJson,
  labels,
  listed,
  soap,
  start,
  status,
  statusWord,
  tag,
  zipOf,
  type Answer,
} from '../client.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Takes a minute, half of it for the components. */
const SLOW: PracticeOrgOptions = { timing: { components: 30_000, finalizing: 30_000, canceling: 1_000 } };

/** Forces a fault as `sf release practice fault` does: by its name, over the control endpoint. */
const fault = async (org: PracticeOrg, kind: FaultName, details: FaultDetails = {}): Promise<void> => {
  await tell(org, faultCommand(kind, details));
};

const broken = async (answer: Promise<unknown>): Promise<boolean> => answer.then(() => false).catch(() => true);

const cancel = (org: PracticeOrg, id: string): Promise<Answer> =>
  soap(org, `<cancelDeploy><id>${id}</id></cancelDeploy>`);

const limits = (org: PracticeOrg): Promise<Answer> => call(org, '/services/data/v67.0/limits');

const deployRequests = async (org: PracticeOrg): Promise<number> =>
  ((await getJson(org, '/services/data/v67.0/tooling/query?q=SELECT+Id+FROM+DeployRequest')) as { totalSize: number })
    .totalSize;

/** A validation that has ended: its test takes a few milliseconds of the org's clock. */
const validation = async (org: PracticeOrg): Promise<string> => {
  const files = classes({ A: '@IsTest class A { @IsTest static void t() {} }' });
  const id = await deploy(org, files, { checkOnly: true, testLevel: 'RunLocalTests' });
  expect(await finished(org, id)).to.equal('Succeeded');
  return id;
};

const quick = (org: PracticeOrg, id: string): Promise<Answer> =>
  soap(org, `<deployRecentValidation><validationId>${id}</validationId></deployRecentValidation>`);

interface Wild {
  /** What people reported, and where. */
  readonly seen: string;
  readonly options?: PracticeOrgOptions;
  readonly happens: (org: PracticeOrg) => Promise<void>;
}

/** docs/FIDELITY.md has the same list, for people. */
const WILD: readonly Wild[] = [
  {
    seen: 'ECONNRESET while polling, and the job goes on (cli#1417)',
    async happens(org) {
      const id = await deploy(org, labels({ A: '1' }));
      await fault(org, 'reset', { operation: 'checkDeployStatus' });
      expect(await broken(status(org, id))).to.equal(true);
      expect(await statusWord(org, id)).to.equal('Succeeded');
    },
  },
  {
    seen: 'a status answer cut off in its body (cli#3622)',
    async happens(org) {
      const id = await deploy(org, labels({ A: '1' }));
      await fault(org, 'body-cut', { operation: 'checkDeployStatus' });
      expect(await broken(status(org, id))).to.equal(true);
    },
  },
  {
    seen: 'the answer to a deploy lost, the deploy made, the orphan in DeployRequest (cli#1811)',
    async happens(org) {
      await fault(org, 'answer-lost', { operation: 'deploy' });
      expect(await broken(deploy(org, labels({ A: '1' })))).to.equal(true);
      expect([await deployRequests(org), await listed(org, 'CustomLabel')]).to.deep.equal([1, ['A']]);
    },
  },
  {
    seen: 'the client has given up, the deploy still runs (cli#2023, #461)',
    options: SLOW,
    async happens(org) {
      const id = await deploy(org, labels({ A: '1' }));
      expect(await statusWord(org, id)).to.equal('InProgress');
      expect(await finished(org, id)).to.equal('Succeeded');
    },
  },
  {
    seen: 'a request that is never answered until the client aborts it (cli#3384)',
    async happens(org) {
      await fault(org, 'hang', { operation: 'limits', seconds: 600 });
      const patience = AbortSignal.timeout(50);
      const asked = fetch(`${org.url}/services/data/v67.0/limits`, {
        headers: { authorization: `Bearer ${org.accessToken}` },
        signal: patience,
      });
      expect(await broken(asked)).to.equal(true);
    },
  },
  {
    seen: '"Unexpected internal servlet state" while the deploy succeeds (cli#1811)',
    async happens(org) {
      const id = await deploy(org, labels({ A: '1' }));
      const message = 'Unexpected internal servlet state: expected null session';
      await fault(org, 'error', { operation: 'checkDeployStatus', code: 'UNKNOWN_EXCEPTION', message });
      expect(faultCode(await status(org, id))).to.equal('UNKNOWN_EXCEPTION');
      expect(await statusWord(org, id)).to.equal('Succeeded');
    },
  },
  {
    seen: 'HTML of what stands in front of Salesforce, with 200 and as Bad Message 400 (cli#1481, #1727)',
    async happens(org) {
      await fault(org, 'html', { operation: 'limits' });
      await fault(org, 'status', { operation: 'limits', status: '400', on: { nth: 2 } });
      const [first, second] = [await limits(org), await limits(org)];
      expect([first.status, second.status]).to.deep.equal([200, 400]);
      expect(first.text + second.text)
        .to.contain('<!DOCTYPE html>')
        .and.contain('Bad Message');
    },
  },
  {
    seen: 'INVALID_QUERY_LOCATOR in the middle of a long query (cli#1835)',
    async happens(org) {
      const message = 'invalid query locator';
      await fault(org, 'error', { operation: 'queryMore', code: 'INVALID_QUERY_LOCATOR', message });
      const next = await call(org, '/services/data/v67.0/query/01g000000000000AAA-2000');
      expect([next.status, next.text]).to.deep.equal([
        400,
        '[{"message":"invalid query locator","errorCode":"INVALID_QUERY_LOCATOR"}]',
      ]);
    },
  },
  {
    seen: 'UNKNOWN_EXCEPTION after the last component (cli#2944, #3218)',
    async happens(org) {
      const message = 'UNKNOWN_EXCEPTION: An unexpected error occurred. ErrorId: 1234567890-12345';
      await fault(org, 'deploy-fails', { code: 'UNKNOWN_EXCEPTION', message });
      const id = await deploy(org, labels({ A: '1' }));
      const answer = await status(org, id);
      expect([tag(answer, 'status'), tag(answer, 'errorStatusCode')]).to.deep.equal(['Failed', 'UNKNOWN_EXCEPTION']);
      expect(await listed(org, 'CustomLabel')).to.deep.equal([]);
    },
  },
  {
    seen: 'the session expires in the middle of a deploy (cli#912)',
    options: SLOW,
    async happens(org) {
      const [id, token] = [await deploy(org, labels({ A: '1' })), org.accessToken];
      await fault(org, 'sessions-expire');
      const headers = { authorization: `Bearer ${token}` };
      expect((await call(org, '/services/data/v67.0/limits', { headers })).status).to.equal(401);
      await call(org, '/services/oauth2/token', {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: `grant_type=refresh_token&refresh_token=${org.refreshToken}`,
      });
      expect(await finished(org, id)).to.equal('Succeeded');
    },
  },
  {
    seen: 'nobody listens: ECONNREFUSED (cli#2496)',
    async happens(org) {
      await org.close();
      expect(await broken(limits(org))).to.equal(true);
    },
  },
  {
    seen: 'REQUEST_LIMIT_EXCEEDED, and some servers say 429 (cli#2319, #3380)',
    async happens(org) {
      await fault(org, 'status', { operation: 'limits', status: '429' });
      expect((await limits(org)).status).to.equal(429);
      await fault(org, 'calls-used-up');
      expect((await limits(org)).text).to.contain('REQUEST_LIMIT_EXCEEDED');
      await fault(org, 'calls-back');
      expect((await limits(org)).status).to.equal(200);
    },
  },
  {
    seen: 'a service upgrade starts the deploy again (meta_deployment_service_upgrade.htm)',
    options: SLOW,
    async happens(org) {
      const id = await deploy(org, labels({ A: '1' }));
      org.clock.advance(40_000);
      await fault(org, 'service-upgrade');
      org.clock.advance(25_000);
      expect(await statusWord(org, id)).to.equal('InProgress');
      expect(await finished(org, id)).to.equal('Succeeded');
    },
  },
  {
    seen: 'pending for ever, 0 of 0 components, until it is canceled (cli#2631)',
    async happens(org) {
      await fault(org, 'deploys-held');
      const id = await deploy(org, labels({ A: '1' }));
      const held = await status(org, id);
      expect([tag(held, 'status'), tag(held, 'numberComponentsTotal')]).to.deep.equal(['Pending', '0']);
      expect(await finished(org, id)).to.equal('Pending');
      await cancel(org, id);
      expect(await statusWord(org, id)).to.equal('Canceled');
    },
  },
  {
    seen: 'a deploy that is finalizing cannot be canceled (meta_canceldeploy.htm)',
    options: SLOW,
    async happens(org) {
      const id = await deploy(org, labels({ A: '1' }));
      org.clock.advance(45_000);
      expect(faultCode(await cancel(org, id))).to.equal('INVALID_OPERATION');
      expect(await finished(org, id)).to.equal('Succeeded');
    },
  },
  {
    seen: 'somebody cancels the deploy in the browser',
    options: SLOW,
    async happens(org) {
      const id = await deploy(org, labels({ A: '1' }));
      await fault(org, 'somebody-cancels');
      expect(await finished(org, id)).to.equal('Canceled');
      expect(await listed(org, 'CustomLabel')).to.deep.equal([]);
    },
  },
  {
    seen: 'ALREADY_IN_PROCESS: the setup lock (plugin-deploy-retrieve#1631)',
    async happens(org) {
      const message = 'The changes you requested require Salesforce to recalculate. Please try again later.';
      await fault(org, 'error', { operation: 'deploy', code: 'ALREADY_IN_PROCESS', message });
      expect(faultCode(await soap(org, deployBody(zipOf(labels({ A: '1' })))))).to.equal('ALREADY_IN_PROCESS');
      expect(await statusWord(org, await deploy(org, labels({ A: '1' })))).to.equal('Succeeded');
    },
  },
  {
    seen: 'two releases at once (cli#1712)',
    options: SLOW,
    async happens(org) {
      await fault(org, 'somebody-deploys');
      const id = await deploy(org, labels({ A: '1' }));
      expect(await statusWord(org, id)).to.equal('Pending');
      org.clock.advance(MINUTE + 1);
      expect(await statusWord(org, id)).to.equal('InProgress');
    },
  },
  {
    seen: 'a validation that another deploy, a package or ten days made useless (cli#2154)',
    options: { kind: 'sandbox' },
    async happens(org) {
      const spoilers: readonly (() => Promise<void>)[] = [
        () => fault(org, 'somebody-deploys'),
        () => fault(org, 'somebody-installs', { package: 'Billing' }),
        () => tell(org, { do: 'advanceClock', milliseconds: 10 * DAY + MINUTE }).then(() => undefined),
      ];
      for (const spoil of spoilers) {
        const id = await validation(org);
        await spoil();
        expect(faultCode(await quick(org, id))).to.equal('INVALID_ID_FIELD');
      }
    },
  },
  {
    seen: 'partial success where rollbackOnError is false (cli#2601)',
    options: { kind: 'sandbox' },
    async happens(org) {
      const files = { ...labels({ A: '1' }), ...classes({ B: 'class B { // @practice does not compile: no' }) };
      const manifest = `${labels({ A: '1' })['package.xml']}`.replace(
        '<version>',
        '<types><members>B</members><name>ApexClass</name></types><version>',
      );
      const id = await deploy(org, { ...files, 'package.xml': manifest }, { rollbackOnError: false });
      expect(await statusWord(org, id)).to.equal('SucceededPartial');
    },
  },
  {
    seen: '"No zip file content passed in", now and then (cli#284)',
    async happens(org) {
      const message = 'No zip file content passed in';
      await fault(org, 'error', { operation: 'deploy', code: 'INVALID_OPERATION', message });
      expect(faultCode(await soap(org, deployBody(zipOf(labels({ A: '1' })))))).to.equal('INVALID_OPERATION');
    },
  },
  {
    seen: 'a retrieve that leaves a component out and does not say so (cli#7)',
    async happens(org) {
      await deploy(org, labels({ A: '1', B: '2' }));
      await fault(org, 'retrieve-omits', { component: 'CustomLabel:A' });
      const asked = await soap(
        org,
        '<retrieve><request><apiVersion>67.0</apiVersion><unpackaged><types><members>A</members><members>B</members><name>CustomLabel</name></types><version>67.0</version></unpackaged></request></retrieve>',
      );
      const { text } = await soap(
        org,
        `<checkRetrieveStatus><asyncProcessId>${tag(asked, 'id')}</asyncProcessId><includeZip>false</includeZip></checkRetrieveStatus>`,
      );
      expect(text).to.contain('<fullName>B</fullName>').and.not.contain('<fullName>A</fullName>');
      expect(text).not.to.contain('<messages>');
    },
  },
  {
    seen: 'too many files in a retrieve (cli#2846)',
    options: { limits: { files: 3 } },
    async happens(org) {
      await deploy(org, classes({ A: 'class A {}' }), { testLevel: 'RunLocalTests' });
      await deploy(org, classes({ B: 'class B {}' }), { testLevel: 'RunLocalTests' });
      const asked = await soap(
        org,
        '<retrieve><request><apiVersion>67.0</apiVersion><unpackaged><types><members>*</members><name>ApexClass</name></types><version>67.0</version></unpackaged></request></retrieve>',
      );
      const answer = await soap(
        org,
        `<checkRetrieveStatus><asyncProcessId>${tag(asked, 'id')}</asyncProcessId></checkRetrieveStatus>`,
      );
      expect(tag(answer, 'errorMessage')).to.contain('Too many files in retrieve call');
    },
  },
  {
    seen: 'rows that somebody else has locked (SFDX-Data-Move-Utility#814)',
    async happens(org) {
      const insert = (object: string): Promise<Answer> =>
        call(org, `/services/data/v67.0/sobjects/${object}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{"Name":"Acme"}',
        });
      await fault(org, 'rows-locked', { object: 'Account' });
      expect((await insert('Account')).text).to.contain('UNABLE_TO_LOCK_ROW');
      await fault(org, 'rows-released');
      expect((await insert('Account')).status).to.equal(201);
    },
  },
];

describe('faults seen in the wild', () => {
  for (const { seen, options, happens } of WILD)
    it(seen, async () => {
      await using org = await start(options);
      await happens(org);
    });
});
