import { expect } from 'chai';
import { keyOf } from '../../../src/release/metadata/component.ts';
import { touchedAccess, touchedIntegrations } from '../../../src/release/plan/touched.ts';
import { apexClass, component, inputOf, planOf, profile, type Scene } from '../plan-builders.ts';

const reached = (scene: Scene): readonly string[] =>
  touchedIntegrations(planOf(scene), inputOf(scene).contents).map(({ kind, ...id }) => `${keyOf(id)} ${kind}`);

const flowOf = (triggerType: string, label: string) =>
  component('Flow:Nightly', `<label>${label}</label><start><triggerType>${triggerType}</triggerType></start>`);

const flows = { flows: new Map([['Nightly', { activeVersion: 1, versions: [1] }]]) };

describe('what a plan reaches', () => {
  it('are other systems, by the type, and by what Apex says in either version', () => {
    const site = (url: string) => component('RemoteSiteSetting:Bank', `<url>${url}</url>`);
    expect(
      reached({
        from: [site('https://a.example'), apexClass('Api', '@RestResource class Api {}'), apexClass('Plain')],
        to: [site('https://b.example'), apexClass('Api', 'class Api {}'), apexClass('Plain', 'class Plain { int x; }')],
      }),
    ).to.deep.equal(['ApexClass:Api endpoint', 'RemoteSiteSetting:Bank callout']);
  });

  it('are flows that nobody calls: by the clock, or by an event', () => {
    for (const [triggerType, kinds] of [
      ['Scheduled', ['Flow:Nightly schedule']],
      ['PlatformEvent', ['Flow:Nightly event']],
      ['RecordBeforeSave', []],
    ] as const)
      expect(reached({ from: [flowOf(triggerType, 'a')], to: [flowOf(triggerType, 'b')], facts: flows })).to.deep.equal(
        kinds,
      );
  });

  it('are the holders of access that changes; nobody holds what is only made', () => {
    const extra = '<userPermissions><enabled>true</enabled><name>ExportReport</name></userPermissions>';
    const made = component('PermissionSet:Fresh', '<label>Fresh</label>');
    const plan = planOf({ from: [profile(extra)], to: [profile(), made] });
    expect(touchedAccess(plan).map(keyOf)).to.deep.equal(['Profile:Admin']);
  });
});
