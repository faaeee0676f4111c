import { expect } from 'chai';
import type { PracticeOrg } from '../../../src/practice-org/index.ts';
import { readZip } from '../../../src/practice-org/zip.ts';
import { deploy, finished, labels, soap, start, tag, faultCode, type Answer } from '../client.ts';

const unpackaged = (types: Readonly<Record<string, readonly string[]>>): string =>
  `<unpackaged>${Object.entries(types)
    .map(
      ([name, members]) =>
        `<types>${members.map((each) => `<members>${each}</members>`).join('')}<name>${name}</name></types>`,
    )
    .join('')}<version>67.0</version></unpackaged>`;

const ask = async (org: PracticeOrg, request: string): Promise<string> => {
  const answer = await soap(org, `<retrieve><request><apiVersion>67.0</apiVersion>${request}</request></retrieve>`);
  return tag(answer, 'id') ?? '';
};

const check = (org: PracticeOrg, id: string, includeZip = true): Promise<Answer> =>
  soap(
    org,
    `<checkRetrieveStatus><asyncProcessId>${id}</asyncProcessId><includeZip>${includeZip}</includeZip></checkRetrieveStatus>`,
  );

const files = async (answer: Answer): Promise<Map<string, Buffer>> =>
  readZip(Buffer.from(tag(answer, 'zipFile') ?? '', 'base64'), { files: 100, unzippedBytes: 1e6 });

const withLabels = async (): Promise<PracticeOrg> => {
  const org = await start();
  await finished(org, await deploy(org, labels({ One: '1', Two: '2' })));
  return org;
};

const both = unpackaged({ CustomLabel: ['One', 'Two'] });

describe('a retrieve', () => {
  it('gives a zip under unpackaged/ and says whose files are in it', async () => {
    await using org = await withLabels();
    const answer = await check(org, await ask(org, both));
    expect([tag(answer, 'status'), tag(answer, 'success'), tag(answer, 'done')]).to.deep.equal([
      'Succeeded',
      'true',
      'true',
    ]);
    expect([...(await files(answer)).keys()]).to.have.members([
      'unpackaged/labels/CustomLabels.labels',
      'unpackaged/package.xml',
    ]);
    expect(answer.text.match(/<fullName>/g)).to.have.length(2);
    expect(tag(answer, 'lastModifiedByName')).to.equal('Practice Admin');
  });

  it('leaves the folder out for a single package', async () => {
    await using org = await withLabels();
    const answer = await check(org, await ask(org, `<singlePackage>true</singlePackage>${both}`));
    expect([...(await files(answer)).keys()]).to.include('package.xml');
  });

  it('gives no zip when none is asked for', async () => {
    await using org = await withLabels();
    expect(tag(await check(org, await ask(org, both), false), 'zipFile')).to.equal(undefined);
  });

  it('names what it cannot find and goes on', async () => {
    await using org = await withLabels();
    const answer = await check(org, await ask(org, unpackaged({ CustomLabel: ['One', 'Missing'] })));
    expect([tag(answer, 'status'), tag(answer, 'problem')]).to.deep.equal([
      'Succeeded',
      "Entity of type 'CustomLabel' named 'Missing' cannot be found",
    ]);
    expect(answer.text).to.contain('<messages><fileName>unpackaged/package.xml</fileName>');
  });

  it('sees the org as it was when it was asked', async () => {
    await using org = await withLabels();
    const id = await ask(org, both);
    await deploy(org, labels({ One: 'changed' }));
    const label = (await files(await check(org, id))).get('unpackaged/labels/CustomLabels.labels');
    expect(label?.toString()).to.contain('<value>1</value>');
  });

  it('is in progress until its time has come', async () => {
    await using org = await start({ timing: { retrieve: 5_000 } });
    const id = await ask(org, both);
    expect(tag(await check(org, id), 'status')).to.equal('InProgress');
    org.clock.advance(5_000);
    expect(tag(await check(org, id), 'status')).to.equal('Succeeded');
  });

  it('can be fetched twice, for an answer can be lost', async () => {
    await using org = await withLabels();
    const id = await ask(org, both);
    expect(tag(await check(org, id), 'zipFile')).to.equal(tag(await check(org, id), 'zipFile'));
  });

  it('fails above the limit of files, in the words of the platform', async () => {
    await using org = await start({ limits: { files: 3 } });
    for (const name of ['A', 'B', 'C'])
      await finished(
        org,
        await deploy(org, {
          'package.xml': `<Package xmlns="http://soap.sforce.com/2006/04/metadata"><types><members>${name}</members><name>RemoteSiteSetting</name></types><version>67.0</version></Package>`,
          [`remoteSiteSettings/${name}.remoteSite`]: `<RemoteSiteSetting xmlns="http://soap.sforce.com/2006/04/metadata"><isActive>true</isActive><url>https://${name}.example.com</url></RemoteSiteSetting>`,
        }),
      );
    const answer = await check(org, await ask(org, unpackaged({ RemoteSiteSetting: ['*'] })));
    expect([tag(answer, 'status'), tag(answer, 'errorMessage')]).to.deep.equal([
      'Failed',
      'LIMIT_EXCEEDED: Too many files in retrieve call, limit is: 3',
    ]);
  });

  it('fails for a package that is not installed and gives the folder of one that is', async () => {
    await using org = await start();
    const packages = '<packageNames>Sales Booster</packageNames>';
    expect(tag(await check(org, await ask(org, packages)), 'errorMessage')).to.equal(
      "INVALID_CROSS_REFERENCE_KEY: No package named 'Sales Booster' found",
    );
    org.events.installPackage('Sales Booster');
    expect([...(await files(await check(org, await ask(org, packages)))).keys()]).to.deep.equal([
      'Sales Booster/package.xml',
    ]);
  });

  it('fails when it asks for nothing', async () => {
    await using org = await start();
    expect(tag(await check(org, await ask(org, '')), 'errorMessage')).to.equal(
      'INVALID_CROSS_REFERENCE_KEY: No packages or unpackaged specified',
    );
  });

  it('of an id nobody knows is a cross reference error', async () => {
    await using org = await start();
    expect(faultCode(await check(org, '09S000000000000AAA'))).to.equal('INVALID_CROSS_REFERENCE_KEY');
  });

  it('silently misses what a mishap hides, once', async () => {
    await using org = await withLabels();
    org.events.omitFromNextRetrieve('CustomLabel:One');
    const short = await check(org, await ask(org, both));
    expect(short.text.match(/<fullName>/g)).to.have.length(1);
    expect(short.text).not.to.contain('<problem>');
    expect((await check(org, await ask(org, both))).text.match(/<fullName>/g)).to.have.length(2);
  });
});
