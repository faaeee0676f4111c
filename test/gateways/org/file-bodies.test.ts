import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import type { Call, Connection } from '../../../src/gateways/org/connection.ts';
import { openFileBodies, type NewFile } from '../../../src/gateways/org/file-bodies.ts';
import type { Org } from '../../../src/gateways/org/org.ts';
import { makeBed, type Bed } from './bed.ts';

async function* pieces(...bytes: readonly Buffer[]): AsyncGenerator<Uint8Array> {
  for (const piece of bytes) yield await Promise.resolve(piece);
}

const versionOf = (body: Buffer, more: Record<string, string> = {}): NewFile => ({
  object: 'ContentVersion',
  fields: { PathOnClient: 'Ünïcode "x".bin', Title: 'a\r\n--b', ...more },
  size: body.length,
  body: () => pieces(body.subarray(0, 100), body.subarray(100)),
});

const made = async ({ org, practice }: Bed, file: NewFile): Promise<string> => {
  const outcome = await org.createFile(file, practice.orgId);
  if ('error' in outcome) throw outcome.error;
  return outcome.value;
};

const bodyOf = async (org: Org, id: string): Promise<Buffer> => {
  let body = Buffer.alloc(0);
  await org.readBody({ object: 'ContentVersion', id }, async (bytes) => {
    body = await buffer(bytes);
  });
  return body;
};

describe('bodies of files', () => {
  it('are sent and read back byte for byte, those of no bytes and those that look like the end of a message too', async () => {
    await using bed = await makeBed();
    for (const body of [Buffer.alloc(0), Buffer.from('\r\n--sf-release--\r\n'), randomBytes(300_000)]) {
      const id = await made(bed, versionOf(body));
      expect((await bodyOf(bed.org, id)).equals(body)).to.equal(true);
    }
    const titles = await bed.org.query('SELECT Title, PathOnClient FROM ContentVersion LIMIT 1');
    expect(titles[0]).to.deep.equal({ Title: 'a\r\n--b', PathOnClient: 'Ünïcode "x".bin' });
  });

  it('are of no bytes where the org answers that there is no content', async () => {
    const connection = {
      read: (call: Call<unknown>) => Promise.resolve(call.decode({ status: 204, headers: {}, body: Buffer.alloc(0) })),
    } as unknown as Connection;
    const bodies = openFileBodies(connection, { apiVersion: '67.0', expectOrg: () => Promise.resolve() });
    let body: Buffer | undefined;
    await bodies.readBody({ object: 'Attachment', id: '00P000000000001AAA' }, async (bytes) => {
      body = await buffer(bytes);
    });
    expect(body).to.have.length(0);
  });

  it('are read again when the connection breaks in the middle, and begin anew then', async () => {
    await using bed = await makeBed();
    const body = randomBytes(100_000);
    const id = await made(bed, versionOf(body));
    bed.practice.faults.force({ operation: 'sobjectRead', fault: { kind: 'bodyCut' }, on: 'next' });
    expect((await bodyOf(bed.org, id)).equals(body)).to.equal(true);
    expect(bed.calls('sobjectRead')).to.equal(2);
  });

  it('are sent once: a lost answer is said to be lost', async () => {
    await using bed = await makeBed();
    bed.practice.faults.force({ operation: 'sobjectCreate', fault: { kind: 'answerLost' }, on: 'next' });
    expect(await bed.org.createFile(versionOf(Buffer.from('a')), bed.practice.orgId)).to.include({
      because: 'answerLost',
    });
    expect(bed.practice.database.count('ContentVersion')).to.equal(1);
  });

  it('tell what the org refuses, what breaks off by itself, and what is gone', async () => {
    await using bed = await makeBed();
    const wrong = versionOf(Buffer.from('a'), { FirstPublishLocationId: '001000000000001AAA' });
    expect(await bed.org.createFile(wrong, bed.practice.orgId)).to.include({ because: 'refused' });
    const broken: NewFile = {
      ...versionOf(Buffer.from('ab')),
      body: async function* () {
        yield await Promise.resolve(Buffer.from('a'));
        throw new Error('the backup is damaged');
      },
    };
    const error = await bed.org.createFile(broken, bed.practice.orgId).catch((caught: unknown) => caught);
    expect(error).to.have.property('message', 'the backup is damaged');
    expect(bed.practice.database.count('ContentVersion')).to.equal(0);
    const gone = await bodyOf(bed.org, '068000000000001AAA').catch((caught: unknown) => caught);
    expect(gone).to.have.property('code', 'NOT_FOUND');
    const other = await bed.org.createFile(broken, '00D000000000001AAA').catch((caught: unknown) => caught);
    expect(other).to.have.nested.property('refusal.reason', 'orgMismatch');
  });
});
