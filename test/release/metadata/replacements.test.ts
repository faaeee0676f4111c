import { createRequire } from 'node:module';
import { expect } from 'chai';
import fc from 'fast-check';
import { SettingsError, type Replacement } from '../../../src/release/metadata/project-settings.ts';
import {
  activeRules,
  filesNamed,
  replacementsOf,
  type Environment,
} from '../../../src/release/metadata/replacements.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const apply = (
  rules: readonly Replacement[],
  [path, text]: readonly [path: string, text: string],
  given: { environment?: Environment; files?: Readonly<Record<string, string>> } = {},
): string => {
  const { environment = {}, files = {} } = given;
  const active = activeRules(rules, environment);
  const replacements = replacementsOf(active, environment, new Map(Object.entries(files)));
  return new TextDecoder().decode(replacements.apply(path, bytes(text)));
};

const cls = 'force-app/main/default/classes/A.cls';

describe('replacements of sfdx-project.json', () => {
  it('replace every occurrence of a string, letter by letter', () => {
    const rules = [{ filename: cls, stringToReplace: 'a.b(c', replaceWithEnv: 'VALUE' }];
    expect(apply(rules, [cls, 'a.b(c axb(c a.b(c'], { environment: { VALUE: 'x' } })).to.equal('x axb(c x');
  });

  it('replace what a regular expression matches, with its groups', () => {
    const rules = [{ glob: '**/*.cls', regexToReplace: 'v(\\d+)', replaceWithEnv: 'VALUE' }];
    expect(apply(rules, [cls, 'v1 v22'], { environment: { VALUE: '<$1>' } })).to.equal('<1> <22>');
  });

  it('apply one after the other', () => {
    const rules = [
      { glob: '**/*.cls', stringToReplace: 'one', replaceWithEnv: 'A' },
      { glob: '**/*.cls', stringToReplace: 'two', replaceWithEnv: 'B' },
    ];
    expect(apply(rules, [cls, 'one'], { environment: { A: 'two', B: 'three' } })).to.equal('three');
  });

  it('take the text of a file without the white space around it', () => {
    const rules = [{ filename: 'A.cls', stringToReplace: 'x', replaceWithFile: 'values/a.txt' }];
    expect(filesNamed(activeRules(rules, {}))).to.deep.equal(['values/a.txt']);
    expect(apply(rules, [cls, '[x]'], { files: { 'values/a.txt': '\n value \n' } })).to.equal('[value]');
  });

  it('apply only in the environment they name', () => {
    const rules = [
      { glob: '**', stringToReplace: 'x', replaceWithEnv: 'V', replaceWhenEnv: [{ env: 'CI', value: true }] },
    ];
    expect(apply(rules, [cls, 'x'], { environment: { V: 'y' } })).to.equal('x');
    expect(apply(rules, [cls, 'x'], { environment: { V: 'y', CI: 'true' } })).to.equal('y');
  });

  it('name the variable that is missing and the file that asks for it, and never a value', () => {
    const rules = [
      { glob: '**', stringToReplace: 'x', replaceWithEnv: 'THERE' },
      { glob: '**', stringToReplace: 'x', replaceWithEnv: 'MISSING' },
    ];
    expect(() => apply(rules, [cls, 'x'], { environment: { THERE: 'top secret' } }))
      .to.throw(SettingsError, `the environment variable MISSING is not set, but a replacement puts it into ${cls}`)
      .with.property('message')
      .that.does.not.include('top secret');
  });

  it('miss nothing for files that nobody sends', () => {
    expect(apply([{ filename: 'B.cls', stringToReplace: 'x', replaceWithEnv: 'MISSING' }], [cls, 'x'])).to.equal('x');
  });

  it('put nothing where a variable may be unset, and a set but empty one', () => {
    const rule = { filename: 'A.cls', stringToReplace: 'x', replaceWithEnv: 'VALUE' };
    expect(apply([{ ...rule, allowUnsetEnvVariable: true }], [cls, '[x]'])).to.equal('[]');
    expect(apply([rule], [cls, '[x]'], { environment: { VALUE: '' } })).to.equal('[]');
  });

  it('name a file that is missing or empty', () => {
    const rules = [{ filename: 'A.cls', stringToReplace: 'x', replaceWithFile: 'gone.txt' }];
    expect(() => apply(rules, [cls, 'x'])).to.throw(
      SettingsError,
      /^sfdx-project\.json: gone\.txt is missing or empty/,
    );
    expect(() => apply(rules, [cls, 'x'], { files: { 'gone.txt': ' \n' } })).to.throw(
      SettingsError,
      /missing or empty/,
    );
  });

  it('say what they lack, and which of them it is', () => {
    const whole = { filename: 'a', stringToReplace: 'x', replaceWithEnv: 'V' };
    expect(() => activeRules([whole, { ...whole, stringToReplace: undefined }], {})).to.throw(
      SettingsError,
      /replacement 2 .*stringToReplace or regexToReplace/s,
    );
    expect(() => activeRules([{ ...whole, replaceWithEnv: undefined }], {})).to.throw(
      SettingsError,
      /replaceWithEnv or replaceWithFile/,
    );
    expect(() => activeRules([{ ...whole, filename: undefined }], {})).to.throw(SettingsError, /filename or glob/);
    expect(() => apply([{ filename: 'a', regexToReplace: '(', replaceWithEnv: 'V' }], ['a', ''])).to.throw(
      SettingsError,
      /no regular expression: \(/,
    );
  });

  it('leave alone what is no text', () => {
    const rules = replacementsOf(
      activeRules([{ glob: '**', stringToReplace: 'x', replaceWithEnv: 'V' }], {}),
      { V: 'y' },
      new Map(),
    );
    for (const binary of [Uint8Array.from([0x78, 0]), Uint8Array.from([0x78, 0xff, 0xfe])])
      expect(rules.apply('a', binary)).to.equal(binary);
    expect(rules.apply('a', bytes('\ufeffx'))).to.deep.equal(bytes('\ufeffy'));
  });

  it('give back the very bytes where nothing is replaced', () => {
    const rules = replacementsOf(
      activeRules([{ glob: '**', stringToReplace: 'x', replaceWithEnv: 'V' }], {}),
      { V: 'y' },
      new Map(),
    );
    const text = bytes('nothing of it');
    expect(rules.apply('a', text)).to.equal(text);
  });

  it('name their doing without any value, the same for the same doing', () => {
    const rule = { glob: '**/*.cls', stringToReplace: 'x', replaceWithEnv: 'V' };
    const ruleOf = (rules: readonly Replacement[], environment: Environment, path = cls): string | undefined =>
      replacementsOf(activeRules(rules, environment), environment, new Map()).ruleOf(path);
    expect(ruleOf([rule], { V: '1' })).to.equal(ruleOf([rule], { V: '2' }));
    expect(ruleOf([rule], {})).to.not.equal(ruleOf([{ ...rule, stringToReplace: 'y' }], {}));
    expect(ruleOf([rule], {}, 'pages/a.page')).to.be.undefined;
  });

  it('match the files that Salesforce matches, but for negated groups beside other wildcards', () => {
    const sdr = createRequire(import.meta.resolve('@salesforce/source-deploy-retrieve'));
    const { minimatch } = sdr('minimatch') as { minimatch: (path: string, glob: string) => boolean };
    const part = fc.constantFrom('force-app', 'main', 'a', 'b.cls', 'c.cls-meta.xml', 'x y');
    const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
    const piece = fc.constantFrom('force-app', '**', '*', '*.cls', '*.{cls,xml}', 'a', '?', '[ab]*', '*-meta.xml');
    const glob = fc.array(piece, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
    fc.assert(
      fc.property(glob, path, (pattern, file) => {
        const rules = activeRules([{ glob: pattern, stringToReplace: 'x', replaceWithEnv: 'V' }], {});
        const ours = replacementsOf(rules, {}, new Map()).ruleOf(file) !== undefined;
        expect(ours).to.equal(minimatch(`/project/${file}`, `**/${pattern}`));
      }),
      { numRuns: 5000 },
    );
  });
});
