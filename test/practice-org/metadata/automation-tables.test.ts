import { expect } from 'chai';
import { metadataTables } from '../../../src/practice-org/metadata/tables/all.ts';
import type { Row } from '../../../src/practice-org/records/types.ts';
import { element, object, testOrg, xml, type TestOrg } from './test-org.ts';

const rows = (org: TestOrg, name: string): readonly Row[] => {
  const table = metadataTables.find(({ definition }) => definition.name === name);
  if (!table) throw new Error(`no table ${name}`);
  return table.rows(org.state);
};

const flow = (triggerType: string, on: string): string =>
  xml(
    'Flow',
    `<label>F</label><processType>AutoLaunchedFlow</processType>${element('start', { object: on, recordTriggerType: 'Update', triggerType })}<status>Active</status>`,
  );

describe('practice org: what runs when a record is saved, as tables', () => {
  const org = testOrg({ kind: 'sandbox' });

  before(() => {
    const rule = (fullName: string, active: boolean): string =>
      element('rules', { fullName, active, formula: 'true', triggerType: 'onCreateOnly' });
    org.given({
      'objects/Thing__c.object': object(
        element('validationRules', { fullName: 'V', active: true, errorConditionFormula: 'false', errorMessage: 'no' }),
      ),
      'triggers/T.trigger':
        '/* trigger X on Lead (after delete) */ trigger T on Thing__c (before insert,\n  After  Undelete) {}',
      'triggers/T.trigger-meta.xml': xml('ApexTrigger', '<apiVersion>62.0</apiVersion><status>Active</status>'),
      'flows/F.flow': flow('RecordBeforeSave', 'Thing__c'),
      'flows/G.flow': flow('RecordAfterSave', 'Account'),
      'workflows/Thing__c.workflow': xml('Workflow', rule('On', true) + rule('Off', false)),
      'duplicateRules/Account.Same.duplicateRule': xml(
        'DuplicateRule',
        '<isActive>true</isActive><masterLabel>Same</masterLabel><sortOrder>1</sortOrder>',
      ),
    });
  });

  const thing = () => rows(org, 'EntityDefinition').find(({ QualifiedApiName }) => QualifiedApiName === 'Thing__c');

  it('say of a trigger when it runs and for which object, whatever its comments say', () => {
    const [trigger] = rows(org, 'ApexTrigger');
    expect(trigger).to.include({
      UsageBeforeInsert: true,
      UsageAfterUndelete: true,
      UsageAfterDelete: false,
      UsageBeforeUpdate: false,
      EntityDefinitionId: thing()?.['Id'],
    });
  });

  it('say of a flow what starts it', () => {
    const [one, other] = rows(org, 'FlowDefinitionView');
    expect(one).to.include({
      ...{ TriggerType: 'RecordBeforeSave', RecordTriggerType: 'Update' },
      TriggerObjectOrEventId: thing()?.['Id'],
    });
    expect(other).to.include({ TriggerType: 'RecordAfterSave', TriggerObjectOrEventId: 'Account' });
  });

  it('say of a workflow rule in its metadata whether it is active', () => {
    expect(
      rows(org, 'WorkflowRule').map(({ Name, TableEnumOrId, Metadata }) => [Name, TableEnumOrId, Metadata]),
    ).to.have.deep.members([
      ['On', thing()?.['Id'], { active: true, formula: 'true', triggerType: 'onCreateOnly' }],
      ['Off', thing()?.['Id'], { active: false, formula: 'true', triggerType: 'onCreateOnly' }],
    ]);
  });

  it('say of validation and duplicate rules for which object they are', () => {
    expect(rows(org, 'ValidationRule')[0]).to.include({ ValidationName: 'V', EntityDefinitionId: thing()?.['Id'] });
    expect(rows(org, 'DuplicateRule')[0]).to.include({ DeveloperName: 'Same', SobjectType: 'Account', IsActive: true });
  });
});
