import { glob, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import path from 'node:path';
import type { Command } from '@oclif/core';
import { expect } from 'chai';

const doors = fileURLToPath(new URL('../../src/commands', import.meta.url));
const snapshot = new URL('command-snapshot.json', import.meta.url);

type FlagOrArg = Record<string, unknown>;
type CommandClass = typeof Command;

/** What a script that calls the command depends on; words for people may change. */
const contract = [
  'type',
  'char',
  'aliases',
  'charAliases',
  'required',
  'multiple',
  'options',
  'min',
  'max',
  'allowNo',
  'dependsOn',
  'exclusive',
  'exactlyOne',
  'hidden',
  'deprecated',
] as const;

const termsOf = (given: FlagOrArg): FlagOrArg => {
  const terms = contract.map((name) => [name, given[name]] as const);
  // A default that is worked out cannot be compared.
  const fixed = typeof given['default'] === 'function' ? 'worked out' : given['default'];
  return Object.fromEntries([...terms, ['default', fixed] as const].filter(([, value]) => value !== undefined));
};

const sortedTerms = (all: object): Record<string, FlagOrArg> =>
  Object.fromEntries(
    Object.entries(all)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, one]) => [name, termsOf(one as FlagOrArg)]),
  );

const contractOf = (command: CommandClass): object => ({
  aliases: command.aliases,
  hidden: command.hidden,
  state: command.state,
  args: sortedTerms(command.args),
  flags: sortedTerms({ ...command.baseFlags, ...(command.enableJsonFlag && { json: {} }), ...command.flags }),
});

const commands = async (): Promise<[name: string, command: CommandClass][]> => {
  const files = (await Array.fromAsync(glob('**/*.ts', { cwd: doors }))).sort();
  return Promise.all(
    files.map(async (file) => {
      const { default: command } = (await import(pathToFileURL(path.join(doors, file)).href)) as {
        default: CommandClass;
      };
      return [file.replace(/\.ts$/u, '').split(path.sep).join(' '), command];
    }),
  );
};

const contracts = async (): Promise<Record<string, object>> =>
  Object.fromEntries((await commands()).map(([name, command]) => [name, contractOf(command)]));

const usageOf = ({ usage }: CommandClass): string => [usage ?? []].flat().join(' ');

/** As prettier would write it, so that an updated snapshot passes the lint. */
const update = async (now: object): Promise<void> => {
  const { format, resolveConfig } = await import('prettier');
  const file = fileURLToPath(snapshot);
  await writeFile(
    snapshot,
    await format(JSON.stringify(now, undefined, 2), { ...(await resolveConfig(file)), filepath: file }),
  );
};

describe('the commands', function () {
  this.timeout(60_000);

  it('have the flags, arguments and aliases that scripts already use', async () => {
    const now = JSON.parse(JSON.stringify(await contracts())) as Record<string, object>;
    if (process.env['UPDATE_SNAPSHOT'] === '1') await update(now);
    const then = JSON.parse(await readFile(snapshot, 'utf8')) as Record<string, object>;
    const advice =
      'what is gone breaks the scripts of users; when it is meant so, run UPDATE_SNAPSHOT=1 npx mocha test/commands/snapshot.test.ts and commit command-snapshot.json';
    expect(Object.keys(now), advice).to.deep.equal(Object.keys(then));
    for (const [name, command] of Object.entries(now))
      expect(command, `sf ${name}: ${advice}`).to.deep.equal(then[name]);
  });

  it('give a letter to one flag only', async () => {
    for (const [name, { flags, baseFlags }] of await commands()) {
      const letters = Object.values({ ...baseFlags, ...flags }).flatMap(({ char }) => char ?? []);
      expect(letters, `sf ${name}`).to.deep.equal([...new Set(letters)]);
    }
  });

  it('have the flags that their usage shows', async () => {
    const shown = (await commands()).flatMap(([name, command]) =>
      [...usageOf(command).matchAll(/--(?<flag>[a-z-]+)/gu)].map(({ groups }) => ({
        of: `sf ${name} --${groups!['flag']}`,
        there: groups!['flag']! in command.flags,
      })),
    );
    expect(shown).not.to.deep.equal([]);
    expect(shown.filter(({ there }) => !there)).to.deep.equal([]);
  });
});
