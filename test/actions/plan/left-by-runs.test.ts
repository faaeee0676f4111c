import { expect } from 'chai';
import { setTheStage, type Stage } from '../stage.ts';
import { labels, textField } from '../project.ts';

const field = 'force-app/main/default/objects/Thing__c/fields/Risk__c.field-meta.xml';

/** 1.1.0 adds a field, people write into it, and the rollback keeps it for its values. */
const rollBackWithValues = async (stage: Stage): Promise<void> => {
  await stage.deploy('1.0.0');
  await stage.commit({ ...textField('Thing__c', 'Risk__c'), ...labels({ Hello: 'Good day', Bye: 'Bye' }) });
  await stage.deploy('minor');
  stage.org.database.insert('Thing__c', [{ Name: 'one', Risk__c: 'high' }]);
  const outcome = await stage.rollback();
  expect(outcome.kind, JSON.stringify(outcome)).to.equal('rolledBack');
};

describe('what a rollback left on purpose', function () {
  this.timeout(60_000);

  it('is no drift to the next release that changes it', async () => {
    await using stage = await setTheStage();
    await rollBackWithValues(stage);
    await stage.commit(textField('Thing__c', 'Risk__c', 'Risk of today'));
    const outcome = await stage.deploy('minor');
    expect(outcome.kind, JSON.stringify(outcome)).to.equal('released');
    expect(stage.org.metadata.components.get('CustomField:Thing__c.Risk__c')?.xml).to.contain('Risk of today');
  });

  it('is drift when somebody changed it since', async () => {
    await using stage = await setTheStage();
    await rollBackWithValues(stage);
    stage.org.events.editInSetup('CustomField:Thing__c.Risk__c', { from: '<label>Risk__c<', to: '<label>Mine<' });
    await stage.commit({ [field]: textField('Thing__c', 'Risk__c', 'Risk of today')[field] });
    expect(await stage.deploy('minor')).to.deep.include({
      kind: 'refused',
      refusal: { reason: 'drift', release: 'production/v1.1.1', components: ['CustomField:Thing__c.Risk__c'] },
    });
  });
});
