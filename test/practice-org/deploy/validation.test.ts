import { expect } from 'chai';
import type { PracticeOrg } from '../../../src/practice-org/index.ts';
import {
  call,
  classes,
  deploy,
  faultCode,
  labels,
  listed,
  manifest,
  soap,
  start,
  finished,
  tag,
  type Answer,
} from '../client.ts';

const DAY = 24 * 60 * 60 * 1000;

const greeter = classes({
  Greeter: "public class Greeter { public static String greet() { return 'Hello'; } }",
  GreeterTest:
    "@IsTest private class GreeterTest { @IsTest static void greets() { System.assertEquals('Hello', Greeter.greet()); } }",
});

const validate = async (org: PracticeOrg): Promise<string> => {
  const id = await deploy(org, greeter, { checkOnly: true, testLevel: 'RunLocalTests' });
  await finished(org, id);
  return id;
};

const quick = (org: PracticeOrg, validationId: string): Promise<Answer> =>
  soap(org, `<deployRecentValidation><validationId>${validationId}</validationId></deployRecentValidation>`);

const isRefused = async (org: PracticeOrg, validationId: string): Promise<boolean> =>
  faultCode(await quick(org, validationId)) === 'INVALID_ID_FIELD';

describe('quick deploy', () => {
  it('deploys a validation under an id of its own', async () => {
    await using org = await start();
    const validation = await validate(org);
    const id = tag(await quick(org, validation), 'result') ?? '';
    expect(id)
      .to.match(/^0Af\w{15}$/)
      .and.not.equal(validation);
    expect(await finished(org, id)).to.equal('Succeeded');
    expect(await listed(org, 'ApexClass')).to.include('Greeter');
  });

  it('runs no tests again', async () => {
    await using org = await start();
    const id = tag(await quick(org, await validate(org)), 'result') ?? '';
    const { text } = await call(org, `/services/data/v67.0/metadata/deployRequest/${id}?includeDetails=true`);
    expect((JSON.parse(text) as { deployResult: unknown }).deployResult).to.include({
      runTestsEnabled: false,
      numberTestsTotal: 0,
      success: true,
    });
  });

  it('takes the 15-character id as well', async () => {
    await using org = await start();
    const validation = await validate(org);
    expect(tag(await quick(org, validation.slice(0, 15)), 'result')).to.match(/^0Af/);
  });

  it('is open for ten days and not a second longer', async () => {
    await using org = await start();
    const validation = await validate(org);
    org.clock.advance(10 * DAY + 1_000);
    expect(await isRefused(org, validation)).to.equal(true);
    const another = await validate(org);
    org.clock.advance(10 * DAY - 2 * 60 * 60 * 1000);
    expect(await isRefused(org, another)).to.equal(false);
  });

  it('is closed by any later deploy, also of something else by somebody else', async () => {
    await using org = await start();
    const validation = await validate(org);
    await finished(org, org.events.deployBySomebodyElse());
    expect(await isRefused(org, validation)).to.equal(true);
  });

  it('is closed for all validations by one quick deploy, that one included', async () => {
    await using org = await start();
    const [first, second] = [await validate(org), await validate(org)];
    await finished(org, tag(await quick(org, first), 'result') ?? '');
    expect([await isRefused(org, first), await isRefused(org, second)]).to.deep.equal([true, true]);
  });

  it('is closed by the installation of a package', async () => {
    await using org = await start();
    const validation = await validate(org);
    org.events.installPackage('Sales Booster');
    expect(await isRefused(org, validation)).to.equal(true);
  });

  it('stays open when somebody edits something in Setup', async () => {
    await using org = await start();
    await deploy(org, labels({ Greeting: 'Hello' }));
    const validation = await validate(org);
    org.events.editInSetup('CustomLabel:Greeting');
    expect(await isRefused(org, validation)).to.equal(false);
  });

  it('stays open after a later deploy that failed, and after a later validation', async () => {
    await using org = await start();
    const validation = await validate(org);
    org.events.failNextDeploy({ code: 'UNKNOWN_EXCEPTION', message: 'no luck' });
    expect(await finished(org, await deploy(org, labels({ One: '1' })))).to.equal('Failed');
    await validate(org);
    expect(await isRefused(org, validation)).to.equal(false);
  });

  it('is refused for a deploy that was no validation', async () => {
    await using org = await start();
    expect(await isRefused(org, await deploy(org, labels({ One: '1' })))).to.equal(true);
  });

  it('is refused for a validation that has not ended', async () => {
    await using org = await start({ timing: { components: 60_000 } });
    const id = await deploy(org, greeter, { checkOnly: true, testLevel: 'RunLocalTests' });
    expect(await isRefused(org, id)).to.equal(true);
  });

  it('is refused for a validation that failed', async () => {
    await using org = await start();
    org.events.failNextDeploy({ code: 'UNKNOWN_EXCEPTION', message: 'no luck' });
    expect(await isRefused(org, await validate(org))).to.equal(true);
  });

  it('is refused for a validation without tests', async () => {
    await using org = await start({ kind: 'sandbox' });
    const id = await deploy(org, greeter, { checkOnly: true, testLevel: 'NoTestRun' });
    expect(await finished(org, id)).to.equal('Succeeded');
    expect(await isRefused(org, id)).to.equal(true);
  });

  it('answers an id nobody knows with a cross reference error', async () => {
    await using org = await start();
    expect(faultCode(await quick(org, '0Af000000000000AAA'))).to.equal('INVALID_CROSS_REFERENCE_KEY');
  });

  it('is planned anew, and fails when the org moved away from under it', async () => {
    await using org = await start({ kind: 'sandbox' });
    await finished(org, await deploy(org, classes({ Helper: 'public class Helper { }' })));
    const grant = {
      'package.xml': manifest({ PermissionSet: ['Sales'] }),
      'permissionsets/Sales.permissionset':
        '<PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata"><classAccesses><apexClass>Helper</apexClass><enabled>true</enabled></classAccesses><label>Sales</label></PermissionSet>',
    };
    const tests = classes({ GreeterTest: '@IsTest private class GreeterTest { @IsTest static void greets() { } }' });
    const both = {
      ...tests,
      ...grant,
      'package.xml': manifest({ PermissionSet: ['Sales'], ApexClass: ['GreeterTest'] }),
    };
    const validation = await deploy(org, both, { checkOnly: true, testLevel: 'RunLocalTests' });
    expect(await finished(org, validation)).to.equal('Succeeded');
    org.events.deleteInSetup('ApexClass:Helper');
    const id = tag(await quick(org, validation), 'result') ?? '';
    expect(await finished(org, id)).to.equal('Failed');
    expect(await listed(org, 'ApexClass')).to.deep.equal([]);
  });
});
