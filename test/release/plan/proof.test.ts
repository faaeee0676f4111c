import { expect } from 'chai';
import { sourceOf } from '../../../src/release/content/content-source.ts';
import type { ComponentContent } from '../../../src/release/content/content.ts';
import { keyOf, type ComponentId } from '../../../src/release/metadata/component.ts';
import type { Limit, Plan } from '../../../src/release/plan/plan.ts';
import { isProven, prove, type Proof, type ProofInput } from '../../../src/release/plan/proof.ts';
import { apexClass, component, field, flow, inputOf, planOf, profile, rows, type Scene } from '../plan-builders.ts';

interface Given {
  readonly flows?: ProofInput['flows'];
  /** What the plan says otherwise than the planner would. */
  readonly plan?: Partial<Plan>;
}

/** A plan, and what the org holds afterwards: contents, names of what is not there; the rest nobody has read. */
const proofOf = (
  scene: Scene,
  live: readonly (ComponentContent | string)[],
  { flows = new Map(), plan }: Given = {},
): Proof =>
  prove({
    plan: { ...planOf(scene), ...plan },
    planned: inputOf(scene).contents,
    live: new Map(live.map((one) => (typeof one === 'string' ? [one, 'absent'] : [keyOf(one), one])) as never),
    flows,
  });

const verdictsOf = ({ components }: Proof): readonly string[] =>
  components.map((one) => `${one.fullName} ${one.verdict}`);

const before = apexClass('A', 'public class A { /* before */ }');
const after = apexClass('A', 'public class A { /* after */ }');
const other = apexClass('B');

const limitOf = (reason: Limit['reason'], { type, fullName }: ComponentId): Limit => ({
  ...{ reason, component: { type, fullName }, instead: 'nothing' },
});

/** What a plan expects that leaves a component as the org holds it. */
const asItIs = (scene: Scene, content: ComponentContent): Plan['expected'][number] => ({
  ...{ type: content.type, fullName: content.fullName, state: 'present' },
  content: sourceOf(inputOf(scene).contents, content, { of: 'live' }),
});

describe('what is proven of a component', () => {
  const scene: Scene = { from: [after, other], to: [before] };

  for (const [what, live, verdicts] of [
    ['is proven when the org holds it, and no more', [before, 'ApexClass:B'], ['A proven', 'B proven']],
    ['differs when the org holds something else', [after, 'ApexClass:B'], ['A differs', 'B proven']],
    ['is missing when the org does not hold it', ['ApexClass:A', 'ApexClass:B'], ['A missing', 'B proven']],
    ['is unexpected when it should be gone', [before, other], ['A proven', 'B unexpected']],
    ['is nothing when nobody has read it', [], ['A unread', 'B unread']],
  ] as const)
    it(what, () => {
      const proof = proofOf(scene, live);
      expect(verdictsOf(proof)).to.deep.equal(verdicts);
      expect(isProven(proof)).to.equal(verdicts.every((text) => text.endsWith(' proven')));
      expect(proof.plan).to.equal(planOf(scene).id);
      for (const [verdict, count] of Object.entries(proof.counts))
        expect(count, verdict).to.equal(verdicts.filter((text) => text.endsWith(` ${verdict}`)).length);
    });

  it('names the files that differ, sorted, and whether they are too many or too few', () => {
    const files = { 'c.js': 'c', 'b.js': 'b', 'a.js': 'a' };
    const bundle = (held: Readonly<Record<string, string>>): ComponentContent => ({
      ...before,
      files: new Map(Object.entries(held).map(([file, text]) => [file, Buffer.from(text)])),
    });
    const proof = proofOf({ from: [after], to: [bundle(files)] }, [
      bundle({ 'c.js': 'other', 'b.js': 'b', 'd.js': '' }),
    ]);
    expect(proof.components[0]?.files).to.deep.equal(['a.js', 'c.js', 'd.js']);
    expect(proof.components[0]?.entries).to.deep.equal([]);
  });

  it('differs by as many files as entries', () => {
    const live = {
      ...after,
      xml: component('ApexClass:A', '<apiVersion>60.0</apiVersion><status>Active</status>').xml,
    };
    const [found] = proofOf({ from: [after], to: [before] }, [live as ComponentContent]).components;
    expect(found).to.deep.include({ verdict: 'differs', entries: [{ section: 'apiVersion' }], files: ['A.cls'] });
    expect(found).not.to.have.property('kept');
  });

  it('is its files where there is nothing else', () => {
    const [from, to] = ['now', 'then'].map((text) => component('Document:F/a.txt', undefined, { 'a.txt': text }));
    const scene: Scene = { from: [from as ComponentContent], to: [to as ComponentContent] };
    expect(verdictsOf(proofOf(scene, [to as ComponentContent]))).to.deep.equal(['F/a.txt proven']);
    expect(verdictsOf(proofOf(scene, [from as ComponentContent]))).to.deep.equal(['F/a.txt differs']);
  });

  it('is not proven when two things are wrong, whatever they are', () => {
    const counts = { proven: 1, limited: 1, differs: 0, missing: 0, unexpected: 0, unread: 0 };
    const wrong = ['differs', 'missing', 'unexpected', 'unread'] as const;
    for (const one of wrong)
      for (const two of wrong)
        expect(isProven({ plan: '', components: [], counts: { ...counts, [one]: 1, [two]: 1 } })).to.equal(false);
    expect(isProven({ plan: '', components: [], counts })).to.equal(true);
  });

  it('that was deleted is proven whatever else the plan says of it', () => {
    const limits = [limitOf('flowVersionStays', other)];
    const { components } = proofOf(scene, [before, 'ApexClass:B'], { plan: { limits } });
    expect(components[1]).to.deep.include({ verdict: 'proven', limits: [] });
  });

  it('that is gone though the release has it is limited by what the plan says of it', () => {
    const id = { type: 'ApexClass', fullName: 'A' };
    const plan = { expected: [{ ...id, state: 'absent' }], limits: [limitOf('flowVersionStays', id)] };
    const { components } = proofOf({ from: [after], to: [before] }, ['ApexClass:A'], { plan: plan as never });
    expect(components[0]).to.deep.include({ verdict: 'limited', limits: ['flowVersionStays'] });
  });

  it('that the org held already is proven as it is, with more than the release has of it', () => {
    const held: Scene = { from: [after], to: [before] };
    for (const [because, verdict] of [
      ['alreadyAsPlanned', 'proven'],
      ['rowsNotCounted', 'limited'],
    ] as const) {
      const keeps = [{ type: 'ApexClass', fullName: 'A', because }] as Plan['keeps'];
      const plan = { expected: [asItIs(held, after)], keeps, limits: [] };
      const [found] = proofOf(held, [after], { plan }).components;
      expect(found).to.include({ verdict });
      expect(found?.kept).to.equal(verdict === 'proven' ? undefined : because);
    }
  });

  it('is limited, with the reasons, where the plan said that it would not be as then', () => {
    const kept = field('Thing__c.Risk__c');
    const inUse: Scene = { from: [kept], to: [], facts: { rows: rows({ 'CustomField:Thing__c.Risk__c': 3 }) } };
    const proof = proofOf(inUse, [kept]);
    expect(proof.components).to.deep.equal([
      {
        type: 'CustomField',
        fullName: 'Thing__c.Risk__c',
        verdict: 'limited',
        entries: [],
        files: [],
        limits: ['dataWouldBeLost'],
        kept: 'dataWouldBeLost',
      },
    ]);
    expect(isProven(proof)).to.equal(true);
    expect(proof.counts.limited).to.equal(1);
    expect(verdictsOf(proofOf(inUse, ['CustomField:Thing__c.Risk__c']))).to.deep.equal(['Thing__c.Risk__c missing']);
  });
});

describe('what is proven of access', () => {
  const access = (...names: readonly string[]): ComponentContent =>
    profile(
      ...names.map(
        (name) =>
          `<fieldPermissions><editable>true</editable><field>${name}</field><readable>true</readable></fieldPermissions>`,
      ),
    );
  const all = access('Thing__c.Name__c', 'Thing__c.Risk__c');
  const then = access('Thing__c.Name__c');

  it('is the entries, by name', () => {
    const [found] = proofOf({ from: [all], to: [then] }, [all]).components;
    expect(found).to.deep.include({
      verdict: 'differs',
      entries: [{ section: 'fieldPermissions', key: 'Thing__c.Risk__c' }],
    });
  });

  it('leaves out what speaks of a component that the plan deletes: the org takes it along', () => {
    const gone = field('Thing__c.Risk__c');
    const scene: Scene = {
      from: [gone, all],
      to: [then],
      facts: { rows: rows({ 'CustomField:Thing__c.Risk__c': 0 }) },
    };
    for (const live of [all, then])
      expect(verdictsOf(proofOf(scene, ['CustomField:Thing__c.Risk__c', live]))).to.deep.equal([
        'Thing__c.Risk__c proven',
        'Admin proven',
      ]);
    expect(verdictsOf(proofOf(scene, ['CustomField:Thing__c.Risk__c', access()]))).to.include('Admin differs');
  });
});

describe('what is proven where a limit speaks of entries', () => {
  const access = (...names: readonly string[]): ComponentContent =>
    profile(
      '<custom>true</custom>',
      ...names.map((name) => `<userPermissions><enabled>true</enabled><name>${name}</name></userPermissions>`),
    );
  const scene: Scene = { from: [access('A', 'B')], to: [access('A')] };
  const id = { type: 'Profile', fullName: 'Admin' };
  const limit = { ...limitOf('dataWouldBeLost', id), entry: { section: 'userPermissions', key: 'B' } };
  const plan = { expected: [asItIs(scene, access('A', 'B'))], keeps: [], limits: [limit] };

  for (const [what, live, verdict, entries] of [
    ['is limited when they stay as the plan said', access('A', 'B'), 'limited', []],
    ['is proven when they are as in the release after all', access('A'), 'proven', []],
    ['differs by what is neither', access(), 'differs', ['userPermissions A']],
    [
      'differs by a section that the limit does not speak of',
      profile('<custom>false</custom>'),
      'differs',
      ['custom ', 'userPermissions A'],
    ],
  ] as const)
    it(what, () => {
      const [found] = proofOf(scene, [live], { plan }).components;
      expect(found).to.include({ verdict });
      expect(found?.entries.map(({ section, key = '' }) => `${section} ${key}`)).to.deep.equal(entries);
    });

  it('differs by all of them without a limit that names any', () => {
    const plain = { ...plan, limits: [limitOf('dataWouldBeLost', id)] };
    const [found] = proofOf(scene, [access('A')], { plan: plain }).components;
    expect(found).to.deep.include({ verdict: 'differs', entries: [{ section: 'userPermissions', key: 'B' }] });
  });
});

describe('what is proven of a flow', () => {
  const versions = (active: number): ProofInput['flows'] =>
    new Map([['Route', { activeVersion: active, versions: [1, 2, 3] }]]);
  const scene = { from: [flow('Route', 'now')], to: [flow('Route', 'then')], facts: { flows: versions(3) } };
  const known: Scene = { ...scene, facts: { ...scene.facts, recordedFlowVersions: new Map([['Route', 2]]) } };
  const deployed: Scene = { ...scene, purpose: 'deploy' };
  const inactive: Scene = {
    ...scene,
    to: [flow('Route', 'then', 'Draft')],
    facts: { ...scene.facts, recordedFlowVersions: new Map([['Route', 0]]) },
  };
  const [then, now, else_] = [flow('Route', 'then'), flow('Route', 'now'), flow('Route', 'else')];

  for (const [what, of, live, active, verdict] of [
    ['is proven when its version of then is active', known, then, 2, 'proven'],
    ['is limited when that version shows something else than its file told', known, now, 2, 'limited'],
    ['differs when another version is active', known, then, 3, 'differs'],
    ['differs when none is', known, then, 0, 'differs'],
    ['is proven when it is inactive as planned', inactive, flow('Route', 'then', 'Draft'), 0, 'proven'],
    ['differs when it should be inactive', inactive, flow('Route', 'then', 'Draft'), 3, 'differs'],
    ['is proven when a deploy has activated it', deployed, then, 3, 'proven'],
    ['is limited when the org still shows what was active before', deployed, now, 3, 'limited'],
    ['differs when the org shows neither', deployed, else_, 3, 'differs'],
  ] as const)
    it(what, () => {
      const [found] = proofOf(of, [live], { flows: versions(active) }).components;
      expect(found).to.include({ verdict });
      if (verdict === 'proven') expect(found?.limits).to.deep.equal([]);
      else expect(found?.limits).not.to.deep.equal([]);
    });

  it('is judged by the step of its own, among those of others', () => {
    const two = (label: string) => [flow('Route', label), flow('Another', label)];
    const facts = {
      flows: new Map([...versions(3), ['Another', { activeVersion: 5, versions: [4, 5] }] as const]),
      recordedFlowVersions: new Map(Object.entries({ Route: 2, Another: 4 })),
    };
    const flows = new Map(
      Object.entries({ Route: 2, Another: 4 }).map(([name, active]) => [
        name,
        { activeVersion: active, versions: [active] },
      ]),
    );
    const proof = proofOf({ from: two('now'), to: two('then'), facts }, two('then'), { flows });
    expect(verdictsOf(proof)).to.deep.equal(['Another proven', 'Route proven']);
  });

  it('whose former content was sent is right with whichever version that has become', () => {
    const unknown: Scene = { ...scene, facts: { flows: versions(3) } };
    const found = proofOf(unknown, [then], { flows: versions(4) }).components[0];
    expect(found).to.include({ verdict: 'proven' });
    expect(proofOf(unknown, [now], { flows: versions(4) }).components[0]).to.include({ verdict: 'differs' });
  });

  it('that was not there before differs when the org shows something else', () => {
    const added: Scene = { from: [], to: [then], purpose: 'deploy', notLive: ['Flow:Route'] };
    const plan = { limits: [limitOf('flowActivatedByOrg', then)] };
    expect(proofOf(added, [now], { flows: versions(1), plan }).components[0]).to.include({ verdict: 'differs' });
  });

  it('is nothing when nobody has asked for its versions', () => {
    expect(verdictsOf(proofOf(known, [then]))).to.deep.equal(['Route unread']);
  });

  it('says whether one is active where that is not as planned', () => {
    expect(proofOf(known, [then], { flows: versions(3) }).components[0]).to.include({ active: true });
    expect(proofOf(known, [then], { flows: versions(0) }).components[0]).to.include({ active: false });
    expect(proofOf(inactive, [flow('Route', 'then', 'Draft')], { flows: versions(3) }).components[0]).to.include({
      active: true,
    });
  });
});
