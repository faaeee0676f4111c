import { readFile } from 'node:fs/promises';
import { expect } from 'chai';

const root = new URL('../../', import.meta.url);
const text = (file: string): Promise<string> => readFile(new URL(file, root), 'utf8');

/** The names of the tests in a file; what a template fills in may be anything. */
const namesIn = (source: string): readonly RegExp[] =>
  [...source.matchAll(/\bit\(\s*(?:'((?:[^'\\]|\\.)+)'|`((?:[^`\\]|\\.)+)`)/gu)].map(([, plain, template]) => {
    const parts = (plain ?? template ?? '')
      .split(/\$\{[^}]*\}/u)
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`));
    return new RegExp(`^${parts.join('.*')}$`, 'u');
  });

describe('docs/RELIABILITY.md', () => {
  it('names a test for each of the thirty-two faults, and each of these tests is there', async () => {
    const rows = [...(await text('docs/RELIABILITY.md')).matchAll(/^\| (\d+) +\|.*\|([^|]+)\|$/gmu)];
    expect(rows.map(([, number]) => Number(number))).to.deep.equal(Array.from({ length: 32 }, (_, index) => index + 1));
    for (const [, number, cell = ''] of rows) {
      const named = [...cell.matchAll(/`(test\/[^`]+\.ts)`: (.+?)(?=<br>|\s*$)/gu)];
      expect(named, `row ${number}`).not.to.have.length(0);
      for (const [, file = '', name = ''] of named) {
        const names = namesIn(await text(file));
        expect(
          names.some((each) => each.test(name)),
          `${file}: ${name}`,
        ).to.equal(true);
      }
    }
  });
});
