import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { compareVersions } from '../../../src/actions/compare/compare.ts';
import { readContents } from '../../../src/actions/compare/contents.ts';
import { readMove } from '../../../src/actions/plan/move.ts';
import { keyOf } from '../../../src/release/metadata/component.ts';
import { apexClass, profile, startingProject, textField, withoutClass } from '../project.ts';
import { projectInGit, versionIn } from '../project-in-git.ts';
import { setTheStage, type Stage } from '../stage.ts';

const fieldFile = (name: string): string => `force-app/main/default/objects/Thing__c/fields/${name}.field-meta.xml`;

/** A release that renames a field in case only, in the field itself, in code and in a profile. */
const releasedInAnotherCase = async (label = 'Account'): Promise<Stage> => {
  const stage = await setTheStage();
  await stage.commit({
    ...textField('Thing__c', 'accountId__c', 'Account'),
    ...profile(['RunReports'], ['Thing__c.accountId__c']),
  });
  expect((await stage.deploy('1.0.0')).kind).to.equal('released');
  await stage.commit({
    [fieldFile('accountId__c')]: undefined,
    ...textField('Thing__c', 'AccountId__c', label),
    ...profile(['RunReports'], ['Thing__c.AccountId__c']),
  });
  const outcome = await stage.deploy('1.1.0');
  expect(outcome.kind, JSON.stringify(outcome, undefined, 1)).to.equal('released');
  return stage;
};

describe('a name whose case changed', function () {
  this.timeout(60_000);

  it('is one component that changed, with all that changed in it', async () => {
    const { directory } = await projectInGit({ ...startingProject, ...textField('Thing__c', 'accountId__c') });
    const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: directory });
    git('mv', fieldFile('accountId__c'), fieldFile('AccountId__c'));
    writeFileSync(
      path.join(directory, fieldFile('AccountId__c')),
      Object.values(textField('', 'AccountId__c'))[0] ?? '',
    );
    git('commit', '--all', '--quiet', '--message', 'another case');
    const { changes } = await compareVersions(await versionIn(directory, 'HEAD~1'), await versionIn(directory, 'HEAD'));
    expect(changes.map((change) => `${change.kind} ${keyOf(change)}`)).to.deep.equal([
      'changed CustomField:Thing__c.AccountId__c',
    ]);
    expect(changes[0]?.paths).to.deep.equal({ from: [fieldFile('accountId__c')], to: [fieldFile('AccountId__c')] });
    expect(changes[0]?.entries.map(({ section, from, to }) => [section, from?.text, to?.text])).to.deep.equal([
      ['fullName', 'Thing__c.accountId__c', 'Thing__c.AccountId__c'],
      ['label', 'accountId__c', 'AccountId__c'],
    ]);
  });

  it('is deleted by nobody, going there and going back', async () => {
    await using stage = await releasedInAnotherCase();
    const outcome = await stage.rollback();
    if (outcome.kind !== 'rolledBack') throw new Error(JSON.stringify(outcome, undefined, 1));
    expect(stage.org.database.deletedDefinitions()).to.be.empty;
    expect(outcome.plan.deletes).to.be.empty;
    expect(outcome.plan.revokes).to.be.empty;
    expect(outcome.plan.dataAtRisk).to.be.empty;
    expect(outcome.proof.counts).to.include({ differs: 0, missing: 0, unexpected: 0, unread: 0, limited: 0 });
  });

  it('brings back what else the release changed in the component', async () => {
    await using stage = await releasedInAnotherCase('Customer');
    const outcome = await stage.rollback();
    if (outcome.kind !== 'rolledBack') throw new Error(JSON.stringify(outcome, undefined, 1));
    const org = await (await stage.gateways()).openOrg(stage.alias);
    const { entries } = await org.retrieve({
      manifest: new Map([
        ['CustomField', ['Thing__c.ACCOUNTID__c']],
        ['Profile', ['Clerk']],
      ]),
    });
    expect(entries.get('objects/Thing__c.object')?.toString()).to.include('<label>Account</label>');
    expect(entries.get('profiles/Clerk.profile')?.toString()).to.include('<field>Thing__c.accountId__c</field>');
  });

  it('is not taken for drift when the org spells a name otherwise than Git', async () => {
    await using stage = await setTheStage();
    await stage.commit({ ...textField('Thing__c', 'Level__c'), ...profile(['RunReports'], ['thing__c.LEVEL__c']) });
    expect((await stage.deploy('1.0.0')).kind).to.equal('released');
    await stage.commit(profile(['RunReports', 'ExportReport'], ['thing__c.LEVEL__c']));
    expect((await stage.deploy('1.1.0')).kind).to.equal('released');
    const outcome = await stage.rollback();
    if (outcome.kind !== 'rolledBack') throw new Error(JSON.stringify(outcome, undefined, 1));
    expect(outcome.plan.drift).to.be.empty;
    expect(outcome.plan.revokes.map(({ key }) => key)).to.deep.equal(['ExportReport']);
  });

  it('keeps a component of which a project gave up a second spelling', async () => {
    await using stage = await setTheStage();
    await stage.commit(apexClass('greeter', 'public class greeter {}\n'));
    const from = { commit: await stage.git('rev-parse', 'HEAD') };
    await stage.commit(withoutClass('greeter'));
    const to = { commit: await stage.git('rev-parse', 'HEAD') };
    const { delta, contents } = await readMove(await stage.gateways(), { from, to });
    expect(delta.changes.map((change) => `${change.kind} ${keyOf(change)}`)).to.deep.equal([
      'changed ApexClass:Greeter',
    ]);
    expect([...contents.to.keys()]).to.deep.equal(['ApexClass:Greeter']);
  });

  it('is found in a commit by any spelling of it', async () => {
    const { directory } = await projectInGit({ ...startingProject, ...textField('Thing__c', 'Level__c') });
    const version = await versionIn(directory, 'HEAD');
    const contents = await readContents(version, new Set(['CustomField:THING__c.LEVEL__c', 'CustomLabel:hello']));
    expect([...contents.keys()]).to.have.members(['CustomField:THING__c.LEVEL__c', 'CustomLabel:hello']);
  });
});
