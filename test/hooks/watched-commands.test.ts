import { expect } from 'chai';
import { isJsonWanted, mayBeVetoed, targetOrgIn } from '../../src/hooks/watched-commands.ts';

describe('the arguments of a standard command', () => {
  it('name the org in every way that people type it', () => {
    for (const words of ['-o prod', '-oprod', '-o=prod', '--target-org prod', '--target-org=prod'])
      expect(targetOrgIn(['--source-dir', 'force-app', ...words.split(' ')]), words).to.equal('prod');
    expect(targetOrgIn(['--source-dir', 'force-app'])).to.equal(undefined);
  });

  it('ask for JSON, or the environment does', () => {
    expect(isJsonWanted(['--json'], {})).to.equal(true);
    expect(isJsonWanted([], { SF_CONTENT_TYPE: 'json' })).to.equal(true);
    expect(isJsonWanted([], { SF_CONTENT_TYPE: 'html' })).to.equal(false);
  });

  it("of a validation, or of what follows a deploy, stand in nobody's way", () => {
    expect(mayBeVetoed('project:deploy:start', [])).to.equal(true);
    expect(mayBeVetoed('project:deploy:start', ['--dry-run'])).to.equal(false);
    expect(mayBeVetoed('project:deploy:report', [])).to.equal(false);
  });
});
