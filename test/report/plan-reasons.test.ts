import { readFile } from 'node:fs/promises';
import { expect } from 'chai';

const read = (file: string): Promise<string> => readFile(new URL(`../../${file}`, import.meta.url), 'utf8');
const keys = new Set([...(await read('messages/limits.md')).matchAll(/^# (\S+)$/gmu)].map(([, key]) => key));

/** The members of a union of string literals, from its source: types are gone when tests run. */
const members = async (file: string, type: string): Promise<readonly string[]> => {
  const [, body = ''] = new RegExp(`export type ${type} =(.*?)\\n\\n`, 'su').exec(`${await read(file)}\n\n`) ?? [];
  return [...body.matchAll(/'(\w+)'/gu)].map(([, name]) => name ?? '');
};

describe('the words of a plan', () => {
  const unions = [
    { file: 'src/release/plan/limit.ts', type: 'LimitReason', prefix: '' },
    { file: 'src/release/plan/limit.ts', type: 'Substitute', prefix: 'instead.' },
    { file: 'src/release/plan/limit.ts', type: 'ManualStep', prefix: 'manual.' },
    { file: 'src/release/plan/plan.ts', type: 'KeepReason', prefix: 'kept.' },
  ];
  for (const { file, type, prefix } of unions)
    it(`exist for every ${type}`, async () => {
      const names = await members(file, type);
      expect(names).to.have.length.above(5);
      expect(names.filter((name) => !keys.has(`${prefix}${name}`))).to.deep.equal([]);
    });
});
