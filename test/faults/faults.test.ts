import { expect } from 'chai';
import { callsOf, tryCase } from './case.ts';
import type { Fault } from './fault.ts';
import { openLab, type Lab } from './lab.ts';
import { flaws, type Flaw } from './sabotage.ts';
import { scenariosIn, type Scenario } from './scenarios.ts';
import { suite } from './suite.ts';
import { invariants } from './watch.ts';

/** Of all faults, those that are tried here; `npm run faults` tries all. */
const share = 1 / 50;

describe('a run that is struck at any call of git and of the org', function () {
  this.timeout(300_000);
  let lab: Lab;
  let scenarios: readonly Scenario[];
  let deploy: Scenario;

  /** The first call of an operation that a deploy makes. */
  const faultOf = async ({ operation, kind, lasts }: NonNullable<Flaw['fault']>): Promise<Fault> => {
    const { org } = await callsOf(lab, deploy);
    return { gateway: 'org', nth: org.indexOf(operation) + 1, kind, lasts };
  };

  before(async () => {
    lab = await openLab();
    scenarios = await scenariosIn(lab);
    deploy = scenarios.find(({ name }) => name === 'deploy') ?? expect.fail();
  });

  after(() => lab[Symbol.asyncDispose]());

  it('tells the truth, keeps every rule, and is ended by one resume from a fresh clone', async () => {
    const { cases, wrong } = await suite(lab, { scenarios, share, seed: 6 });
    expect(wrong, wrong.join('\n')).to.deep.equal([]);
    expect(cases).to.be.greaterThan(100);
  });

  for (const [name, { fault, sabotage }] of Object.entries<Flaw>(flaws))
    it(`is seen to be wrong when it ${name}`, async () => {
      const faults = fault === undefined ? [] : [await faultOf(fault)];
      expect((await tryCase(lab, { scenario: deploy, faults })).wrong).to.deep.equal([]);
      expect((await tryCase(lab, { scenario: deploy, faults }, { sabotage })).wrong).not.to.deep.equal([]);
    });

  it('is judged by each rule: without the one about packages, another package passes', async () => {
    const { sabotage } = flaws['writes down another package than it sends'];
    const rules = invariants.filter(({ name }) => name !== 'the intent names this package and this org');
    const { wrong } = await tryCase(lab, { scenario: deploy, faults: [] }, { sabotage, rules });
    expect(wrong).to.deep.equal([]);
  });

  it('and whose package never arrived does not take the release just before for its own deploy', async () => {
    const faults = [await faultOf({ operation: 'deploy', kind: 'reset', lasts: 'once' })];
    const { ended, wrong } = await tryCase(lab, { scenario: deploy, faults });
    expect(wrong).to.deep.equal([]);
    expect(ended).to.match(/^failed/u);
  });
});
