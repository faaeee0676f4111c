import { expect } from 'chai';
import {
  anywhere,
  classes,
  type ContractOrg,
  faultOf,
  field,
  type Json,
  labels,
  manifest,
  object,
  onlyHere,
  xml,
} from './contract-org.ts';

const soqlError = async (org: ContractOrg, soql: string, api: '' | 'tooling/' = ''): Promise<string> => {
  const answer = await org.rest('GET', `${api}query?q=${encodeURIComponent(soql)}`);
  const [error] = JSON.parse(answer.text) as { errorCode: string }[];
  return `${answer.status} ${error?.errorCode ?? ''}`;
};

const countOf = async (org: ContractOrg, soql: string, api: '' | 'tooling/' = ''): Promise<number> =>
  (await org.query(soql, api)).length;

describe('contract: logging in and looking around', () => {
  anywhere('lists API versions to everybody', async (org) => {
    const response = await fetch(`${org.url}/services/data`);
    const versions = (await response.json()) as { version: string; url: string; label: string }[];
    expect(versions.map(({ version }) => version)).to.include('67.0');
    expect(versions.at(-1)).to.have.all.keys('version', 'url', 'label');
  });

  anywhere('lists the resources of a version', async (org) => {
    expect((await org.rest('GET', '/services/data/v67.0')).json()).to.include.keys(
      'sobjects',
      'query',
      'tooling',
      'jobs',
    );
  });

  anywhere('tells who one is', async (org) => {
    const info = (await org.rest('GET', '/services/oauth2/userinfo')).json();
    expect(info['user_id']).to.match(/^005\w{15}$/);
    expect(info['organization_id']).to.match(/^00D\w{15}$/);
    expect(info).to.have.property('preferred_username');
  });

  anywhere('tells what the CLI asks of the organization', async (org) => {
    const [row] = await org.query(
      'SELECT Name, InstanceName, IsSandbox, TrialExpirationDate, NamespacePrefix, OrganizationType FROM Organization',
    );
    expect(row).to.include.keys('Name', 'InstanceName', 'IsSandbox', 'TrialExpirationDate', 'NamespacePrefix');
  });

  anywhere('refuses a call without a token', async (org) => {
    const response = await fetch(`${org.url}/services/data/v67.0/limits`);
    expect([response.status, await response.text()]).to.deep.equal([
      401,
      '[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]',
    ]);
  });

  anywhere('refuses SOAP without a session', async (org) => {
    const stranger = Object.assign(Object.create(Object.getPrototypeOf(org) as object) as ContractOrg, {
      url: org.url,
      accessToken: 'x',
    });
    expect(
      faultOf(await stranger.soap('<describeMetadata><asOfVersion>67.0</asOfVersion></describeMetadata>')),
    ).to.equal('INVALID_SESSION_ID');
  });

  anywhere('answers what it does not know with NOT_FOUND', async (org) => {
    const answer = await org.rest('GET', 'nowhere');
    expect(answer.status).to.equal(404);
    expect((JSON.parse(answer.text) as Json[])[0]).to.include({ errorCode: 'NOT_FOUND' });
  });

  anywhere('tells its limits', async (org) => {
    const limits = (await org.rest('GET', 'limits')).json();
    expect(limits['DailyApiRequests']).to.have.all.keys('Max', 'Remaining');
    expect(limits['DataStorageMB']).to.have.all.keys('Max', 'Remaining');
  });

  anywhere('opens in a browser by a URL of its own', async (org) => {
    const answer = await org.rest(
      'GET',
      '/services/oauth2/singleaccess?redirect_uri=lightning%2Fsetup%2FSetupOneHome%2Fhome',
    );
    expect(answer.json()['frontdoor_uri']).to.be.a('string');
  });

  anywhere('runs anonymous Apex by SOAP', async (org) => {
    const response = await fetch(`${org.url}/services/Soap/s/67.0`, {
      method: 'POST',
      headers: { 'content-type': 'text/xml', SOAPAction: '""' },
      body: `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:a="http://soap.sforce.com/2006/08/apex"><e:Header><a:SessionHeader><a:sessionId>${org.accessToken}</a:sessionId></a:SessionHeader></e:Header><e:Body><a:executeAnonymous><a:String>Integer i = 1;</a:String></a:executeAnonymous></e:Body></e:Envelope>`,
    });
    expect(await response.text())
      .to.contain('<compiled>true</compiled>')
      .and.contain('<success>true</success>');
  });
});

describe('contract: listing and describing', () => {
  anywhere('describes metadata types with folder and suffix', async (org) => {
    const { result } = await org.soap('<describeMetadata><asOfVersion>67.0</asOfVersion></describeMetadata>');
    const types = (result as Json)['metadataObjects'] as Json[];
    expect(types.find(({ xmlName }) => xmlName === 'ApexClass')).to.include({
      directoryName: 'classes',
      suffix: 'cls',
      metaFile: 'true',
      inFolder: 'false',
    });
    expect(types.find(({ xmlName }) => xmlName === 'CustomObject')?.['childXmlNames']).to.include.members([
      'CustomField',
      'ListView',
    ]);
  });

  anywhere('lists components with who and when', async (org) => {
    const name = org.name('A');
    await org.deploy(classes({ [name]: `public class ${name} { }` }));
    const { result } = await org.soap(
      '<listMetadata><queries><type>ApexClass</type></queries><asOfVersion>67.0</asOfVersion></listMetadata>',
    );
    const listed = (Array.isArray(result) ? result : [result]) as Json[];
    expect(listed.find(({ fullName }) => fullName === name)).to.include({
      type: 'ApexClass',
      fileName: `classes/${name}.cls`,
      manageableState: 'unmanaged',
    });
  });

  anywhere('lists nothing at all for a type without components', async (org) => {
    const body = await org.soap(
      '<listMetadata><queries><type>Prompt</type></queries><asOfVersion>67.0</asOfVersion></listMetadata>',
    );
    expect(body).not.to.have.property('result');
  });

  anywhere('refuses a type it does not know', async (org) => {
    const body = await org.soap(
      '<listMetadata><queries><type>Nonsense</type></queries><asOfVersion>67.0</asOfVersion></listMetadata>',
    );
    expect(faultOf(body)).to.equal('INVALID_TYPE');
  });

  anywhere('takes three types in one call and refuses four', async (org) => {
    const query = (type: string): string => `<queries><type>${type}</type></queries>`;
    const ask = (...types: string[]): Promise<Json> =>
      org.soap(`<listMetadata>${types.map(query).join('')}<asOfVersion>67.0</asOfVersion></listMetadata>`);
    expect(await ask('ApexClass', 'ApexTrigger', 'ApexPage')).not.to.have.property('faultcode');
    expect(faultOf(await ask('ApexClass', 'ApexTrigger', 'ApexPage', 'Layout'))).to.equal('LIMIT_EXCEEDED');
  });

  anywhere('gives back byte for byte what Apex was deployed', async (org) => {
    const name = org.name('Bytes');
    const source = `public class ${name} {\n\t// änderung  \n}\n`;
    await org.deploy(classes({ [name]: source }));
    const { files, result } = await org.retrieve({ ApexClass: [name] });
    expect(files.get(`classes/${name}.cls`)).to.equal(source);
    expect((result['fileProperties'] as Json[])[0]).to.include({
      fileName: `unpackaged/classes/${name}.cls`,
      fullName: name,
    });
  });

  anywhere('names what it cannot find in a retrieve', async (org) => {
    const { result } = await org.retrieve({ ApexClass: [org.name('Nobody')] });
    expect((result['messages'] as Json[])[0]).to.deep.include({
      fileName: 'unpackaged/package.xml',
      problem: `Entity of type 'ApexClass' named '${org.name('Nobody')}' cannot be found`,
    });
  });

  anywhere('retrieves all of a type by a star', async (org) => {
    const [a, b] = [org.name('A'), org.name('B')];
    await org.deploy(classes({ [a]: `public class ${a} { }`, [b]: `public class ${b} { }` }));
    const { files } = await org.retrieve({ ApexClass: ['*'] });
    expect([...files.keys()]).to.include.members([`classes/${a}.cls`, `classes/${b}.cls`]);
  });

  anywhere('has a manifest in every retrieved zip that names what came', async (org) => {
    const name = org.name('A');
    await org.deploy(labels({ [name]: '1' }));
    const { files } = await org.retrieve({ CustomLabel: [name] });
    expect(files.get('package.xml')).to.contain(`<members>${name}</members>`);
  });
});

describe('contract: Tooling API', () => {
  anywhere('knows Apex classes, valid and with their source', async (org) => {
    const name = org.name('Known');
    await org.deploy(classes({ [name]: `public class ${name} { }` }));
    const [row] = await org.query(
      `SELECT Id, Name, IsValid, Status, ApiVersion, Body, NamespacePrefix FROM ApexClass WHERE Name = '${name}'`,
      'tooling/',
    );
    expect(row).to.include({ Name: name, IsValid: true, Status: 'Active', NamespacePrefix: null });
    expect(row?.['Body']).to.contain(`public class ${name}`);
  });

  anywhere('tells what depends on a component', async (org) => {
    const [used, user] = [org.name('Used'), org.name('User')];
    await org.deploy(classes({ [used]: `public class ${used} { }`, [user]: `public class ${user} { ${used} it; }` }));
    const rows = await org.query(
      `SELECT MetadataComponentName, MetadataComponentType, RefMetadataComponentName FROM MetadataComponentDependency WHERE RefMetadataComponentName = '${used}'`,
      'tooling/',
    );
    expect(rows.map(({ MetadataComponentName }) => MetadataComponentName)).to.include(user);
  });

  anywhere('shows the values of a standard value set in Metadata', async (org) => {
    const value = (fullName: string): string =>
      `<standardValue><fullName>${fullName}</fullName><default>false</default><label>${fullName}</label></standardValue>`;
    await org.deploy({
      'package.xml': manifest({ StandardValueSet: ['Industry'] }),
      'standardValueSets/Industry.standardValueSet': xml(
        'StandardValueSet',
        `<sorted>false</sorted>${value('Banking')}${value('Energy')}`,
      ),
    });
    const [row] = await org.query(
      "SELECT Id, MasterLabel, Metadata FROM StandardValueSet WHERE MasterLabel = 'Industry'",
      'tooling/',
    );
    const { standardValue } = row?.['Metadata'] as { standardValue: Json[] };
    expect(standardValue.map(({ valueName }) => valueName)).to.include.members(['Banking', 'Energy']);
  });

  anywhere('shows Metadata and FullName of one component at a time', async (org) => {
    const [a, b] = [org.name('A'), org.name('B')];
    await org.deploy(classes({ [a]: `public class ${a} { }`, [b]: `public class ${b} { }` }));
    const ask = (names: readonly string[]): ReturnType<typeof org.rest> =>
      org.rest(
        'GET',
        `tooling/query?q=${encodeURIComponent(`SELECT FullName FROM ApexClass WHERE Name IN (${names.map((name) => `'${name}'`).join()})`)}`,
      );
    expect((await ask([a])).status).to.equal(200);
    const refused = await ask([a, b]);
    expect(refused.status).to.equal(400);
    expect(refused.text).to.contain('MALFORMED_QUERY').and.contain('Result size: 2');
  });

  anywhere('describes fields of deployed objects', async (org) => {
    const thing = `${org.name('Thing')}__c`;
    await org.deploy(object(thing, field('Risk__c')));
    const rows = await org.query(
      `SELECT QualifiedApiName, DataType FROM FieldDefinition WHERE EntityDefinition.QualifiedApiName = '${thing}' AND QualifiedApiName = 'Risk__c'`,
      'tooling/',
    );
    expect(rows[0]?.['DataType']).to.equal('Text(80)');
  });

  for (const table of [
    'FlowDefinition',
    'Flow',
    'ApexTrigger',
    'InstalledSubscriberPackage',
    'ApexTestQueueItem',
    'ApexTestResult',
    'ApexCodeCoverageAggregate',
    'ApexOrgWideCoverage',
    'DeployRequest',
    'EntityDefinition',
  ])
    anywhere(`can be asked for ${table}`, async (org) => {
      expect(
        await countOf(
          org,
          `SELECT Id FROM ${table}${table === 'EntityDefinition' ? " WHERE QualifiedApiName = 'Account'" : ''} LIMIT 1`,
          'tooling/',
        ),
      ).to.be.at.least(0);
    });

  for (const table of [
    'FlowDefinitionView',
    'FlowVersionView',
    'FlowInterview',
    'SetupAuditTrail',
    'AsyncApexJob',
    'CronTrigger',
    'CronJobDetail',
    'PermissionSetAssignment',
    'FieldPermissions',
    'ObjectPermissions',
    'SetupEntityAccess',
    'Profile',
    'PermissionSet',
    'User',
    'Group',
    'RecordType',
  ])
    anywhere(`can be asked for ${table} by the data API`, async (org) => {
      expect(await countOf(org, `SELECT Id FROM ${table} LIMIT 1`)).to.be.at.least(0);
    });

  anywhere('is no Dev Hub', async (org) => {
    expect(await soqlError(org, 'SELECT Id FROM ScratchOrgInfo LIMIT 1')).to.equal('400 INVALID_TYPE');
  });

  anywhere('does not track source unless it says so', async (org) => {
    const answer = await org.rest('GET', 'tooling/sobjects/SourceMember/describe');
    if (org.here) expect(answer.status).to.equal(404);
  });
});

describe('contract: SOQL refusals', () => {
  for (const [what, soql, error] of [
    ['an object it does not know', 'SELECT Id FROM Nonsense__c', '400 INVALID_TYPE'],
    ['a field it does not know', 'SELECT Nonsense__c FROM Account', '400 INVALID_FIELD'],
    ['a query that is none', 'SELECT FROM', '400 MALFORMED_QUERY'],
    ['an unknown relationship', 'SELECT Nobody__r.Name FROM Account', '400 INVALID_FIELD'],
    ['a comparison of the wrong type', "SELECT Id FROM Account WHERE CreatedDate = 'x'", '400 INVALID_FIELD'],
    ['an id that is none', "SELECT Id FROM Account WHERE Id = 'x'", '400 INVALID_QUERY_FILTER_OPERATOR'],
    ['a filter that is not allowed', "SELECT Id FROM SetupAuditTrail WHERE Display = 'x'", '400 INVALID_FIELD'],
  ] as const)
    anywhere(`${what} is ${error}`, async (org) => {
      expect(await soqlError(org, soql)).to.equal(error);
    });

  anywhere('a query that is missing is MALFORMED_QUERY', async (org) => {
    const answer = await org.rest('GET', 'query');
    expect(answer.status).to.equal(400);
  });
});

describe('contract: Apex tests', () => {
  const tests = (org: ContractOrg): Record<string, string> => {
    const name = org.name('T');
    return { [name]: `@IsTest private class ${name} { @IsTest static void one() { } @IsTest static void two() { } }` };
  };

  anywhere('run at once', async (org) => {
    await org.deploy(classes(tests(org)));
    const answer = await org.rest('POST', 'tooling/runTestsSynchronous', { tests: [{ className: org.name('T') }] });
    expect(answer.json()).to.include({ numTestsRun: 2, numFailures: 0 });
  });

  anywhere('run one method', async (org) => {
    await org.deploy(classes(tests(org)));
    const answer = await org.rest('POST', 'tooling/runTestsSynchronous', {
      tests: [{ className: org.name('T'), testMethods: ['two'] }],
    });
    expect(answer.json()['numTestsRun']).to.equal(1);
  });

  anywhere('are queued and polled for', async (org) => {
    await org.deploy(classes(tests(org)));
    const id = JSON.parse(
      (await org.rest('POST', 'tooling/runTestsAsynchronous', { classNames: org.name('T') })).text,
    ) as string;
    expect(id).to.match(/^707\w{12,15}$/);
    org.here?.clock.advance(60_000);
    const run = (): Promise<readonly Json[]> =>
      org.query(
        `SELECT Status, ClassesCompleted, MethodsEnqueued FROM ApexTestRunResult WHERE AsyncApexJobId = '${id}'`,
        'tooling/',
      );
    while ((await run())[0]?.['Status'] === 'Processing') await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect((await run())[0]).to.include({ Status: 'Completed', ClassesCompleted: 1 });
    const results = await org.query(
      `SELECT MethodName, Outcome, ApexClass.Name FROM ApexTestResult WHERE AsyncApexJobId = '${id}'`,
      'tooling/',
    );
    expect(results.map(({ MethodName, Outcome }) => `${String(MethodName)} ${String(Outcome)}`)).to.have.members([
      'one Pass',
      'two Pass',
    ]);
  });

  anywhere('of a class that is not there are refused', async (org) => {
    const answer = await org.rest('POST', 'tooling/runTestsAsynchronous', { classNames: org.name('Nobody') });
    expect(answer.status).to.equal(400);
  });

  onlyHere(
    'take as long as they say, on the clock of the org',
    { why: 'Apex is declared, not executed, here', kind: 'sandbox' },
    async (org) => {
      await org.deploy(
        classes({ Slow: '@IsTest private class Slow {\n// @practice takes 30 s\n@IsTest static void one() { } }' }),
      );
      const id = JSON.parse(
        (await org.rest('POST', 'tooling/runTestsAsynchronous', { classNames: 'Slow' })).text,
      ) as string;
      const status = async (): Promise<unknown> =>
        (await org.query(`SELECT Status FROM ApexTestQueueItem WHERE ParentJobId = '${id}'`, 'tooling/'))[0]?.[
          'Status'
        ];
      expect(await status()).to.equal('Processing');
      org.here.clock.advance(31_000);
      expect(await status()).to.equal('Completed');
    },
  );
});
