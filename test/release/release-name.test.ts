import { expect } from 'chai';
import fc from 'fast-check';
import { isEnvironmentName, parseReleaseName, releaseName, requestedVersion } from '../../src/release/release-name.ts';

describe('release names', () => {
  it('are the environment and the version', () => {
    expect(releaseName('production', '1.4.0')).to.equal('production/v1.4.0');
    expect(parseReleaseName('production/v1.4.0')).to.deep.equal({ environment: 'production', version: '1.4.0' });
    expect(parseReleaseName('uat/v2.0.0-rc.1')).to.deep.equal({ environment: 'uat', version: '2.0.0-rc.1' });
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
    expect(() => releaseName('production', '1.4')).to.throw(RangeError, 'not a semantic version: 1.4');
    expect(() => releaseName('production', '1.4.0+build')).to.throw(RangeError);
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
