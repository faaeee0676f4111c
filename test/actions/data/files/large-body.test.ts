import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';

const child = fileURLToPath(new URL('large-body-child.ts', import.meta.url));

/** Most memory, in bytes, of a process that saves a body of so many megabytes and reads it back. */
const memoryFor = async (megabytes: number): Promise<number> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'sf-release-large-'));
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [child, folder, String(megabytes * 16)]);
    const { isEqual, maximum } = JSON.parse(stdout) as { isEqual: boolean; maximum: number };
    expect(isEqual, 'the body that was read back').to.equal(true);
    return maximum;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

describe('a large body', function () {
  this.timeout(120_000);

  it('is saved and read back in memory that does not grow with it', async () => {
    const [small, large] = [await memoryFor(1), await memoryFor(Number(process.env['LARGE_BODY_MB'] ?? 130))];
    expect(large - small, 'bytes').to.be.lessThan(80_000_000);
  });
});
