import { expect } from 'chai';
import type { FlowFacts } from '../../../src/release/plan/plan-input.ts';
import { planRollback } from '../../../src/release/plan/plan-rollback.ts';
import { isProven, prove } from '../../../src/release/plan/proof.ts';
import { carryOut } from '../org-model.ts';
import {
  component,
  field,
  flow,
  inputOf,
  keptAs,
  limitsOf,
  planOf,
  rows,
  shipped,
  type Scene,
} from '../plan-builders.ts';

const versions = (activeVersion: number, ...numbers: readonly number[]): ReadonlyMap<string, FlowFacts> =>
  new Map([['Route', { activeVersion, versions: numbers }]]);
const recorded = (version: number) => new Map([['Route', version]]);

const steps = (scene: Scene): readonly string[] =>
  planOf(scene).steps.map((step) =>
    step.kind === 'activateFlowVersion'
      ? `${step.flow} ${step.version} back to ${step.compensation.version}`
      : step.kind,
  );

const changed = { from: [flow('Route', 'new')], to: [flow('Route', 'old')] };

describe('the undo of a flow', () => {
  it('activates the version that was active at the release, without sending anything', () => {
    const scene = { ...changed, facts: { flows: versions(3, 1, 2, 3), recordedFlowVersions: recorded(2) } };
    expect(steps(scene)).to.deep.equal(['Route 2 back to 3']);
    expect(shipped(planOf(scene))).to.deep.equal([]);
    expect(limitsOf(planOf({ ...scene, orgKind: 'sandbox' }))).to.deep.equal(['flowVersionStays Flow:Route']);
  });

  it('says that production may have kept the version inactive that its file tells of', () => {
    const scene = { ...changed, facts: { flows: versions(3, 1, 2, 3), recordedFlowVersions: recorded(2) } };
    expect(limitsOf(planOf(scene))).to.deep.equal(['flowVersionOfThen Flow:Route', 'flowVersionStays Flow:Route']);
  });

  it('leaves the version alone that is active as it was then, and says where its file tells of another one', () => {
    const scene = { ...changed, facts: { flows: versions(1, 1, 2), recordedFlowVersions: recorded(1) } };
    expect(steps(scene)).to.deep.equal([]);
    expect(limitsOf(planOf(scene))).to.include('flowVersionOfThen Flow:Route');
    const { from, to } = { from: [flow('Route', 'same')], to: [flow('Route', 'same', 'Active')] };
    expect(limitsOf(planOf({ ...scene, from, to, live: to }))).not.to.include('flowVersionOfThen Flow:Route');
  });

  it('sends the former content and activates what that makes when the version is gone', () => {
    const scene = { ...changed, facts: { flows: versions(3, 3), recordedFlowVersions: recorded(2) } };
    expect(steps(scene)).to.deep.equal(['deploy', 'Route newest back to 3']);
    expect(shipped(planOf(scene))).to.deep.equal(['redeploy Flow:Route']);
  });

  it('does the same when nobody wrote down which version was active, and says so', () => {
    const scene = { ...changed, facts: { flows: versions(3, 1, 2, 3) } };
    expect(steps(scene)).to.deep.equal(['deploy', 'Route newest back to 3']);
    expect(limitsOf(planOf(scene))).to.include('flowVersionUnknown Flow:Route');
  });

  it('deactivates a flow that had no active version', () => {
    const scene = {
      from: [flow('Route', 'new')],
      to: [flow('Route', 'old', 'Draft')],
      facts: { flows: versions(3, 1, 2, 3), recordedFlowVersions: recorded(0) },
    };
    expect(steps(scene)).to.deep.equal(['deploy', 'Route 0 back to 3']);
  });

  it('has no step for a new flow that nobody activated', () => {
    const scene = { from: [flow('Route', 'new')], facts: { flows: versions(0, 1) } };
    expect(steps(scene)).to.deep.equal([]);
    expect(keptAs(planOf(scene))).to.deep.equal(['undoneByStep Flow:Route']);
  });

  it('does nothing when the former version is still the active one', () => {
    const scene = {
      ...changed,
      live: [flow('Route', 'old')],
      facts: { flows: versions(2, 2, 3), recordedFlowVersions: recorded(2) },
    };
    expect(steps(scene)).to.deep.equal([]);
    expect(keptAs(planOf(scene))).to.deep.equal(['alreadyAsPlanned Flow:Route']);
  });

  it('brings back a flow that the release deleted from the project and not from the org', () => {
    const scene = {
      to: [flow('Route', 'old')],
      live: [flow('Route', 'old')],
      facts: { flows: versions(0, 1), recordedFlowVersions: recorded(1) },
    };
    expect(steps(scene)).to.deep.equal(['Route 1 back to 0']);
  });

  it('never sends a flow definition; its number becomes a step', () => {
    const definition = (version: number) =>
      component('FlowDefinition:Route', `<activeVersionNumber>${version}</activeVersionNumber>`);
    const scene = { from: [definition(3)], to: [definition(2)], facts: { flows: versions(3, 2, 3) } };
    expect(steps(scene)).to.deep.equal(['Route 2 back to 3']);
    expect(shipped(planOf(scene))).to.deep.equal([]);
  });

  it('refuses to plan when the org has a flow and nobody asked for its versions', () => {
    expect(() => planOf(changed)).to.throw(RangeError, 'versions of flow Route');
  });

  it('keeps a field that a version of the flow still uses: the org would refuse to delete it', () => {
    const uses = component(
      'Flow:Route',
      '<label>new</label><object>Account</object><field>Risk__c</field><status>Active</status>',
    );
    const plan = planOf({
      from: [uses, field('Account.Risk__c')],
      to: [flow('Route', 'old')],
      facts: {
        flows: versions(3, 2, 3),
        recordedFlowVersions: recorded(2),
        rows: rows({ 'CustomField:Account.Risk__c': 0 }),
      },
    });
    expect(plan.deletes).to.deep.equal([]);
    expect(limitsOf(plan)).to.include('stillReferenced CustomField:Account.Risk__c');
    expect(plan.references).to.deep.include({
      to: { type: 'CustomField', fullName: 'Account.Risk__c' },
      by: { type: 'Flow', fullName: 'Route' },
      foundIn: 'source',
      afterwards: 'stays',
    });
  });

  it('leaves activation to the org when it deploys forward', () => {
    const scene: Scene = { ...changed, purpose: 'deploy', facts: { flows: versions(3, 3) } };
    expect(steps(scene)).to.deep.equal(['deploy']);
    expect(limitsOf(planOf(scene))).to.deep.equal(['flowActivatedByOrg Flow:Route']);
  });
});

describe('the proof of a flow', () => {
  const scene = { ...changed, facts: { flows: versions(3, 1, 2, 3), recordedFlowVersions: recorded(2) } };
  const input = inputOf(scene);
  const plan = planRollback(input);
  const org = carryOut(plan, input);
  const proofWith = (flows: ReadonlyMap<string, FlowFacts>, live = org.contents) =>
    prove({ plan, planned: input.contents, live, flows });
  const otherwise = new Map(org.contents).set('Flow:Route', flow('Route', 'something else'));

  it('holds when the former version is active again', () => {
    expect(isProven(proofWith(org.flows))).to.equal(true);
  });

  it('fails when the org deactivated it meanwhile', () => {
    const proof = proofWith(versions(0, 1, 2, 3));
    expect(isProven(proof)).to.equal(false);
    expect(proof.components[0]).to.include({ verdict: 'differs', active: false });
  });

  it('fails when the content is another one, where every version that is deployed becomes active', () => {
    const sandbox = planRollback({ ...input, orgKind: 'sandbox' });
    const proof = prove({ plan: sandbox, planned: input.contents, live: otherwise, flows: org.flows });
    expect(proof.components[0]).to.deep.include({ verdict: 'differs', entries: [{ section: 'label' }] });
  });

  it('holds in production when the very version is active, whatever its file says, and says why', () => {
    expect(proofWith(org.flows, otherwise).components[0]).to.deep.include({
      verdict: 'limited',
      limits: ['flowVersionOfThen', 'flowVersionStays'],
    });
  });

  it('fails in production when another version is active', () => {
    expect(proofWith(versions(1, 1, 2, 3), otherwise).components[0]).to.include({ verdict: 'differs' });
  });

  it('knows nothing when nobody asked which version is active', () => {
    expect(proofWith(new Map()).components[0]?.verdict).to.equal('unread');
    expect(isProven(proofWith(new Map()))).to.equal(false);
  });
});
