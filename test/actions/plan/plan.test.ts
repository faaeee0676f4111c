import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { plan, type PlanRequest } from '../../../src/actions/plan.ts';
import { keyOf } from '../../../src/release/metadata/component.ts';
import { writePlan } from '../../../src/release/plan/plan-file.ts';
import { planSchema } from '../../../src/release/plan/plan-schema.ts';
import type { PlannedOutcome } from '../../../src/release/run-outcome.ts';
import { movedText } from '../../../src/report/moved-words.ts';
import { xmlFile } from '../all-families.ts';
import { apexClass, labels, profile, textField } from '../project.ts';
import { options, setTheStage, type Stage } from '../stage.ts';

const greeter = (word: string): Record<string, string> =>
  apexClass(
    'Greeter',
    `public class Greeter {\n    public static String greet() {\n        return 'hello';\n    } // ${word}\n}\n`,
  );

/** 1.0.0 is the starting project; 1.1.0 adds, changes and grants; 1.2.0 changes something else. */
const releasedThrice = async (): Promise<Stage> => {
  const stage = await setTheStage();
  await stage.deploy('1.0.0');
  await stage.commit({
    ...textField('Thing__c', 'Risk__c'),
    ...greeter('changed'),
    ...labels({ Hello: 'Good day', Bye: 'Bye' }),
    ...profile(['RunReports', 'ExportReport', 'ViewSetup'], ['Thing__c.Risk__c']),
  });
  await stage.deploy('minor');
  await stage.commit({
    ...labels({ Hello: 'Good day', Bye: 'So long' }),
    ...apexClass('Later', "public class Later {\n    String soql = 'SELECT Risk__c FROM Thing__c';\n}\n"),
  });
  const third = await stage.deploy('minor');
  expect(third.kind, JSON.stringify(third, undefined, 1)).to.equal('released');
  return stage;
};

const regions = (...names: readonly string[]): Record<string, string> => ({
  'force-app/main/default/globalValueSets/Regions.globalValueSet-meta.xml': xmlFile(
    'GlobalValueSet',
    `${names.map((name) => `<customValue><fullName>${name}</fullName><default>false</default><label>${name}</label></customValue>`).join('')}<masterLabel>Regions</masterLabel><sorted>false</sorted>`,
  ),
});

const regionField = {
  'force-app/main/default/objects/Thing__c/fields/Region__c.field-meta.xml': xmlFile(
    'CustomField',
    '<fullName>Region__c</fullName><label>Region</label><type>Picklist</type><valueSet><restricted>true</restricted><valueSetName>Regions</valueSetName></valueSet>',
  ),
};

const planned = async (stage: Stage, given: Partial<PlanRequest> = {}): Promise<PlannedOutcome> => {
  const outcome = await plan(stage.gateways, {
    targetOrg: stage.alias,
    options,
    compose: () => new Map(),
    ...given,
  });
  if (outcome.kind !== 'planned') throw new Error(JSON.stringify(outcome, undefined, 1));
  return outcome;
};

const savedPlan = async (stage: Stage, given: Partial<PlanRequest> = {}): Promise<string> => {
  const file = path.join(stage.directory, '..', 'plan.json');
  await planned(stage, { ...given, compose: (made) => new Map([[file, writePlan(made.plan)]]) });
  return file;
};

const movedIn = (outcome: Awaited<ReturnType<Stage['rollback']>>): readonly string[] => {
  if (outcome.kind !== 'refused' || outcome.refusal.reason !== 'stalePlan')
    return [JSON.stringify(outcome).slice(0, 900)];
  const { moved } = outcome.refusal;
  return typeof moved === 'string' ? [moved] : moved.map(movedText);
};

const labelIn = async (stage: Stage, commit: string, name: string): Promise<string> => {
  const text = await stage.git('show', `${commit}:force-app/main/default/labels/CustomLabels.labels-meta.xml`);
  return new RegExp(`<fullName>${name}</fullName>[\\s\\S]*?<value>(.*?)</value>`, 'u').exec(text)?.[1] ?? 'none';
};

describe('a plan', function () {
  this.timeout(120_000);

  it('is a value that says all of itself, writes nothing, and is obeyed as it was saved', async () => {
    await using stage = await releasedThrice();
    const before = await stage.git('for-each-ref');
    const requests = stage.org.requests.length;
    const file = await savedPlan(stage, { to: '1.0.0' });
    expect(await stage.git('for-each-ref')).to.equal(before);
    expect(stage.org.requests.slice(requests).map(({ operation }) => operation)).not.to.include('deploy');
    const saved = planSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    expect(saved.outlook?.duration).to.deep.equal({ minutes: 1, deploys: 3 });
    expect(saved.outlook?.armed).to.equal('no');
    expect(saved.outlook?.holders.map(keyOf)).to.deep.equal(['Profile:Clerk']);
    const done = await stage.rollback({ planFile: file });
    expect(done, JSON.stringify(done).slice(0, 900)).to.have.nested.property('plan.id', saved.id);
    expect(done).to.have.nested.property('release.restores', 'production/v1.0.0');
    expect(movedIn(await stage.rollback({ planFile: file }))).to.deep.equal([
      'the plan starts from production/v1.2.0; the org holds production/v1.2.1 now',
    ]);
  });

  it('is stale when somebody changed the org, edited when its file was, and of another org elsewhere', async () => {
    await using stage = await releasedThrice();
    const file = await savedPlan(stage, { to: '1.1.0', options: { ...options, onDrift: 'overwrite' } });
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('"onDrift": "overwrite"', '"onDrift": "keep"'));
    expect(await stage.rollback({ planFile: file })).to.have.nested.property('refusal.reason', 'planEdited');
    await writeFile(file, 'no plan');
    expect(await stage.rollback({ planFile: file })).to.have.nested.property('refusal.reason', 'notAPlan');
    expect(await stage.rollback({ planFile: `${file}.gone` })).to.have.nested.property('refusal.reason', 'unreadable');
    await writeFile(file, text);
    stage.org.events.editInSetup('CustomLabel:Bye');
    const [moved] = movedIn(await stage.rollback({ planFile: file }));
    expect(moved).to.match(/^CustomLabel:Bye was changed in the org by .+ on \d{4}-/u);
    const other = await setTheStage();
    const elsewhere = await stage.rollback({ planFile: file, targetOrg: other.alias });
    expect(elsewhere).to.have.nested.property('refusal.reason', 'orgMismatch');
    await other[Symbol.asyncDispose]();
  });

  it('of a part takes what was selected, down to one permission, and its release says what the org then holds', async () => {
    await using stage = await releasedThrice();
    const only = ['CustomLabel:Bye', 'Profile:Clerk#userPermissions:ExportReport'];
    const done = await stage.rollback({ to: '1.0.0', options: { ...options, only } });
    if (done.kind !== 'rolledBack') throw new Error(JSON.stringify(done, undefined, 1));
    expect(done.plan.revokes.map(({ key }) => key)).to.deep.equal(['ExportReport']);
    expect(done.release.restores).to.equal(undefined);
    const { commit } = done.release;
    expect(await labelIn(stage, commit, 'Bye')).to.equal('Bye');
    expect(await labelIn(stage, commit, 'Hello')).to.equal('Good day');
    const clerk = await stage.git('show', `${commit}:force-app/main/default/profiles/Clerk.profile-meta.xml`);
    expect(clerk).to.contain('ViewSetup').and.not.contain('ExportReport');
    expect((await planned(stage, { to: '1.2.1', undo: undefined })).plan.steps).to.deep.equal([]);
    const back = await stage.rollback({ to: '1.2.0' });
    expect(back, JSON.stringify(back).slice(0, 900)).to.have.nested.property('release.restores', 'production/v1.2.0');
  });

  it('takes a middle release out and keeps the later one, and lists what both changed', async () => {
    await using stage = await releasedThrice();
    const done = await stage.rollback({ undo: '1.1.0' });
    if (done.kind !== 'rolledBack') throw new Error(JSON.stringify(done, undefined, 1));
    const { commit } = done.release;
    expect(done.plan.deletes.map(keyOf)).to.deep.equal(['CustomField:Thing__c.Risk__c']);
    expect(done.plan.references.map(({ by, foundIn, afterwards }) => [keyOf(by), foundIn, afterwards])).to.deep.include(
      ['ApexClass:Later', 'source', 'stays'],
    );
    expect(await labelIn(stage, commit, 'Hello')).to.equal('Hello');
    expect(await labelIn(stage, commit, 'Bye')).to.equal('So long');
    expect(await stage.git('show', `${commit}:force-app/main/default/classes/Later.cls`)).to.contain('Later');
    expect(await stage.git('log', '-1', '--format=%P', commit)).to.equal(
      await stage.git('rev-parse', 'production/v1.2.0^{}'),
    );
    await stage.commit(labels({ Hello: 'Hello', Bye: 'See you' }));
    await stage.deploy('minor');
    const conflict = await planned(stage, { undo: 'production/v1.2.0' });
    expect(conflict.plan.blockers).to.deep.equal([
      {
        reason: 'undoConflict',
        conflicts: [{ component: { type: 'CustomLabel', fullName: 'Bye' }, entry: { section: 'value' } }],
      },
    ]);
    const refused = await stage.rollback({ undo: 'production/v1.2.0' });
    expect(refused).to.have.deep.nested.property('refusal.conflicts', ['CustomLabel:Bye value']);
  });

  it('says which records use what goes, in every field of a shared list, and what keeps its name in the source', async () => {
    await using stage = await setTheStage();
    await stage.commit({
      ...apexClass('Export', "public class Export {\n    String soql = 'SELECT Risk__c FROM Thing__c';\n}\n"),
      ...regions('North'),
      ...regionField,
    });
    await stage.deploy('1.0.0');
    await stage.commit({ ...textField('Thing__c', 'Risk__c'), ...regions('North', 'East') });
    const second = await stage.deploy('minor');
    expect(second.kind, JSON.stringify(second, undefined, 1)).to.equal('released');
    stage.org.database.insert('Thing__c', [
      { Name: 'a', Region__c: 'East' },
      { Name: 'b', Region__c: 'East' },
      { Name: 'c', Region__c: 'North' },
    ]);
    const { plan: shown } = await planned(stage);
    expect(shown.dataAtRisk).to.have.lengthOf(1);
    expect(shown.dataAtRisk[0]).to.include({ value: 'East', rows: 2, fate: 'kept' });
    expect(shown.dataAtRisk[0]?.newest).to.match(/^\d{4}-/u);
    expect(shown.deletes.map(keyOf)).to.deep.equal(['CustomField:Thing__c.Risk__c']);
    expect(shown.references).to.deep.equal([
      {
        to: { type: 'CustomField', fullName: 'Thing__c.Risk__c' },
        by: { type: 'ApexClass', fullName: 'Export' },
        foundIn: 'source',
        afterwards: 'stays',
      },
    ]);
    const slip = await stage.rollback({ options: { ...options, acceptDataLoss: ['Thing__c.Risk__c'] } });
    expect(slip).to.have.nested.property('refusal.reason', 'nothingToAccept');
    expect(slip).to.have.deep.nested.property('refusal.nearest', ['CustomField:Thing__c.Risk__c']);
  });

  it('takes the components of some commits, or those that a person picks', async () => {
    await using stage = await releasedThrice();
    const ofCommits = await planned(stage, { to: '1.0.0', commits: 'HEAD~1..' });
    expect(ofCommits.plan.options.components).to.deep.equal(['ApexClass:Later', 'CustomLabel:Bye']);
    expect([...ofCommits.plan.ships, ...ofCommits.plan.deletes].map(keyOf)).to.deep.equal([
      'CustomLabel:Bye',
      'ApexClass:Later',
    ]);
    const picked = await planned(stage, { to: '1.0.0', pick: () => Promise.resolve(['ApexClass:Greeter']) });
    expect(picked.plan.ships.map(keyOf)).to.deep.equal(['ApexClass:Greeter']);
    expect(picked.plan.keeps.filter(({ because }) => because === 'notSelected')).to.have.length.above(3);
  });
});
