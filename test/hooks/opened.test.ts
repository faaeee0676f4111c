import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { openedBeside } from '../../src/hooks/opened.ts';
import { temporaryRepository } from '../gateways/temporary-repository.ts';

describe('the project beside a command', () => {
  it('is opened once, and again when it could not be opened', async () => {
    await using place = await temporaryRepository();
    const here = process.cwd();
    const nowhere = await mkdtemp(path.join(tmpdir(), 'sf-release-nowhere-'));
    const open = openedBeside({});
    try {
      process.chdir(nowhere);
      const error: unknown = await open().catch((thrown: unknown) => thrown);
      expect(error).to.have.nested.property('refusal.reason', 'notAProject');
      process.chdir(place.project);
      const gateways = await open();
      expect(gateways.repository.git.directory).to.equal(process.cwd());
      expect(await openedBeside({})()).to.equal(gateways);
    } finally {
      process.chdir(here);
      await rm(nowhere, { recursive: true });
    }
  });
});
