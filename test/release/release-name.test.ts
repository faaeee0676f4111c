import { expect } from 'chai';
import fc from 'fast-check';
import {
  isEnvironmentName,
  isLineName,
  lineAmong,
  parseReleaseName,
  releaseName,
  requestedVersion,
  scopeNamed,
} from '../../src/release/release-name.ts';

describe('release names', () => {
  it('are the environment and the version', () => {
    expect(releaseName({ environment: 'production' }, '1.4.0')).to.equal('production/v1.4.0');
    expect(parseReleaseName('production/v1.4.0')).to.deep.equal({ environment: 'production', version: '1.4.0' });
    expect(parseReleaseName('uat/v2.0.0-rc.1')).to.deep.equal({ environment: 'uat', version: '2.0.0-rc.1' });
  });

  it('have the line between them, where the project has lines', () => {
    expect(releaseName({ environment: 'production', line: 'core' }, '1.4.0')).to.equal('production/core/v1.4.0');
    expect(parseReleaseName('uat/core/v1.5.0-rc.1')).to.deep.equal({
      ...{ environment: 'uat', line: 'core', version: '1.5.0-rc.1' },
    });
    expect(parseReleaseName('production/verify/v1.0.0')).to.include({ line: 'verify' });
  });

  it('are read as they were made, with a line and without, and never in two ways', () => {
    const name = fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,10}$/u);
    const part = fc.integer({ min: 0, max: 99 });
    const version = fc.tuple(part, part, part, fc.constantFrom('', '-rc.1', '-v.2'));
    fc.assert(
      fc.property(
        name,
        fc.option(name, { nil: undefined }),
        version,
        (environment, line, [major, minor, patch, label]) => {
          fc.pre(isEnvironmentName(environment) && (line === undefined || isLineName(line)));
          const made = { ...{ environment, version: `${major}.${minor}.${patch}${label}` }, ...(line && { line }) };
          expect(parseReleaseName(releaseName(made, made.version))).to.deep.equal(made);
          expect(scopeNamed(`${environment}/v1.x`)).to.deep.equal({ environment });
        },
      ),
    );
  });

  it('say one line together, or none', () => {
    const [core, sales] = ['production/core/v1.0.0', 'production/sales/v1.0.0'];
    expect(lineAmong([undefined, 'production/v1.0.0', core, core])).to.equal('core');
    expect(lineAmong([core, sales])).to.equal(undefined);
    expect(lineAmong(['1.0.0'])).to.equal(undefined);
  });

  it('cannot have a line that looks like a version, or a folder more', () => {
    for (const line of ['v1', 'v2.0.0', 'a/b', '', 'A', '..', 'x.lock']) expect(isLineName(line), line).to.equal(false);
    for (const text of ['production/v1.0.0/v2.0.0', 'a/b/c/v1.0.0', 'production//v1.0.0'])
      expect(parseReleaseName(text), text).to.equal(undefined);
  });

  for (const text of [
    'v1.0.0',
    'production/v1.0',
    'production/1.0.0',
    'production/v01.0.0',
    '/v1.0.0',
    '--output=x/v1.0.0',
    'a/../b/v1.0.0',
  ])
    it(`are not ${text}`, () => {
      expect(parseReleaseName(text)).to.equal(undefined);
    });

  it('refuse a version that is not semantic, or has build metadata that a tag cannot keep apart', () => {
    expect(() => releaseName({ environment: 'production' }, '1.4')).to.throw(RangeError, 'not a semantic version: 1.4');
    expect(() => releaseName({ environment: 'production' }, '1.4.0+build')).to.throw(RangeError);
  });

  it('hold nothing that git or a shell would read as something else', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        if (isEnvironmentName(text))
          expect(text)
            .to.match(/^[a-z0-9][a-z0-9._-]*$/u)
            .and.not.include('..');
      }),
    );
    for (const hostile of ['--upload-pack=x', '$(id)', '`id`', 'a;b', 'a b', '../..', 'A', 'x.lock', ''])
      expect(isEnvironmentName(hostile), hostile).to.equal(false);
  });
});

describe('a requested version', () => {
  const existing = ['1.9.0', '1.10.0', '0.1.0'];

  it('is taken as it is', () => {
    expect(requestedVersion('3.0.0-rc.1', existing)).to.equal('3.0.0-rc.1');
  });

  it('raises the highest by semver precedence, not by text', () => {
    expect(requestedVersion('patch', existing)).to.equal('1.10.1');
    expect(requestedVersion('minor', existing)).to.equal('1.11.0');
    expect(requestedVersion('major', existing)).to.equal('2.0.0');
  });

  it('begins at 1.0.0', () => {
    expect(requestedVersion('minor', [])).to.equal('1.0.0');
  });

  it('is nothing else', () => {
    expect(requestedVersion('next', existing)).to.equal(undefined);
    expect(requestedVersion('1.0', existing)).to.equal(undefined);
  });
});
