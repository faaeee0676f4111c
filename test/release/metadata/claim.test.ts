import { expect } from 'chai';
import { claimer } from '../../../src/release/metadata/claim.ts';
import { settingsOf, type SettingsFiles } from '../../../src/release/metadata/project-settings.ts';
import { openSourceFormat } from '../../../src/gateways/source-format.ts';

const file = { path: 'one/classes/A.cls', id: 'f'.repeat(40), kind: 'file' } as const;
const claimUnder = (files: SettingsFiles): string => claimer(settingsOf(files, openSourceFormat()))(file).kind;
const project = (directory: string): string => JSON.stringify({ packageDirectories: [{ path: directory }] });

describe('what becomes of a file', () => {
  it('is what the settings of its own version say, whatever was said of another version', () => {
    expect(claimUnder({ project: project('one') })).to.equal('claimed');
    expect(claimUnder({ project: project('two') })).to.equal('outside');
    expect(claimUnder({ project: project('one') })).to.equal('claimed');
    expect(claimUnder({ project: project('one'), forceIgnore: 'classes' })).to.equal('outside');
    expect(claimUnder({ project: project('one') })).to.equal('claimed');
  });
});
