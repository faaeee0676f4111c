import { expect } from 'chai';
import { planRollback } from '../../../src/release/plan/plan-rollback.ts';
import type { OnDrift, Plan } from '../../../src/release/plan/plan.ts';
import { resolveContent } from '../../../src/release/content/content-source.ts';
import { isProven, prove } from '../../../src/release/plan/proof.ts';
import { carryOut } from '../org-model.ts';
import {
  apexClass,
  component,
  deleted,
  inputOf,
  keptAs,
  planOf,
  profile,
  shipped,
  type Scene,
} from '../plan-builders.ts';

const layout = (one: string, two: string) => component('Layout:Account-Main', `<one>${one}</one><two>${two}</two>`);
const bundle = (files: Readonly<Record<string, string>>) =>
  component('LightningComponentBundle:card', undefined, files);

const withPolicy = (scene: Scene, onDrift: OnDrift): Scene => ({ ...scene, options: { onDrift } });
const decisions = (plan: Plan): readonly string[] =>
  plan.drift.flatMap(({ entries, files, decision }) => [
    decision,
    ...entries.map((entry) => `${entry.section} ${entry.decision}`),
    ...files.map((file) => `${file.path} ${file.decision}`),
  ]);

/** Somebody changed `two` in the org; the release changed `one`. */
const beside: Scene = { from: [layout('b', 'x')], to: [layout('a', 'x')], live: [layout('b', 'hotfix')] };
/** Somebody changed what the release had changed. */
const conflict: Scene = { from: [layout('b', 'x')], to: [layout('a', 'x')], live: [layout('hotfix', 'x')] };

describe('drift', () => {
  it('is none when the org holds what the release says in other words', () => {
    const from = component('CustomField:Account.A__c', '<fullName>A__c</fullName><type>Text</type><length>9</length>');
    const to = component('CustomField:Account.A__c', '<fullName>A__c</fullName><type>Text</type><length>8</length>');
    const live = component(
      'CustomField:Account.A__c',
      '<fullName>A__c</fullName><externalId>false</externalId><length>9</length><required>false</required><type>Text</type>',
    );
    expect(planOf({ from: [from], to: [to], live: [live] }).drift).to.deep.equal([]);
  });

  it('stops the plan by default and says who and when', () => {
    const lastModified = new Map([['Layout:Account-Main', { by: 'Ann', at: '2026-11-01T08:00:00.000Z' }] as const]);
    const plan = planOf({ ...beside, facts: { lastModified } });
    expect(plan.blockers).to.deep.equal([
      { reason: 'drift', components: [{ type: 'Layout', fullName: 'Account-Main' }] },
    ]);
    expect(plan.drift[0]).to.deep.include({ by: 'Ann', at: '2026-11-01T08:00:00.000Z', kind: 'changed' });
    expect(decisions(plan)).to.deep.equal(['stop', 'two stop']);
  });

  for (const [policy, entry, blocked] of [
    ['keep', 'two kept', false],
    ['overwrite', 'two overwritten', false],
    ['merge', 'two merged', false],
  ] as const)
    it(`beside the release: ${policy} decides by entry`, () => {
      const plan = planOf(withPolicy(beside, policy));
      expect(decisions(plan)).to.include(entry);
      expect(plan.blockers.length > 0).to.equal(blocked);
    });

  it('is kept inside what is sent: the hotfix stays, the release goes', () => {
    const input = inputOf(withPolicy(beside, 'merge'));
    const plan = planRollback(input);
    const [ship] = plan.ships;
    const sent = ship && resolveContent(input.contents, ship, ship.content);
    expect(sent?.xml?.children.map(({ name, text }) => `${name}=${text ?? ''}`)).to.deep.equal(['one=a', 'two=hotfix']);
    expect(plan.limits.map(({ reason, entry }) => [reason, entry?.section])).to.deep.equal([['driftKept', 'two']]);
  });

  for (const [policy, decision, blocked] of [
    ['stop', 'stop', true],
    ['keep', 'kept', false],
    ['overwrite', 'overwritten', false],
    ['merge', 'stop', true],
  ] as const)
    it(`in conflict with the release: ${policy} gives ${decision}`, () => {
      const plan = planOf(withPolicy(conflict, policy));
      expect(decisions(plan)).to.deep.equal([decision, `one ${decision}`]);
      expect(plan.blockers.length > 0).to.equal(blocked);
    });

  it('of files is decided file by file', () => {
    const scene: Scene = {
      from: [bundle({ 'a.js': 'new', 'b.js': 'same' })],
      to: [bundle({ 'a.js': 'old', 'b.js': 'same' })],
      live: [bundle({ 'a.js': 'new', 'b.js': 'hotfix' })],
    };
    const plan = planOf(withPolicy(scene, 'merge'));
    expect(decisions(plan)).to.deep.equal(['merged', 'b.js merged']);
    expect(plan.ships[0]?.content.files).to.deep.equal([{ path: 'b.js', of: 'live' }]);
  });

  it('that is what the rollback would make anyway is no reason to stop', () => {
    const plan = planOf({ from: [layout('b', 'x')], to: [layout('a', 'x')], live: [layout('a', 'x')] });
    expect(plan.blockers).to.deep.equal([]);
    expect(plan.ships).to.deep.equal([]);
    expect(keptAs(plan)).to.deep.equal(['alreadyAsPlanned Layout:Account-Main']);
  });

  it('of a component that the release added stops its deletion', () => {
    const scene: Scene = { from: [apexClass('A')], live: [apexClass('A', 'class A { void fix() {} }')] };
    expect(planOf(scene).blockers).to.have.lengthOf(1);
    expect(deleted(planOf(withPolicy(scene, 'overwrite')))).to.deep.equal(['post ApexClass:A']);
    expect(keptAs(planOf(withPolicy(scene, 'keep')))).to.deep.equal(['driftKept ApexClass:A']);
    expect(planOf(withPolicy(scene, 'merge')).blockers).to.have.lengthOf(1);
  });

  it('is harmless when somebody already deleted what the release had added', () => {
    const plan = planOf({ from: [apexClass('A')], notLive: ['ApexClass:A'] });
    expect(plan.blockers).to.deep.equal([]);
    expect(plan.deletes).to.deep.equal([]);
    expect(plan.expected).to.deep.equal([{ type: 'ApexClass', fullName: 'A', state: 'absent' }]);
  });

  it('of a component that somebody deleted is asked about before it is made again', () => {
    const scene: Scene = { from: [layout('b', 'x')], to: [layout('a', 'x')], notLive: ['Layout:Account-Main'] };
    expect(planOf(scene).blockers).to.have.lengthOf(1);
    expect(shipped(planOf(withPolicy(scene, 'overwrite')))).to.deep.equal(['recreate Layout:Account-Main']);
    expect(shipped(planOf(withPolicy(scene, 'keep')))).to.deep.equal([]);
  });

  it('in a profile beside the release is out of reach: reported, not stopped for', () => {
    const access = (name: string, enabled: boolean) =>
      `<classAccesses><apexClass>${name}</apexClass><enabled>${enabled}</enabled></classAccesses>`;
    const plan = planOf({
      from: [profile(access('New', true), access('Old', true))],
      to: [profile(access('Old', true))],
      live: [profile(access('New', true), access('Old', false))],
    });
    expect(decisions(plan)).to.deep.equal(['untouched', 'classAccesses untouched']);
    expect(plan.blockers).to.deep.equal([]);
  });

  for (const policy of ['keep', 'overwrite', 'merge'] as const)
    it(`decided by ${policy} ends in a proof`, () => {
      const input = inputOf(withPolicy(beside, policy));
      const plan = planRollback(input);
      const org = carryOut(plan, input);
      expect(isProven(prove({ plan, planned: input.contents, live: org.contents, flows: org.flows }))).to.equal(true);
    });

  it('is none in what every org has before Git knows of it', () => {
    const account = component('CustomObject:Account', '<enableFeeds>true</enableFeeds>');
    const plan = planOf({
      to: [account, profile('<description>x</description>')],
      live: [
        component('CustomObject:Account', '<enableFeeds>false</enableFeeds><enableReports>true</enableReports>'),
        profile(),
      ],
    });
    expect(plan.blockers).to.deep.equal([]);
    expect(shipped(plan)).to.deep.equal(['redeploy CustomObject:Account', 'sendEntries Profile:Admin']);
  });

  it('is none in what merges when the org only says more', () => {
    const own = '<userPermissions><enabled>true</enabled><name>ApiEnabled</name></userPermissions>';
    const plan = planOf({ from: [profile()], live: [profile(own)] });
    expect(plan.drift).to.deep.equal([]);
  });

  it('is none in switches that the org writes out because they are off', () => {
    const inside = (one: string, more = '') => component('Layout:Account-Main', `<one>${one}</one>${more}`);
    const plan = planOf({
      from: [inside('b')],
      to: [inside('a')],
      live: [inside('b', '<showEmailCheckbox>false</showEmailCheckbox>')],
    });
    expect(plan.drift).to.deep.equal([]);
  });

  it('is there in a switch that means on when it is left out', () => {
    const rule = (text: string, more = '') =>
      component('ValidationRule:Account.V', `<fullName>V</fullName><errorMessage>${text}</errorMessage>${more}`);
    const plan = planOf({ from: [rule('b')], to: [rule('a')], live: [rule('b', '<active>false</active>')] });
    expect(plan.blockers).to.have.lengthOf(1);
  });

  it('cannot be read from an org that was not asked', () => {
    const input = inputOf(beside);
    const live = new Map(input.contents.live);
    live.delete('Layout:Account-Main');
    expect(() => planRollback({ ...input, contents: { ...input.contents, live } })).to.throw(
      RangeError,
      'the org was not read for Layout:Account-Main',
    );
  });
});
