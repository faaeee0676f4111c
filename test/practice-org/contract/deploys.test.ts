import { expect } from 'chai';
import {
  anywhere,
  classes,
  deletion,
  faultOf,
  field,
  labels,
  manifest,
  object,
  onlyHere,
  xml,
  type ContractOrg,
  type Files,
  type Json,
} from './contract-org.ts';

const WHY_PRODUCTION = 'a scratch org is no production org';
const WHY_CLOCK = 'the clock of a real org cannot be moved';

const tested = (org: ContractOrg): Files => {
  const name = org.name('Tested');
  return classes({
    [name]: `public class ${name} { public static Integer one() { return 1; } }`,
    [`${name}T`]: `@IsTest private class ${name}T { @IsTest static void works() { System.assertEquals(1, ${name}.one()); } }`,
  });
};

const quick = (org: ContractOrg, id: string): Promise<Json> =>
  org.soap(`<deployRecentValidation><validationId>${id}</validationId></deployRecentValidation>`);

describe('contract: deploys', () => {
  anywhere('says Queued and gives an id that begins with 0Af', async (org) => {
    const { result } = await org.send(labels({ [org.name('A')]: '1' }));
    expect(result).to.include({ done: 'false', state: 'Queued' });
    expect((result as Json)['id']).to.match(/^0Af\w{15}$/);
  });

  anywhere('reports who, when and how much', async (org) => {
    const { result } = await org.deploy(labels({ [org.name('A')]: '1' }));
    expect(result).to.include({
      status: 'Succeeded',
      success: 'true',
      done: 'true',
      checkOnly: 'false',
      rollbackOnError: 'true',
      ignoreWarnings: 'false',
      numberComponentErrors: '0',
      numberComponentsDeployed: '1',
      numberComponentsTotal: '1',
      numberTestErrors: '0',
    });
    for (const name of ['createdBy', 'createdByName', 'createdDate', 'startDate', 'completedDate', 'lastModifiedDate'])
      expect(result, name).to.have.property(name);
  });

  anywhere('has a message for package.xml with an empty type, and one for each component', async (org) => {
    const [a, b] = [org.name('A'), org.name('B')];
    const { messages } = await org.deploy(labels({ [a]: '1', [b]: '2' }));
    expect(messages.map(({ fullName, componentType }) => [fullName, componentType])).to.have.deep.members([
      ['package.xml', ''],
      [a, 'CustomLabel'],
      [b, 'CustomLabel'],
    ]);
  });

  anywhere('says created the first time, changed the second, and neither when nothing changed', async (org) => {
    const name = org.name('A');
    const effects = [];
    for (const value of ['1', '2', '2']) {
      const message = (await org.deploy(labels({ [name]: value }))).about(name);
      effects.push(`${message?.['created']} ${message?.['changed']}`);
    }
    expect(effects).to.deep.equal(['true false', 'false true', 'false false']);
  });

  anywhere('tells nothing in detail when no details are asked for', async (org) => {
    const { id } = await org.deploy(labels({ [org.name('A')]: '1' }));
    const { result } = await org.soap(`<checkDeployStatus><asyncProcessId>${id}</asyncProcessId></checkDeployStatus>`);
    expect((result as Json)['details'] ?? '').to.equal('');
  });

  anywhere('leaves no trace of a validation', async (org) => {
    const name = org.name('A');
    expect((await org.deploy(labels({ [name]: '1' }), { checkOnly: true })).result).to.include({ checkOnly: 'true' });
    expect(await org.list('CustomLabel')).not.to.include(name);
  });

  anywhere('keeps nothing of a deploy that failed in one component', async (org) => {
    const [good, bad] = [org.name('Good'), org.name('Bad')];
    const deployed = await org.deploy(
      classes({ [good]: `public class ${good} { }`, [bad]: `public class ${bad} { Object it = new ${bad}__c(); }` }),
    );
    expect(deployed.status).to.equal('Failed');
    expect(await org.list('ApexClass')).not.to.include(good);
  });

  anywhere('fails a deploy whose package.xml names what the zip does not hold', async (org) => {
    const name = org.name('Missing');
    const { status, problems } = await org.deploy({ 'package.xml': manifest({ ApexClass: [name] }) });
    expect(status).to.equal('Failed');
    expect(problems).to.contain(`named in package.xml, but was not found in zipped directory`);
  });

  anywhere('fails a deploy without a package.xml', async (org) => {
    const { status, problems } = await org.deploy({ 'classes/A.cls': 'class A { }' });
    expect([status, problems]).to.deep.equal(['Failed', 'No package.xml found']);
  });

  anywhere('does not touch what is not in the zip', async (org) => {
    const [a, b] = [org.name('A'), org.name('B')];
    await org.deploy(labels({ [a]: '1' }));
    await org.deploy(labels({ [b]: '2' }));
    expect(await org.list('CustomLabel')).to.include.members([a, b]);
  });

  anywhere('warns of a deletion that misses, which is an error unless warnings are ignored', async (org) => {
    const name = org.name('Nobody');
    const strict = await org.deploy(deletion({ ApexClass: [name] }));
    expect([strict.status, strict.problems]).to.deep.equal(['Failed', `No ApexClass named: ${name} found`]);
    const lenient = await org.deploy(deletion({ ApexClass: [name] }), { ignoreWarnings: true });
    expect(lenient.status).to.equal('Succeeded');
    expect(lenient.messages.find(({ problem }) => problem !== undefined)).to.include({
      problemType: 'Warning',
      success: 'true',
      fullName: 'destructiveChangesPost.xml',
    });
  });

  anywhere('deletes, and says by which manifest', async (org) => {
    const name = org.name('Gone');
    await org.deploy(labels({ [name]: '1' }));
    const deleted = await org.deploy(deletion({ CustomLabel: [name] }));
    expect(deleted.about(name)).to.include({ deleted: 'true', fileName: 'destructiveChangesPost.xml' });
    expect(await org.list('CustomLabel')).not.to.include(name);
  });

  anywhere('deletes before or after what it brings, as the manifest is named', async (org) => {
    const name = org.name('Clash');
    await org.deploy(labels({ [name]: '1' }));
    const before = await org.deploy({
      ...labels({ [name]: '2' }),
      'destructiveChangesPre.xml': manifest({ CustomLabel: [name] }),
    });
    expect([before.status, (await org.list('CustomLabel')).includes(name)]).to.deep.equal(['Succeeded', true]);
    const after = await org.deploy({
      ...labels({ [name]: '3' }),
      'destructiveChangesPost.xml': manifest({ CustomLabel: [name] }),
    });
    expect([after.status, (await org.list('CustomLabel')).includes(name)]).to.deep.equal(['Succeeded', false]);
  });

  anywhere('refuses a wildcard in a destructive manifest', async (org) => {
    expect((await org.deploy(deletion({ ApexClass: ['*'] }))).status).to.equal('Failed');
  });

  anywhere('takes a field away in the same deploy that takes its user away', async (org) => {
    const [thing, user] = [`${org.name('Thing')}__c`, org.name('User')];
    await org.deploy(object(thing, field('Risk__c')));
    await org.deploy(classes({ [user]: `public class ${user} { Object risk = new ${thing}().Risk__c; }` }));
    const alone = await org.deploy(deletion({ CustomField: [`${thing}.Risk__c`] }));
    expect([alone.status, alone.problems.includes(user)]).to.deep.equal(['Failed', true]);
    const together = await org.deploy({
      ...classes({ [user]: `public class ${user} { }` }),
      'destructiveChangesPost.xml': manifest({ CustomField: [`${thing}.Risk__c`] }),
    });
    expect(together.status, together.problems).to.equal('Succeeded');
  });

  anywhere('reads a zip of several packages when it is told so', async (org) => {
    const name = org.name('A');
    const inFolder = Object.fromEntries(
      Object.entries(labels({ [name]: '1' })).map(([path, text]) => [`zip/${path}`, text]),
    );
    expect((await org.deploy(inFolder, { singlePackage: false })).status).to.equal('Succeeded');
  });

  anywhere('keeps what worked with rollbackOnError=false outside production', async (org) => {
    const [good, bad] = [org.name('Good'), org.name('Bad')];
    const deployed = await org.deploy(
      classes({ [good]: `public class ${good} { }`, [bad]: `public class ${bad} { Object it = new ${bad}__c(); }` }),
      { rollbackOnError: false },
    );
    expect(deployed.status).to.equal('SucceededPartial');
    expect(await org.list('ApexClass')).to.include(good);
  });

  onlyHere('refuses rollbackOnError=false in production', { why: WHY_PRODUCTION }, async (org) => {
    const body = await org.send(labels({ A: '1' }), { rollbackOnError: false });
    expect(body['faultstring']).to.equal('INVALID_OPERATION: rollbackOnError option must be true on a production org');
  });

  onlyHere('runs local tests in production when Apex is deployed', { why: WHY_PRODUCTION }, async (org) => {
    const { result } = await org.deploy(tested(org));
    expect(result).to.include({ status: 'Succeeded', runTestsEnabled: 'true', numberTestsTotal: '1' });
  });

  onlyHere('runs no tests in production when no Apex is deployed', { why: WHY_PRODUCTION }, async (org) => {
    await org.deploy(tested(org));
    expect((await org.deploy(labels({ A: '1' }))).result).to.include({ numberTestsTotal: '0' });
  });

  onlyHere('refuses NoTestRun in production when Apex is deployed', { why: WHY_PRODUCTION }, async (org) => {
    expect((await org.deploy(tested(org), { testLevel: 'NoTestRun' })).status).to.equal('Failed');
  });

  anywhere('runs no tests outside production unless told to', async (org) => {
    expect((await org.deploy(tested(org))).result).to.include({ numberTestsTotal: '0' });
  });

  anywhere('runs the tests that are named', async (org) => {
    const files = tested(org);
    const deployed = await org.deploy(files, { testLevel: 'RunSpecifiedTests', runTests: `${org.name('Tested')}T` });
    expect(deployed.result).to.include({ status: 'Succeeded', numberTestsTotal: '1', numberTestsCompleted: '1' });
  });

  onlyHere(
    'fails a deploy whose test fails, and keeps nothing',
    { why: 'Apex is declared, not executed, here' },
    async (org) => {
      const name = org.name('Bad');
      const source = `@IsTest private class ${name} { @IsTest static void fails() {\n // @practice fails always\n } }`;
      const deployed = await org.deploy(classes({ [name]: source }), { testLevel: 'RunLocalTests' });
      expect(deployed.result).to.include({ status: 'Failed', numberTestErrors: '1' });
      expect(await org.list('ApexClass')).not.to.include(name);
    },
  );

  anywhere('validates and quick-deploys under another id', async (org) => {
    const files = tested(org);
    const validation = await org.deploy(files, {
      checkOnly: true,
      testLevel: 'RunSpecifiedTests',
      runTests: `${org.name('Tested')}T`,
    });
    expect(validation.status, validation.problems).to.equal('Succeeded');
    const id = String((await quick(org, validation.id))['result']);
    expect(id)
      .to.match(/^0Af\w{15}$/)
      .and.not.equal(validation.id);
    const deployed = await org.ended(id);
    expect(deployed.result).to.include({ status: 'Succeeded', numberTestsTotal: '0', checkOnly: 'false' });
    expect(await org.list('ApexClass')).to.include(org.name('Tested'));
  });

  anywhere('lets no validation be quick-deployed after another deploy', async (org) => {
    const validation = await org.deploy(tested(org), {
      checkOnly: true,
      testLevel: 'RunSpecifiedTests',
      runTests: `${org.name('Tested')}T`,
    });
    await org.deploy(labels({ [org.name('Later')]: '1' }));
    expect(faultOf(await quick(org, validation.id))).to.equal('INVALID_ID_FIELD');
  });

  anywhere('lets no validation without tests be quick-deployed', async (org) => {
    const validation = await org.deploy(tested(org), { checkOnly: true, testLevel: 'NoTestRun' });
    expect(faultOf(await quick(org, validation.id))).to.equal('INVALID_ID_FIELD');
  });

  onlyHere('lets no validation be quick-deployed after ten days', { why: WHY_CLOCK, kind: 'sandbox' }, async (org) => {
    const validation = await org.deploy(tested(org), { checkOnly: true, testLevel: 'RunLocalTests' });
    org.here.clock.advance(11 * 24 * 60 * 60 * 1000);
    expect(faultOf(await quick(org, validation.id))).to.equal('INVALID_ID_FIELD');
  });

  anywhere('refuses to cancel what has ended', async (org) => {
    const { id } = await org.deploy(labels({ [org.name('A')]: '1' }));
    expect(await org.soap(`<cancelDeploy><String>${id}</String></cancelDeploy>`)).to.include({
      faultstring: 'INVALID_ID_FIELD: Deployment already completed',
    });
  });

  onlyHere(
    'cancels a running deploy',
    { why: 'a real deploy may end first', timing: { components: 60_000 } },
    async (org) => {
      const { result } = await org.send(labels({ A: '1' }));
      const { id } = result as { id: string };
      expect((await org.soap(`<cancelDeploy><String>${id}</String></cancelDeploy>`))['result']).to.include({ id });
      expect((await org.ended(id)).status).to.equal('Canceled');
      expect(await org.list('CustomLabel')).to.deep.equal([]);
    },
  );

  anywhere('answers an id nobody knows with a fault', async (org) => {
    const body = await org.soap(
      '<checkDeployStatus><asyncProcessId>0Af000000000000AAA</asyncProcessId></checkDeployStatus>',
    );
    expect(faultOf(body)).to.be.oneOf(['INVALID_CROSS_REFERENCE_KEY', 'INVALID_ID_FIELD']);
  });

  anywhere('lists its deploys by Tooling API', async (org) => {
    const { id } = await org.deploy(labels({ [org.name('A')]: '1' }), { checkOnly: true });
    const rows = await org.query(
      `SELECT Id, Status, CheckOnly, StartDate, CompletedDate, CreatedBy.Name, NumberComponentsTotal FROM DeployRequest WHERE Id = '${id}'`,
      'tooling/',
    );
    expect(rows[0]).to.include({ Id: id, Status: 'Succeeded', CheckOnly: true, NumberComponentsTotal: 1 });
    expect(rows[0]?.['CreatedBy']).to.have.property('Name');
  });

  anywhere('deploys by REST as well', async (org) => {
    const form = new FormData();
    const { zipSync, strToU8 } = await import('fflate');
    const files = labels({ [org.name('Rest')]: '1' });
    const zip = zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)])));
    form.set('file', new Blob([new Uint8Array(zip)], { type: 'application/zip' }), 'package.xml');
    const options = { deployOptions: { rollbackOnError: true, singlePackage: true } };
    form.set('entity_content', new Blob([JSON.stringify(options)], { type: 'application/json' }));
    const response = await fetch(`${org.url}/services/data/v67.0/metadata/deployRequest`, {
      method: 'POST',
      headers: { authorization: `Bearer ${org.accessToken}` },
      body: form,
    });
    const { id } = (await response.json()) as { id: string };
    expect(response.status).to.equal(201);
    expect((await org.ended(id)).status).to.equal('Succeeded');
    const answer = await org.rest('GET', `metadata/deployRequest/${id}?includeDetails=true`);
    expect(answer.json()['deployResult']).to.include({ status: 'Succeeded', success: true });
  });

  anywhere('writes the audit trail', async (org) => {
    await org.deploy({
      'package.xml': manifest({ RemoteSiteSetting: [org.name('Site')] }),
      [`remoteSiteSettings/${org.name('Site')}.remoteSite`]: xml(
        'RemoteSiteSetting',
        '<isActive>true</isActive><url>https://example.com</url>',
      ),
    });
    const rows = await org.query(
      'SELECT Action, Section, Display, CreatedDate, CreatedById FROM SetupAuditTrail ORDER BY CreatedDate DESC LIMIT 5',
    );
    expect(rows.map(({ Display }) => Display).join('\n')).to.contain(org.name('Site'));
  });
});
