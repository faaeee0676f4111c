import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import type { Check } from '../../src/release/checks/check.ts';
import { checksAfter } from '../../src/release/checks/checks-after.ts';
import { checksBefore } from '../../src/release/checks/checks-before.ts';
import { titleOf } from '../../src/report/check-words.ts';

type Rules = Pick<Check<never>, 'call' | 'onFail' | 'whenUnknown'>;

const tables: Readonly<Record<string, Readonly<Record<string, Rules>>>> = {
  'Before a run': checksBefore,
  'After a run': checksAfter,
};

const whenFailed: Readonly<Record<Rules['onFail'], string>> = {
  refuse: 'nothing is sent',
  undo: 'the run is undone',
  ask: 'a person decides',
  warn: 'it is told',
};

const whenUnknown: Readonly<Record<Rules['whenUnknown'], string>> = { ask: 'a person decides', tell: 'it is told' };

/** What stands below each heading of a level, by heading. */
const partsOf = (text: string, level: string): ReadonlyMap<string, string> =>
  new Map(
    text
      .split(`\n${level} `)
      .slice(1)
      .map((part) => {
        const end = part.indexOf('\n');
        return [part.slice(0, end), part.slice(end + 1).trim()];
      }),
  );

describe('docs/CHECKS.md', () => {
  let document: ReadonlyMap<string, string>;

  before(async () => {
    document = partsOf(await readFile(new URL('../../docs/CHECKS.md', import.meta.url), 'utf8'), '##');
  });

  for (const [heading, table] of Object.entries(tables)) {
    it(`has every check of the table "${heading}", in its order, and no other`, () => {
      const expected = Object.keys(table).map((name) => `${titleOf(name)} (\`${name}\`)`);
      expect([...partsOf(`\n${document.get(heading) ?? ''}`, '###').keys()]).to.deep.equal(expected);
    });

    for (const [name, rules] of Object.entries(table))
      it(`says what ${name} asks, what each answer leads to, and how sure that is`, () => {
        const text = partsOf(`\n${document.get(heading) ?? ''}`, '###').get(`${titleOf(name)} (\`${name}\`)`);
        const [asks, passes, fails, inconclusive, sure] = text?.split('\n') ?? [];
        expect(asks).to.equal(`- **Asks:** \`${rules.call}\``);
        expect(passes).to.match(/^- \*\*Passes:\*\* .+\.$/u);
        expect(fails?.startsWith('- **Fails:** ')).to.equal(true);
        expect(fails?.endsWith(`. Then ${whenFailed[rules.onFail]}.`), fails).to.equal(true);
        expect(inconclusive?.startsWith('- **Inconclusive:** ')).to.equal(true);
        expect(inconclusive?.endsWith(`. Then ${whenUnknown[rules.whenUnknown]}.`), inconclusive).to.equal(true);
        expect(sure).to.match(/^- \*\*How sure:\*\* (?:[DCF]: |ours: ).+\.$/u);
      });
  }
});
