import { expect } from 'chai';
import { backup } from '../../../src/actions/data/backup.ts';
import { restore } from '../../../src/actions/data/restore.ts';
import type { RestoreRequest } from '../../../src/actions/data/restore-request.ts';
import { OrgError } from '../../../src/gateways/org/org-error.ts';
import type { FiringAutomation } from '../../../src/release/data/automation.ts';
import { restorePlanWords } from '../../../src/report/data/restore-words.ts';
import { options } from '../stage.ts';
import { setTheDataStage, type DataStage } from './data-stage.ts';

const main = 'force-app/main/default';

const xml = (root: string, body: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://soap.sforce.com/2006/04/metadata">${body}</${root}>\n`;

const trigger = (name: string, head: string, status = 'Active'): Record<string, string> => ({
  [`${main}/triggers/${name}.trigger`]: `// trigger Other on Contact (before insert)\n${head} {}\n`,
  [`${main}/triggers/${name}.trigger-meta.xml`]: xml(
    'ApexTrigger',
    `<apiVersion>62.0</apiVersion><status>${status}</status>`,
  ),
});

const flow = (name: string, triggerType: string, recordTriggerType: string): Record<string, string> => ({
  [`${main}/flows/${name}.flow-meta.xml`]: xml(
    'Flow',
    `<apiVersion>62.0</apiVersion><label>${name}</label><processType>AutoLaunchedFlow</processType><start>` +
      '<filterFormula>NOT({!$Permission.Data_Load})</filterFormula>' +
      '<locationX>0</locationX><locationY>0</locationY><object>Thing__c</object>' +
      `<recordTriggerType>${recordTriggerType}</recordTriggerType><triggerType>${triggerType}</triggerType></start>` +
      '<status>Active</status>',
  ),
});

const validationRule = (name: string, active: boolean): Record<string, string> => ({
  [`${main}/objects/Thing__c/validationRules/${name}.validationRule-meta.xml`]: xml(
    'ValidationRule',
    `<fullName>${name}</fullName><active>${active}</active><errorConditionFormula>NOT($Permission.Skip_Rules)</errorConditionFormula><errorMessage>no</errorMessage>`,
  ),
});

const customPermission = (name: string): Record<string, string> => ({
  [`${main}/customPermissions/${name}.customPermission-meta.xml`]: xml('CustomPermission', `<label>${name}</label>`),
});

const workflowRule = (name: string, active: boolean, triggerType: string): string =>
  `<rules><fullName>${name}</fullName><active>${active}</active><formula>true</formula><triggerType>${triggerType}</triggerType></rules>`;

/** Some of each kind, active and not, on the object that is restored and on another. */
const automated: Readonly<Record<string, string>> = {
  ...customPermission('Data_Load'),
  ...customPermission('Skip_Rules'),
  ...trigger('OnThing', 'trigger OnThing on Thing__c (before update, after undelete)'),
  ...trigger('OnNewThing', 'trigger OnNewThing on Thing__c (before insert)'),
  ...trigger('Sleeping', 'trigger Sleeping on Thing__c (before update)', 'Inactive'),
  ...trigger('OnAccount', 'trigger OnAccount on Account (before update)'),
  ...flow('Rate', 'RecordBeforeSave', 'CreateAndUpdate'),
  ...flow('Tell', 'RecordAfterSave', 'Update'),
  ...flow('Greet', 'RecordAfterSave', 'Create'),
  ...validationRule('Needs_Colour', true),
  ...validationRule('Retired', false),
  [`${main}/workflows/Thing__c.workflow-meta.xml`]: xml(
    'Workflow',
    workflowRule('Mail', true, 'onAllChanges') +
      workflowRule('Welcome', true, 'onCreateOnly') +
      workflowRule('Old', false, 'onAllChanges'),
  ),
  [`${main}/duplicateRules/Thing__c.Same_Thing.duplicateRule-meta.xml`]: xml(
    'DuplicateRule',
    '<actionOnInsert>Block</actionOnInsert><actionOnUpdate>Allow</actionOnUpdate><isActive>true</isActive>' +
      '<masterLabel>Same Thing</masterLabel><securityOption>EnforceSharingRules</securityOption><sortOrder>1</sortOrder>',
  ),
};

/** A sandbox, in which flows are deployed active, with one record that was saved and then spoilt. */
const spoilt = async (): Promise<DataStage & { readonly id: string }> => {
  const stage = await setTheDataStage([], { kind: 'sandbox' });
  await stage.commit(automated);
  const released = await stage.deploy('1.0.0', { options });
  if (released.kind !== 'released') throw new Error(JSON.stringify(released, undefined, 1));
  const { database } = stage.org;
  const [id = ''] = database.insert('Thing__c', [{ Name: 'one', Colour__c: 'red' }]);
  const wishes = { incremental: false, plain: false, resume: false };
  await backup(stage.gateways, { targetOrg: stage.alias, objects: ['Thing__c'], ...wishes });
  stage.org.clock.advance(60_000);
  database.write({ object: 'Thing__c', kind: 'update', rows: [{ Id: id, Colour__c: 'blue' }] });
  return Object.assign(stage, { id });
};

const planned = async (stage: DataStage, open = stage.gateways, given: Partial<RestoreRequest> = {}) => {
  const wishes = { objects: [], fields: [], ids: [], onConflict: 'overwrite', insert: true, dryRun: true } as const;
  const request = { backup: 'latest', targetOrg: stage.alias, identity: stage.keyFile, ...wishes, ...given };
  const outcome = await restore(open, request, () => Promise.resolve());
  if (outcome.kind !== 'restorePlanned') throw new Error(JSON.stringify(outcome));
  return outcome.plan;
};

const named = ({ fires = [] }: Partial<FiringAutomation> = {}): readonly string[] =>
  fires.map(({ kind, name, on }) => `${kind} ${name} ${on.join()}`);

describe('the plan of a restore', function () {
  this.timeout(120_000);

  it('names what runs for a record that is written, undeleted or made anew, and nothing else', async () => {
    await using stage = await spoilt();
    const { database } = stage.org;
    const written = await planned(stage);
    expect(named(written.automation)).to.deep.equal([
      'beforeSaveFlow Rate update',
      'trigger OnThing update',
      'validationRule Needs_Colour update',
      'duplicateRule Same_Thing update',
      'workflowRule Mail update',
      'afterSaveFlow Tell update',
    ]);
    expect(written.automation).to.deep.include({ unknown: [] });
    expect(restorePlanWords(written))
      .to.match(/Thing__c +Apex trigger +OnThing +write/u)
      .and.contain('Inactive');
    expect((await planned(stage, stage.gateways, { onConflict: 'skip' })).automation).to.equal(undefined);
    database.write({ object: 'Thing__c', kind: 'update', rows: [{ Id: stage.id, Colour__c: 'red' }] });
    database.write({ object: 'Thing__c', kind: 'delete', rows: [{ Id: stage.id }] });
    expect(named((await planned(stage)).automation)).to.deep.equal(['trigger OnThing undelete']);
    database.write({ object: 'Thing__c', kind: 'hardDelete', rows: [{ Id: stage.id }] });
    expect(named((await planned(stage)).automation)).to.deep.equal([
      'beforeSaveFlow Rate insert',
      'trigger OnNewThing insert',
      'validationRule Needs_Colour insert',
      'duplicateRule Same_Thing insert',
      'workflowRule Mail insert',
      'workflowRule Welcome insert',
      'afterSaveFlow Greet insert',
    ]);
  });

  it('says what nobody knows when the user may not ask the Tooling API', async () => {
    await using stage = await spoilt();
    const opened = async () => {
      const gateways = await stage.gateways();
      const toolingQuery = () =>
        Promise.reject(
          new OrgError('noPermission', 'The org said INSUFFICIENT_ACCESS: no', { code: 'INSUFFICIENT_ACCESS' }),
        );
      return { ...gateways, openOrg: async (alias?: string) => ({ ...(await gateways.openOrg(alias)), toolingQuery }) };
    };
    const plan = await planned(stage, opened);
    expect(named(plan.automation)).to.deep.equal([
      'beforeSaveFlow Rate update',
      'duplicateRule Same_Thing update',
      'afterSaveFlow Tell update',
    ]);
    expect(plan.automation?.unknown.map(({ kinds }) => kinds)).to.deep.equal([
      ['trigger'],
      ['validationRule'],
      ['workflowRule'],
    ]);
    expect(restorePlanWords(plan)).to.contain('Apex trigger. The org said INSUFFICIENT_ACCESS');
  });
});
