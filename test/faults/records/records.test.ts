import { expect } from 'chai';
import { openRecordLab, type RecordLab } from './record-lab.ts';
import { recordFlaws } from './record-sabotage.ts';
import { recordScenariosIn, type RecordScenario } from './record-scenarios.ts';
import { dieInRecords, strikeOnce, strikeRecords } from './record-suites.ts';

describe('records that are saved and brought back', function () {
  this.timeout(300_000);
  let lab: RecordLab;
  let scenarios: readonly RecordScenario[];

  before(async () => {
    lab = await openRecordLab();
    scenarios = await recordScenariosIn(lab);
  });

  after(() => lab[Symbol.asyncDispose]());

  // `npm run faults -- records` tries all of it
  it('are not lost, made twice or half there, whatever strikes git and the org', async () => {
    const { cases, wrong } = await strikeRecords(lab, { scenarios, share: 1 / 160, seed: 3 });
    expect(wrong, wrong.join('\n')).to.deep.equal([]);
    expect(cases).to.be.greaterThan(10);
  });

  it('nor when a process dies at any call, and the one after it too', async () => {
    const { cases, wrong } = await dieInRecords(lab, { scenarios, share: 1 / 40, seed: 5 });
    expect(wrong, wrong.join('\n')).to.deep.equal([]);
    expect(cases).to.be.greaterThan(10);
  });

  for (const [flaw, { scenario: name, says, sabotage }] of Object.entries(recordFlaws))
    it(`are seen to be in danger when the product ${flaw}`, async () => {
      const scenario = scenarios.find((each) => each.name === name) ?? expect.fail(name);
      expect(await strikeOnce(lab, { scenario, faults: [] })).to.deep.equal([]);
      expect((await strikeOnce(lab, { scenario, faults: [], sabotage })).join('\n')).to.contain(says);
    });
});
