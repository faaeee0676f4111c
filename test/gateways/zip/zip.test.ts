import { execFileSync } from 'node:child_process';
import { createCipheriv } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { UnsafeZip, readZip } from '../../../src/gateways/zip/zip-reader.ts';
import { writePackage, writeZip } from '../../../src/gateways/zip/zip.ts';
import { packageLimits } from '../../../src/release/package/package-limits.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const path = fc
  .array(fc.stringMatching(/^[a-z][A-Za-z0-9 é%_-]{1,8}(\.[a-z]{1,4})?$/), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.map((part) => `x${part}`.trimEnd()).join('/'));

/** Files by paths of which none is another's directory and none differ by case alone. */
const files = fc
  .uniqueArray(fc.tuple(path, fc.uint8Array({ maxLength: 3000 })), {
    selector: ([name]) => name.toLowerCase(),
    maxLength: 20,
  })
  .map((pairs) => pairs.toSorted(([one], [other]) => (one < other ? -1 : 1)));

describe('writing a zip', () => {
  it('gives back every file, byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(files, async (given) => {
        const read = await readZip((await writeZip(given)).bytes);
        expect([...read.keys()]).to.deep.equal(given.map(([name]) => name));
        for (const [name, content] of given) expect(read.get(name)).to.deep.equal(Buffer.from(content));
      }),
      { numRuns: 60 },
    );
  });

  it('gives the same bytes for the same files, whatever the time zone and the hour', () => {
    const script = `
      import { writeZip } from ${JSON.stringify(new URL('../../../src/gateways/zip/zip.ts', import.meta.url).href)};
      const files = [['a/b.txt', Buffer.from('text '.repeat(9000))], ['c', Buffer.alloc(90000, 7)], ['d', Buffer.alloc(0)]];
      console.log((await writeZip(files)).sha256);`;
    const hashes = ['UTC', 'Pacific/Auckland', 'America/Los_Angeles', 'Asia/Kathmandu'].map((zone) =>
      execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
        env: { ...process.env, TZ: zone },
      }).toString(),
    );
    expect(new Set(hashes)).to.have.lengthOf(1);
    expect(hashes[0]).to.match(/^[0-9a-f]{64}\n$/);
  });

  it('names the content by a hash that no compression enters', async () => {
    const one = await writeZip([
      ['a', bytes('1')],
      ['b', bytes('2')],
    ]);
    const [moved, changed] = [
      await writeZip([
        ['a', bytes('12')],
        ['b', bytes('')],
      ]),
      await writeZip([
        ['a', bytes('1')],
        ['c', bytes('2')],
      ]),
    ];
    expect(new Set([one, moved, changed].map(({ contentSha256 }) => contentSha256))).to.have.lengthOf(3);
    expect(
      (
        await writeZip([
          ['a', bytes('1')],
          ['b', bytes('2')],
        ])
      ).contentSha256,
    ).to.equal(one.contentSha256);
  });

  it('zips an archive inside, sorted, with a content hash that depends on its files alone', async () => {
    const archive = (pairs: readonly (readonly [string, string])[]) => ({
      archive: new Map(pairs.map(([name, text]) => [name, bytes(text)])),
    });
    const one = await writeZip([
      [
        'kit.resource',
        archive([
          ['b.js', 'b()'],
          ['a/a.css', 'a{}'],
        ]),
      ],
    ]);
    const other = await writeZip([
      [
        'kit.resource',
        archive([
          ['a/a.css', 'a{}'],
          ['b.js', 'b()'],
        ]),
      ],
    ]);
    expect(one.sha256).to.equal(other.sha256);
    expect(one.contentSha256).to.equal(other.contentSha256);
    const inner = await readZip((await readZip(one.bytes)).get('kit.resource')!);
    expect([...inner].map(([name, content]) => [name, content.toString()])).to.deep.equal([
      ['a/a.css', 'a{}'],
      ['b.js', 'b()'],
    ]);
  });

  it('refuses two files of one path', async () => {
    const failure: unknown = await writeZip([
      ['a', bytes('1')],
      ['a', bytes('2')],
    ]).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(RangeError).with.property('message', 'two files for a in one zip');
  });

  it('passes on what the source of the files throws', async () => {
    const broken = async function* (): AsyncGenerator<readonly [string, Uint8Array]> {
      yield ['a', bytes('1')];
      await Promise.resolve();
      throw new Error('the disk is gone');
    };
    expect(await writeZip(broken()).catch((error: unknown) => (error as Error).message)).to.equal('the disk is gone');
  });

  it('holds no more than its window of what passes through', () => {
    const script = `
      import { writeZip } from ${JSON.stringify(new URL('../../../src/gateways/zip/zip.ts', import.meta.url).href)};
      const files = function* () { for (let i = 0; i < 60; i += 1) yield ['f' + i, Buffer.alloc(8 << 20, i)]; };
      await writeZip(files());
      console.log(process.resourceUsage().maxRSS >> 10);`;
    const megabytes = Number(execFileSync(process.execPath, ['--input-type=module', '--eval', script]).toString());
    // 480 MB pass through a process that needs some 70 MB to be there at all.
    expect(megabytes).to.be.within(50, 350);
  });
});

describe('writing a package', () => {
  it('tells by how much there are too many files, directories included', async () => {
    const many = Array.from(
      { length: packageLimits.files },
      (_, index) => [`classes/C${index}.cls`, bytes('x')] as const,
    );
    expect(await writePackage(many)).to.deep.equal({
      excess: [{ what: 'files', actual: 10_001, limit: 10_000, over: 1 }],
    });
  });

  it('takes as many as allowed', async () => {
    const many = Array.from(
      { length: packageLimits.files - 1 },
      (_, index) => [`classes/C${index}.cls`, bytes('x')] as const,
    );
    expect(await writePackage(many))
      .to.have.property('entries')
      .with.lengthOf(9_999);
  });

  it('tells by how much a zip is too large', async () => {
    const noise = createCipheriv('aes-128-ctr', Buffer.alloc(16, 1), Buffer.alloc(16)).update(Buffer.alloc(39_500_000));
    const result = await writePackage([['staticresources/big.resource', noise]]);
    expect(result).to.have.property('excess').with.lengthOf(1);
    expect(result).to.have.nested.property('excess[0].what', 'zippedBytes');
  });
});

const localHeader = (name: Buffer, content: Buffer): Buffer => {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(1 << 11, 6);
  header.writeUInt32LE(content.length, 18);
  header.writeUInt32LE(content.length, 22);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, name, content]);
};

/** A zip as nobody should write it: any names, stored, with whatever the directory claims. */
const zipOf = (names: readonly string[], claim: { size?: number; flags?: number; method?: number } = {}): Buffer => {
  const content = Buffer.from('');
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const text of names) {
    const name = Buffer.from(text);
    const header = Buffer.alloc(46);
    header.writeUInt32LE(0x02014b50, 0);
    header.writeUInt16LE(20, 6);
    header.writeUInt16LE((1 << 11) | (claim.flags ?? 0), 8);
    header.writeUInt16LE(claim.method ?? 0, 10);
    header.writeUInt32LE(claim.size ?? 0, 20);
    header.writeUInt32LE(claim.size ?? 0, 24);
    header.writeUInt16LE(name.length, 28);
    header.writeUInt32LE(offset, 42);
    directory.push(header, name);
    const local = localHeader(name, content);
    locals.push(local);
    offset += local.length;
  }
  const end = Buffer.alloc(22);
  const size = Buffer.concat(directory).length;
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(names.length, 8);
  end.writeUInt16LE(names.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...directory, end]);
};

const dangerIn = async (zip: Uint8Array, caps?: { entries: number; bytes: number }): Promise<string> => {
  const failure: unknown = await readZip(zip, caps).catch((error: unknown) => error);
  if (!(failure instanceof UnsafeZip)) throw new Error(`taken: ${String(failure)}`);
  return failure.danger;
};

describe('reading a zip of an org', () => {
  const hostile: readonly (readonly [name: string, danger: string])[] = [
    ['../evil', 'parentDirectory'],
    ['a/../../evil', 'parentDirectory'],
    ['a/./b', 'parentDirectory'],
    ['..', 'parentDirectory'],
    ['/etc/passwd', 'absolute'],
    ['..\\..\\evil', 'backslash'],
    ['a\\b', 'backslash'],
    ['C:/evil', 'colon'],
    ['a:stream', 'colon'],
    ['a\0.cls', 'controlCharacter'],
    ['a\nb', 'controlCharacter'],
    ['a//b', 'empty'],
    ['con', 'reserved'],
    ['classes/AUX.cls', 'reserved'],
    ['com1.txt/x', 'reserved'],
    ['nul .cls', 'reserved'],
    ['.git/hooks/pre-commit', 'reserved'],
    ['x/.GIT/config', 'reserved'],
    ['git~1/config', 'reserved'],
  ];
  for (const [name, danger] of hostile)
    it(`refuses the name ${JSON.stringify(name)} as ${danger}`, async () => {
      expect(await dangerIn(zipOf(['classes/Good.cls', name]))).to.equal(danger);
    });

  it('takes names that only look like those', async () => {
    const names = [
      'classes/Console.cls',
      'a/..b',
      'a/b..',
      'auxiliary/x',
      'x.git/y',
      'objects/Con__c.object',
      'reports/unfiled$public/a',
    ];
    expect([...(await readZip(zipOf(names))).keys()]).to.deep.equal(names);
  });

  it('refuses two names that are one where case and composition do not count', async () => {
    expect(await dangerIn(zipOf(['classes/A.cls', 'classes/a.cls']))).to.equal('duplicate');
    expect(await dangerIn(zipOf(['documents/\u00e9', 'documents/e\u0301']))).to.equal('duplicate');
  });

  it('leaves directories out but judges their names', async () => {
    expect([...(await readZip(zipOf(['classes/', 'classes/A.cls']))).keys()]).to.deep.equal(['classes/A.cls']);
    expect(await dangerIn(zipOf(['../']))).to.equal('parentDirectory');
  });

  it('stops at its caps before it unpacks anything', async () => {
    expect(await dangerIn(zipOf(['a', 'b', 'c']), { entries: 2, bytes: 100 })).to.equal('tooManyEntries');
    expect(await dangerIn(zipOf(['a', 'b'], { size: 60 }), { entries: 9, bytes: 100 })).to.equal('tooLarge');
  });

  it('stops a file that unpacks to more than it says', async () => {
    const { bytes: zip } = await writeZip([['bomb', Buffer.alloc(5_000_000)]]);
    const lying = Buffer.from(zip);
    const directory = lying.lastIndexOf(Buffer.from('PK\x01\x02', 'latin1'));
    lying.writeUInt32LE(10, directory + 24);
    expect(await dangerIn(lying)).to.equal('damaged');
  });

  it('refuses what is encrypted or packed in a way nobody asked for', async () => {
    expect(await dangerIn(zipOf(['a'], { flags: 1, method: 8 }))).to.equal('encrypted');
    expect(await dangerIn(zipOf(['a'], { method: 12 }))).to.equal('unknownMethod');
  });

  it('refuses what is no zip, and a zip that was cut', async () => {
    expect(await dangerIn(Buffer.from('<html>Service unavailable</html>'))).to.equal('notAZip');
    const { bytes: zip } = await writeZip([['a', bytes('content')]]);
    for (let length = 0; length < zip.length; length += 7)
      expect(await dangerIn(zip.subarray(0, length))).to.be.oneOf(['notAZip', 'damaged']);
  });

  it('shows a hostile name with what cannot be printed escaped', async () => {
    const failure = await readZip(zipOf(['a\u001b[31m'])).catch((error: unknown) => error as UnsafeZip);
    expect(failure).to.have.property('message', 'unsafe zip: controlCharacter: "a\\u001b[31m"');
  });

  it('never gives other bytes than were put in, whatever bit is flipped on the way', async () => {
    const content = bytes('public class Pricing { Integer base = 40; }'.repeat(20));
    const { bytes: zip } = await writeZip([['classes/Pricing.cls', content]]);
    await fc.assert(
      fc.asyncProperty(fc.nat(zip.length * 8 - 1), async (bit) => {
        const damaged = Buffer.from(zip);
        damaged[bit >> 3]! ^= 1 << (bit & 7);
        const read = await readZip(damaged).catch((error: unknown) => {
          if (!(error instanceof UnsafeZip)) throw error;
          return undefined;
        });
        for (const found of read?.values() ?? []) expect(found.equals(content)).to.be.true;
      }),
      { numRuns: 1500 },
    );
  });
});
