import { expect } from 'chai';
import { crc32 } from 'node:zlib';
import { labels, soap, start, status, tag, deployBody, zipOf, type Answer, deploy, statusWord } from '../client.ts';
import type { PracticeOrg } from '../../../src/practice-org/index.ts';

const send = (org: PracticeOrg, zip: Buffer, options = {}): Promise<Answer> => soap(org, deployBody(zip, options));
const words = (answer: Answer): string | undefined => tag(answer, 'faultstring');

/** One stored entry whose header lies: name and declared sizes are free. */
const forged = (
  name: string,
  entry: { size?: number; content?: string; flags?: number; method?: number } = {},
): Buffer => {
  const { content = 'x', flags = 0, method = 0 } = entry;
  const bytes = Buffer.from(content);
  const size = entry.size ?? bytes.length;
  const path = Buffer.from(name);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(20, 4);
  local.writeUInt16LE(flags, 6);
  local.writeUInt16LE(method, 8);
  local.writeUInt32LE(crc32(bytes), 14);
  local.writeUInt32LE(bytes.length, 18);
  local.writeUInt32LE(size, 22);
  local.writeUInt16LE(path.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(20, 4);
  central.writeUInt16LE(20, 6);
  central.writeUInt16LE(flags, 8);
  central.writeUInt16LE(method, 10);
  central.writeUInt32LE(crc32(bytes), 16);
  central.writeUInt32LE(bytes.length, 20);
  central.writeUInt32LE(size, 24);
  central.writeUInt16LE(path.length, 28);
  const offset = local.length + path.length + bytes.length;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length + path.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([local, path, bytes, central, path, end]);
};

const whole = zipOf(labels({ Greeting: 'Hello' }));
const damaged = Buffer.from(whole);
damaged.fill(0xff, 45, 60);

const brokenZips: Readonly<Record<string, Buffer>> = {
  'bytes that are no zip': Buffer.from('this is not a zip'),
  'a truncated zip': whole.subarray(0, whole.length / 2),
  'a zip with damaged contents': damaged,
  'a path that climbs out': forged('../../../tmp/evil.cls'),
  'an absolute path': forged('/etc/evil'),
  'a path with a drive letter': forged('C:/evil'),
  'a path with backslashes': forged('classes\\Evil.cls'),
  'an encrypted entry': forged('package.xml', { flags: 1 }),
  'an unknown compression': forged('package.xml', { method: 99 }),
  'an entry that is longer than it says': forged('package.xml', { content: 'abcdef', size: 2 }),
};

describe('what a deploy may carry', () => {
  it('refuses rollbackOnError=false in production, in the words of the platform', async () => {
    await using org = await start();
    expect(words(await send(org, whole, { rollbackOnError: false }))).to.equal(
      'INVALID_OPERATION: rollbackOnError option must be true on a production org',
    );
  });

  it('takes rollbackOnError=false in a sandbox', async () => {
    await using org = await start({ kind: 'sandbox' });
    expect(tag(await send(org, whole, { rollbackOnError: false }), 'id')).to.match(/^0Af/);
  });

  it('reads a missing rollbackOnError as false, as the API does', async () => {
    await using org = await start();
    const body = `<deploy><ZipFile>${whole.toString('base64')}</ZipFile><DeployOptions/></deploy>`;
    expect(words(await soap(org, body))).to.contain('rollbackOnError option must be true');
  });

  it('refuses more files than the limit', async () => {
    await using org = await start({ limits: { files: 2 } });
    const files = { ...labels({ A: '1' }), 'labels/More.labels': '' };
    expect(words(await send(org, zipOf(files)))).to.equal('INVALID_OPERATION: Too many files in zip');
  });

  it('has the limits of Salesforce unless told otherwise', async () => {
    await using org = await start();
    const files = Object.fromEntries(Array.from({ length: 10_001 }, (_, index) => [`classes/C${index}.cls`, '']));
    expect(words(await send(org, zipOf(files)))).to.equal('INVALID_OPERATION: Too many files in zip');
  });

  it('refuses a zip that is too big', async () => {
    await using org = await start({ limits: { zipBytes: 100 } });
    expect(words(await send(org, whole))).to.match(/^LIMIT_EXCEEDED: /);
  });

  it('refuses a zip that is too big when unzipped, before it unzips it', async () => {
    await using org = await start();
    const bomb = forged('package.xml', { size: 700_000_000, method: 8 });
    expect(words(await send(org, bomb))).to.match(/^LIMIT_EXCEEDED: /);
  });

  for (const [name, zip] of Object.entries(brokenZips))
    it(`accepts ${name} and then fails the deploy`, async () => {
      await using org = await start();
      const id = tag(await send(org, zip), 'id') ?? '';
      const answer = await status(org, id);
      expect([tag(answer, 'status'), tag(answer, 'errorStatusCode')]).to.deep.equal(['Failed', 'UNKNOWN_EXCEPTION']);
      expect(await statusWord(org, await deploy(org, labels({ One: '1' })))).to.equal('Succeeded');
    });

  it('refuses a test level it does not know', async () => {
    await using org = await start();
    expect(words(await send(org, whole, { testLevel: 'RunSome' }))).to.contain(
      "is not a valid value for the enum 'TestLevel'",
    );
  });

  it('refuses RunSpecifiedTests without tests and tests without RunSpecifiedTests', async () => {
    await using org = await start();
    expect(words(await send(org, whole, { testLevel: 'RunSpecifiedTests' }))).to.match(/^INVALID_OPERATION/);
    expect(words(await send(org, whole, { testLevel: 'RunLocalTests', runTests: 'A' }))).to.match(/^INVALID_OPERATION/);
  });

  it('knows RunRelevantTests from API 66 on only', async () => {
    await using org = await start();
    const body = deployBody(whole, { testLevel: 'RunRelevantTests' });
    expect(words(await soap(org, body, '65.0'))).to.match(/^INVALID_OPERATION/);
    expect(tag(await soap(org, body, '66.0'), 'id')).to.match(/^0Af/);
  });
});
