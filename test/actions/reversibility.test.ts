import { expect } from 'chai';
import { reversibility } from '../../src/actions/reversibility.ts';
import { keyOf } from '../../src/release/metadata/component.ts';
import { reversibilityMarkdown, reversibilityText } from '../../src/report/reversibility-words.ts';
import { apexClass, labels, startingProject, textField, withoutClass } from './project.ts';
import { releasesInGit, type ReleasesInGit } from './releases-in-git.ts';
import { setTheStage } from './stage.ts';

const [colour = ''] = Object.keys(textField('Thing__c', 'Colour__c'));
const skill = {
  'force-app/main/default/skills/Claims.skill-meta.xml': `<?xml version="1.0" encoding="UTF-8"?>\n<Skill xmlns="http://soap.sforce.com/2006/04/metadata">\n    <label>Claims</label>\n</Skill>\n`,
};
const recordType = {
  'force-app/main/default/objects/Thing__c/recordTypes/Big.recordType-meta.xml': `<?xml version="1.0" encoding="UTF-8"?>\n<RecordType xmlns="http://soap.sforce.com/2006/04/metadata">\n    <fullName>Big</fullName>\n    <active>true</active>\n    <label>Big</label>\n</RecordType>\n`,
};

const judged = async (open: ReleasesInGit['gateways'], given: { targetOrg?: string } = {}) => {
  const outcome = await reversibility(open, { base: 'main', head: 'change', ...given });
  if (outcome.kind !== 'judged') throw new Error(JSON.stringify(outcome));
  return outcome;
};

/** A branch with one change, beside a main branch that has gone on. */
const aChange = (files: Readonly<Record<string, string | undefined>>): ReleasesInGit => {
  const git = releasesInGit();
  git.commit(startingProject, 'start');
  git.git('checkout', '--quiet', '-b', 'change');
  git.commit(files, 'change');
  git.git('checkout', '--quiet', 'main');
  git.commit(apexClass('Meanwhile', 'public class Meanwhile {}\n'), 'meanwhile');
  return git;
};

describe('whether a change could be taken back', function () {
  this.timeout(60_000);

  it('is yes for code and texts, whatever else was merged meanwhile', async () => {
    using git = aChange({
      ...withoutClass('GreeterTest'),
      ...apexClass('Extra', 'public class Extra {}\n'),
      ...labels({ Hello: 'Hi', Bye: 'Bye' }),
    });
    const found = await judged(git.gateways);
    expect(found).to.deep.include({ reversible: 'yes', changed: 3, values: [], stays: [], isCounted: false });
    expect(reversibilityText(found)).to.match(/^Reversible\n\n3 components change from/u);
  });

  it('is only with data loss when a field goes, or comes', async () => {
    using git = aChange({ [colour]: undefined, ...textField('Thing__c', 'Size__c') });
    const { reversible, values, ...rest } = await judged(git.gateways);
    expect(reversible).to.equal('withDataLoss');
    expect(values.map(({ component, when, rows }) => [keyOf(component), when, rows])).to.deep.equal([
      ['CustomField:Thing__c.Colour__c', 'release', 'unknown'],
      ['CustomField:Thing__c.Size__c', 'return', 'unknown'],
    ]);
    expect(reversibilityMarkdown({ reversible, values, ...rest }))
      .to.match(/^### Reversible, with data loss\n/u)
      .and.contain('- `CustomField:Thing__c.Colour__c`: the release destroys')
      .and.contain('No org was asked');
  });

  it('is yes in effect for what is switched off in place of being deleted', async () => {
    using git = aChange(recordType);
    const found = await judged(git.gateways);
    expect(found).to.deep.include({ reversible: 'yes', values: [], stays: [] });
    expect(reversibilityText(found)).to.contain('RecordType:Thing__c.Big: a record type cannot be deleted');
  });

  it('is not entirely for what the platform never takes back, and says what stays', async () => {
    using git = aChange({ ...skill, [colour]: undefined });
    const found = await judged(git.gateways);
    expect(found.reversible).to.equal('notEntirely');
    expect(found.stays.map(({ reason }) => reason)).to.deep.equal(['typeCannotBeDeleted']);
    expect(found.values).to.have.length(1);
    expect(reversibilityText(found))
      .to.match(/^Not entirely reversible/u)
      .and.contain('- Skill:Claims: this type cannot be deleted');
  });

  it('counts what is at stake in an org that is asked, and changes nothing there', async () => {
    await using stage = await setTheStage();
    await stage.deploy('1.0.0');
    stage.org.database.insert('Thing__c', [{ Colour__c: 'red' }, { Colour__c: 'blue' }, {}]);
    await stage.git('checkout', '--quiet', '-b', 'change');
    await stage.commit({ [colour]: undefined, 'force-app/main/default/profiles/Clerk.profile-meta.xml': undefined });
    const before = stage.org.metadata;
    const found = await judged(stage.gateways, { targetOrg: stage.alias });
    expect(found).to.deep.include({ isCounted: true });
    expect(found.values[0]).to.deep.include({ when: 'release', rows: 2 });
    expect(reversibilityText(found)).to.contain('destroys the values of 2 rows').and.not.contain('No org was asked');
    expect(stage.org.metadata).to.equal(before);
  });

  it('is refused for a ref that nobody knows', async () => {
    using git = aChange({});
    const outcome = await reversibility(git.gateways, { base: 'mian', head: 'change' });
    expect(outcome).to.have.nested.property('refusal.reason', 'unknownRef');
  });
});
