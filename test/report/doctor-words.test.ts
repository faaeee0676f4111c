import { expect } from 'chai';
import { finding, findings, gitFinding, isHealthy, missingRights, type Subject } from '../../src/release/diagnosis.ts';
import { doctorJson, findingText, fixText } from '../../src/report/doctor-words.ts';

const details = ['one %d', 'two', 'three'];

describe('what the doctor finds', () => {
  for (const [subject, all] of Object.entries(findings) as [Subject, readonly string[]][])
    for (const found of all)
      it(`is said in words: ${subject} ${found}`, () => {
        const one = finding(subject, found as never, ...details);
        expect(findingText(one))
          .to.match(/\S/u)
          .and.not.match(/%s|undefined/u);
        const wrong = one.health === 'fail' || one.health === 'warn';
        expect(fixText(one) !== undefined, `${subject}.${found}`).to.equal(wrong);
        expect(fixText(one) ?? '').not.to.match(/%s|undefined/u);
      });

  it('fails when one thing has to be put right first, and not for a warning or for what nobody knows', () => {
    const good = [finding('git', 'dated'), finding('rights', 'unknown'), finding('run', 'open')];
    expect(isHealthy(good)).to.equal(true);
    expect(isHealthy([...good, finding('history', 'shallow')])).to.equal(false);
  });

  it('tells a git that is safe from one that has a hole and from one that lacks what is needed', () => {
    const cases = ['2.31.9', '2.39.5', '2.43.6', '2.43.7', '2.49.0', '2.50.0', '2.50.1', '2.51.0', '3.0.0'];
    expect(cases.map((version) => gitFinding(version).found)).to.deep.equal([
      ...['old', 'dated', 'dated', 'ok', 'dated', 'dated', 'ok', 'ok', 'ok'],
    ]);
    expect(fixText(gitFinding('2.45.1'))).to.equal('Update git to 2.45.4 or newer.');
  });

  it('takes the right to all data for the right to metadata, and an unset right for a missing one', () => {
    const all = { PermissionsApiEnabled: true, PermissionsCustomizeApplication: true, PermissionsAuthorApex: true };
    expect(missingRights({ ...all, PermissionsModifyAllData: true })).to.deep.equal([]);
    expect(missingRights({ ...all, PermissionsModifyMetadata: true })).to.deep.equal([]);
    expect(missingRights(all)).to.deep.equal(['Modify Metadata Through Metadata API Functions']);
  });

  it('is told to machines with its words and its fix', () => {
    const json = doctorJson({ kind: 'unhealthy', findings: [finding('remote', 'none'), finding('history', 'ok')] });
    expect(json).to.have.property('healthy', false);
    expect(json.findings[0]).to.deep.include({ subject: 'remote', found: 'none', health: 'warn' });
    expect(json.findings[0]).to.have.property('fix').that.contains('git remote add');
    expect(json.findings[1]).not.to.have.property('fix');
  });
});
