import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { openRealCli, type RealCli } from './sf.ts';

/** A command of the page, and the exit code that it says. */
interface Step {
  readonly command: string;
  readonly code: number;
}

const page = await readFile(new URL('../../docs/DRILLS.md', import.meta.url), 'utf8');

/** The commands of each drill by its title; `# ends with 40` after one is its exit code. */
const drills: ReadonlyMap<string, readonly Step[]> = new Map(
  page
    .split(/^## /mu)
    .filter((part) => /^\d/u.test(part))
    .map((part) => [
      part.slice(0, part.indexOf('\n')),
      [...part.matchAll(/^\$ (.*?)(?: # ends with (\d+))?$/gmu)].map(([, command = '', code = '0']) => ({
        command,
        code: Number(code),
      })),
    ]),
);

describe('the drills of docs/DRILLS.md', function () {
  this.timeout(300_000);
  let cli: RealCli;

  before(async () => {
    cli = await openRealCli('drill');
  });

  after(async () => {
    await cli[Symbol.asyncDispose]();
  });

  it('are five', () => {
    expect(drills.size).to.equal(5);
    for (const [title, steps] of drills) expect(steps, title).to.have.length.above(3);
  });

  for (const [title, steps] of drills)
    it(`${title}: ends as the page says`, async () => {
      for (const { command, code } of steps) {
        const ended = await cli.shell(command);
        expect(ended.code, `$ ${command}\n${ended.stdout}${ended.stderr}`).to.equal(code);
      }
    });
});
