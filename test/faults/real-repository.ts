import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { emptyRepository, type MemoryRepository } from './git/memory-repository.ts';
import type { GitObject } from './git/objects.ts';

const run = promisify(execFile);

/** A bare repository on disk, read with all its objects and refs, so that it can be judged as one in memory. */
export const readRepository = async (directory: string): Promise<MemoryRepository> => {
  const options = { cwd: directory, maxBuffer: 1 << 28 };
  const repository = emptyRepository();
  const { stdout: refs } = await run('git', ['for-each-ref', '--format=%(objectname) %(refname)'], options);
  for (const line of refs.split('\n').filter(Boolean)) {
    const [id = '', ref = ''] = line.split(' ');
    repository.refs.set(ref, id);
  }
  const listing = ['cat-file', '--batch-all-objects', '--batch', '--unordered'];
  const { stdout } = await run('git', listing, { ...options, encoding: 'buffer' });
  for (let at = 0; at < stdout.length;) {
    const end = stdout.indexOf(10, at);
    const [id = '', type = '', size = ''] = stdout.toString('latin1', at, end).split(' ');
    const bytes = stdout.subarray(end + 1, end + 1 + Number(size));
    repository.objects.set(id, { type: type as GitObject['type'], bytes });
    at = end + 2 + Number(size);
  }
  return repository;
};
