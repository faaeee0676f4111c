import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { notes } from '../../src/actions/notes.ts';
import { keyOf } from '../../src/release/metadata/component.ts';
import { notesMarkdown } from '../../src/report/notes-markdown.ts';
import { releasesInGit, type ReleasesInGit } from './releases-in-git.ts';

const project = '{"packageDirectories":[{"path":"force-app","default":true}],"sourceApiVersion":"62.0"}';
const meta =
  '<?xml version="1.0" encoding="UTF-8"?><ApexClass xmlns="http://soap.sforce.com/2006/04/metadata"><apiVersion>62.0</apiVersion><status>Active</status></ApexClass>';
const field =
  '<?xml version="1.0" encoding="UTF-8"?><CustomField xmlns="http://soap.sforce.com/2006/04/metadata"><fullName>Risk__c</fullName><label>Risk</label><type>Text</type><length>10</length></CustomField>';
const classes = 'force-app/main/default/classes';

const twoReleases = async (): Promise<ReleasesInGit> => {
  const git = releasesInGit();
  git.commit(
    {
      'sfdx-project.json': project,
      [`${classes}/Claims.cls`]: 'class Claims {}',
      [`${classes}/Claims.cls-meta.xml`]: meta,
    },
    'CLAIM-1 begin',
  );
  await git.release('1.0.0');
  git.commit(
    { 'force-app/main/default/objects/Account/fields/Risk__c.field-meta.xml': field },
    'feat: risk\n\nFor CLAIM-7 and #12, in UTF-8.',
  );
  git.commit({ 'README.md': 'nothing that is deployed' }, 'docs: CLAIM-99');
  git.commit({ [`${classes}/Claims.cls`]: 'class Claims { /* more */ }' }, 'fix: pay @everyone <b>rightly</b>');
  await git.release('1.1.0');
  return git;
};

const noted = async (git: ReleasesInGit, request: Parameters<typeof notes>[1] = {}) => {
  const outcome = await notes(git.gateways, request);
  if (outcome.kind !== 'noted') throw new Error(JSON.stringify(outcome));
  return outcome;
};

describe('release notes', () => {
  it('tell the current release since the one before it: components, commits that touch them, issues, people', async () => {
    using git = await twoReleases();
    const told = await noted(git);
    expect(told.from?.name).to.equal('production/v1.0.0');
    expect(told.changes.map((change) => `${change.kind} ${keyOf(change)}`)).to.deep.equal([
      'changed ApexClass:Claims',
      'added CustomField:Account.Risk__c',
    ]);
    expect(told.commits.map(({ subject }) => subject)).to.deep.equal([
      'fix: pay @everyone <b>rightly</b>',
      'feat: risk',
    ]);
    expect(told.issues).to.deep.equal(['CLAIM-7', '#12']);
    expect(told.people).to.deep.equal(['Test']);
  });

  it('tell the first release as everything it holds', async () => {
    using git = await twoReleases();
    const told = await noted(git, { to: '1.0.0' });
    expect(told.from).to.equal(undefined);
    expect(told.changes.map(keyOf)).to.deep.equal(['ApexClass:Claims']);
    expect(told.issues).to.deep.equal(['CLAIM-1']);
  });

  it('tell what going back takes out', async () => {
    using git = await twoReleases();
    const told = await noted(git, { from: '1.1.0', to: '1.0.0' });
    expect(told.commits).to.deep.equal([]);
    expect(told.takenBack).to.have.length(2);
  });

  it('tell a branch since the current release', async () => {
    using git = await twoReleases();
    git.commit({ [`${classes}/Claims.cls`]: undefined, [`${classes}/Claims.cls-meta.xml`]: undefined }, 'drop claims');
    const told = await noted(git, { to: 'main' });
    expect(told.from?.name).to.equal('production/v1.1.0');
    expect(told.changes.map(({ kind }) => kind)).to.deep.equal(['removed']);
  });

  it('are Markdown in which nothing of the repository is markup or calls a person', async () => {
    using git = await twoReleases();
    const markdown = notesMarkdown(await noted(git));
    expect(markdown).to.contain(
      '## production/v1.1.0\n\nSince production/v1.0.0: 1 component added, 1 changed, 0 removed',
    );
    expect(markdown).to.contain('### Data model\n\n- added `Account.Risk__c` (CustomField)');
    expect(markdown).to.contain('| `ApexClass` |  | 1 |  |');
    expect(markdown).not.to.match(/@everyone|<b>/u);
  });

  it('are written to a file on demand', async () => {
    using git = await twoReleases();
    await noted(git, { output: { file: 'out/notes.md', text: notesMarkdown } });
    expect(readFileSync(path.join(git.directory, 'out/notes.md'), 'utf8')).to.match(/^## production\/v1\.1\.0\n/u);
  });

  it('refuse an unknown version with the nearest names', async () => {
    using git = await twoReleases();
    const outcome = await notes(git.gateways, { to: 'production/v1.1.1' });
    expect(outcome).to.have.nested.property('refusal.reason', 'unknownRef');
  });

  it('refuse an environment without releases', async () => {
    using git = releasesInGit();
    git.commit({ 'sfdx-project.json': project }, 'start');
    expect(await notes(git.gateways, {})).to.have.nested.property('refusal.reason', 'noReleases');
  });
});
