import { expect } from 'chai';
import type { Journal } from '../../src/gateways/git/journal.ts';
import { tryCase } from './case.ts';
import { dieAtEveryCall } from './deaths.ts';
import type { Fault } from './fault.ts';
import { openLab, type Lab } from './lab.ts';
import { loseAnswers } from './lost-answers.ts';
import { tryRaces } from './races.ts';
import { flaws, type Flaw } from './sabotage.ts';
import { scenariosIn, type Scenario } from './scenarios.ts';
import { suite } from './suite.ts';
import { invariants } from './watch.ts';

/** Of all faults, those that are tried here; `npm run faults` tries all. */
const share = 1 / 80;

describe('a run that is struck at any call of git and of the org', function () {
  this.timeout(300_000);
  let lab: Lab;
  let scenarios: readonly Scenario[];
  let deploy: Scenario;

  before(async () => {
    lab = await openLab();
    scenarios = await scenariosIn(lab);
    deploy = scenarios.find(({ name }) => name === 'deploy') ?? expect.fail();
  });

  after(() => lab[Symbol.asyncDispose]());

  it('tells the truth, keeps every rule, and is ended by one resume from a fresh clone', async () => {
    const { cases, wrong } = await suite(lab, { scenarios, share, seed: 6 });
    expect(wrong, wrong.join('\n')).to.deep.equal([]);
    expect(cases).to.be.greaterThan(80);
  });

  for (const [name, { fault, sabotage }] of Object.entries<Flaw>(flaws))
    it(`is seen to be wrong when it ${name}`, async () => {
      const faults: readonly Fault[] = fault === undefined ? [] : [fault];
      expect((await tryCase(lab, { scenario: deploy, faults })).wrong).to.deep.equal([]);
      expect((await tryCase(lab, { scenario: deploy, faults }, { sabotage })).wrong).not.to.deep.equal([]);
    });

  it('is judged by each rule: without the one about packages, another package passes', async () => {
    const { sabotage } = flaws['writes down another package than it sends'];
    const rules = invariants.filter(({ name }) => name !== 'the intent names this package and this org');
    const { wrong } = await tryCase(lab, { scenario: deploy, faults: [] }, { sabotage, rules });
    expect(wrong).to.deep.equal([]);
  });

  it('and whose git fails is not taken for a project without commits', async () => {
    const faults: readonly Fault[] = [{ gateway: 'git', of: 'rev-parse', nth: 1, kind: 'gitFails', lasts: 'once' }];
    const { ended, wrong } = await tryCase(lab, { scenario: deploy, faults });
    expect(wrong).to.deep.equal([]);
    expect(ended).to.match(/^outside git rev-parse failed/u);
  });

  it('and whose package never arrived does not take the release just before for its own deploy', async () => {
    const faults: readonly Fault[] = [{ gateway: 'org', of: 'deploy', nth: 1, kind: 'reset', lasts: 'once' }];
    const { ended, wrong } = await tryCase(lab, { scenario: deploy, faults });
    expect(wrong).to.deep.equal([]);
    expect(ended).to.match(/^failed/u);
  });

  it('and dies at any call, as does its resume, is ended by one resume more', async () => {
    const { deaths, wrong } = await dieAtEveryCall(lab, { scenarios, share: 1 / 60, seed: 2 });
    expect(wrong, wrong.join('\n')).to.deep.equal([]);
    expect(deaths).to.be.greaterThan(20);
  });

  it('never sends twice what got lost on the way back: submissions, cancels, pushes', async () => {
    const wrong = await loseAnswers(lab, scenarios, { seed: 1, runs: 40 });
    expect(wrong, wrong.join('\n')).to.deep.equal([]);
  });
});

describe('actors who race for one journal, in any order of their calls of git', function () {
  this.timeout(60_000);

  it('are one holder at a time, and nobody else writes', () => tryRaces({ seed: 4, numRuns: 300 }));

  it('are seen not to be when an entry is put on whatever is there', async () => {
    const unfenced = (journal: Journal): Journal => ({
      ...journal,
      append: async (entry, attachments) => {
        await journal.entries();
        await journal.append(entry, attachments);
      },
    });
    const error: unknown = await tryRaces({ seed: 4, numRuns: 100, change: unfenced }).catch(
      (thrown: unknown) => thrown,
    );
    expect(String((error as Error).cause)).to.match(/opened a run beside|wrote \w+, but/u);
  });
});
