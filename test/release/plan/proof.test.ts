import { expect } from 'chai';
import type { ComponentContent } from '../../../src/release/content/content.ts';
import { keyOf } from '../../../src/release/metadata/component.ts';
import { isProven, prove, type Proof, type ProofInput } from '../../../src/release/plan/proof.ts';
import { apexClass, field, flow, inputOf, planOf, profile, rows, type Scene } from '../plan-builders.ts';

/** A plan, and what the org holds afterwards: contents, names of what is not there; the rest nobody has read. */
const proofOf = (
  scene: Scene,
  live: readonly (ComponentContent | string)[],
  flows: ProofInput['flows'] = new Map(),
): Proof =>
  prove({
    plan: planOf(scene),
    planned: inputOf(scene).contents,
    live: new Map(live.map((one) => (typeof one === 'string' ? [one, 'absent'] : [keyOf(one), one])) as never),
    flows,
  });

const verdictsOf = ({ components }: Proof): readonly string[] =>
  components.map((one) => `${one.fullName} ${one.verdict}`);

const before = apexClass('A', 'public class A { /* before */ }');
const after = apexClass('A', 'public class A { /* after */ }');
const other = apexClass('B');

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
      const [found] = proofOf(of, [live], versions(active)).components;
      expect(found).to.include({ verdict });
      if (verdict === 'proven') expect(found?.limits).to.deep.equal([]);
      else expect(found?.limits).not.to.deep.equal([]);
    });

  it('is nothing when nobody has asked for its versions', () => {
    expect(verdictsOf(proofOf(known, [then]))).to.deep.equal(['Route unread']);
  });

  it('says whether one is active where that is not as planned', () => {
    expect(proofOf(known, [then], versions(3)).components[0]).to.include({ active: true });
    expect(proofOf(known, [then], versions(0)).components[0]).to.include({ active: false });
    expect(proofOf(inactive, [flow('Route', 'then', 'Draft')], versions(3)).components[0]).to.include({ active: true });
  });
});
