import { expect } from 'chai';
import { mkdtemp, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { PracticeOrg } from '../../src/practice-org/index.ts';
import { call, classes, deploy, finished, getJson, labels, listed, start, statusWord } from './client.ts';

const newFolder = (): Promise<string> => mkdtemp(path.join(tmpdir(), 'practice-state-'));

const refusalOf = (starting: Promise<PracticeOrg>): Promise<string> =>
  starting.then(
    () => 'it started',
    (error: unknown) => (error as Error).message,
  );

describe('an org with a state folder', () => {
  it('comes back as the same org, logins included', async () => {
    const stateFolder = await newFolder();
    const first = await start({ stateFolder, kind: 'sandbox', name: 'uat' });
    await first.close();
    await using again = await start({ stateFolder });
    for (const fact of ['orgId', 'username', 'accessToken', 'refreshToken', 'kind', 'name'] as const)
      expect(again[fact]).to.equal(first[fact]);
    expect((await call(again, '/services/data/v67.0/limits')).status).to.equal(200);
  });

  it('keeps its metadata, deploys, records and audit trail', async () => {
    const stateFolder = await newFolder();
    const first = await start({ stateFolder });
    const id = await deploy(first, labels({ Greeting: 'Hello' }));
    await call(first, '/services/data/v67.0/sobjects/Account', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"Name":"Acme"}',
    });
    await first.close();
    await using again = await start({ stateFolder });
    expect(await listed(again, 'CustomLabel')).to.deep.equal(['Greeting']);
    expect(await statusWord(again, id)).to.equal('Succeeded');
    const count = async (object: string): Promise<number> =>
      ((await getJson(again, `/services/data/v67.0/query?q=SELECT%20Id%20FROM%20${object}`)) as { totalSize: number })
        .totalSize;
    expect([await count('Account'), await count('SetupAuditTrail')]).to.deep.equal([1, 1]);
  });

  it('never gives an id twice', async () => {
    const stateFolder = await newFolder();
    const first = await start({ stateFolder });
    const before = await deploy(first, labels({ One: '1' }));
    await first.close();
    await using again = await start({ stateFolder });
    expect(await deploy(again, labels({ Two: '2' }))).not.to.equal(before);
  });

  it('keeps the clock and a validation, which can still be quick-deployed', async () => {
    const stateFolder = await newFolder();
    const first = await start({ stateFolder });
    first.clock.advance(5 * 24 * 60 * 60 * 1000);
    const files = classes({ GreeterTest: '@IsTest private class GreeterTest { @IsTest static void greets() { } }' });
    const id = await deploy(first, files, { checkOnly: true, testLevel: 'RunLocalTests' });
    await finished(first, id);
    await first.close();
    await using again = await start({ stateFolder });
    expect(again.clock.now().getTime()).to.be.greaterThan(Date.now() + 4 * 24 * 60 * 60 * 1000);
    const answer = await call(again, '/services/data/v67.0/metadata/deployRequest', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ validatedDeployRequestId: id }),
    });
    expect(answer.status).to.equal(201);
  });

  it('goes on with a deploy that ran when the process ended', async () => {
    const stateFolder = await newFolder();
    const timing = { components: 60_000 };
    const first = await start({ stateFolder, timing });
    const id = await deploy(first, labels({ Greeting: 'Hello' }));
    await first.close();
    await using again = await start({ stateFolder, timing });
    expect(await statusWord(again, id)).to.equal('InProgress');
    expect(await finished(again, id)).to.equal('Succeeded');
    expect(await listed(again, 'CustomLabel')).to.deep.equal(['Greeting']);
  });

  it('has saved what it answered, though its process is killed', async () => {
    const stateFolder = await newFolder();
    await using victim = await start({ stateFolder });
    await deploy(victim, labels({ Greeting: 'Hello' }));
    await writeFile(path.join(stateFolder, 'org.lock'), '999999999');
    await using again = await start({ stateFolder });
    expect(await listed(again, 'CustomLabel')).to.deep.equal(['Greeting']);
  });

  it('is empty after a reset, also after a restart', async () => {
    const stateFolder = await newFolder();
    const first = await start({ stateFolder });
    await deploy(first, labels({ Greeting: 'Hello' }));
    first.reset();
    await first.close();
    await using again = await start({ stateFolder });
    expect(await listed(again, 'CustomLabel')).to.deep.equal([]);
  });

  it('lets nobody else read it', async () => {
    const stateFolder = path.join(await newFolder(), 'state');
    await using org = await start({ stateFolder });
    await deploy(org, labels({ Greeting: 'Hello' }));
    for (const name of await readdir(stateFolder))
      expect((await stat(path.join(stateFolder, name))).mode & 0o077, name).to.equal(0);
  });

  it('does not write for requests that change nothing', async () => {
    const stateFolder = await newFolder();
    await using org = await start({ stateFolder });
    await deploy(org, labels({ Greeting: 'Hello' }));
    const file = path.join(stateFolder, 'org.state');
    const { mtimeNs } = await stat(file, { bigint: true });
    for (let poll = 0; poll < 3; poll += 1) await listed(org, 'CustomLabel');
    expect((await stat(file, { bigint: true })).mtimeNs).to.equal(mtimeNs);
  });

  it('says that the folder is damaged', async () => {
    const stateFolder = await newFolder();
    await writeFile(path.join(stateFolder, 'org.state'), 'hello');
    expect(await refusalOf(start({ stateFolder }))).to.contain('is damaged. Start with another state folder');
    expect(await readFile(path.join(stateFolder, 'org.state'), 'utf8')).to.equal('hello');
  });

  it('lets the folder go when it cannot start', async () => {
    const stateFolder = await newFolder();
    await refusalOf(start({ stateFolder, port: 6000 }));
    await using org = await start({ stateFolder });
    expect(org.kind).to.equal('production');
  });

  it('is seeded when it is new, not when it comes back', async () => {
    const stateFolder = await newFolder();
    const seed = new Map(Object.entries(labels({ Seeded: '1' })).map(([file, text]) => [file, Buffer.from(text)]));
    const first = await start({ stateFolder, seed });
    expect(await listed(first, 'CustomLabel')).to.deep.equal(['Seeded']);
    first.reset();
    await first.close();
    await using again = await start({ stateFolder, seed });
    expect(await listed(again, 'CustomLabel')).to.deep.equal([]);
  });

  it('says what is wrong with a seed', async () => {
    const seed = new Map(
      Object.entries(classes({ Broken: 'public class Other { }' })).map(([file, text]) => [file, Buffer.from(text)]),
    );
    seed.delete('classes/Broken.cls-meta.xml');
    expect(await refusalOf(start({ seed }))).to.match(/^The seed cannot be deployed:\nApexClass Broken: ./);
  });
});
