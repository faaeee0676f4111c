import { expect } from 'chai';
import { parsePlan, readPlan, writePlan } from '../../../src/release/plan/plan-file.ts';
import { apexClass, planOf } from '../plan-builders.ts';

const plan = planOf({ from: [apexClass('A', 'public class A { }')], to: [apexClass('A')] });
const changed = (change: object): string => JSON.stringify({ ...plan, ...change });

describe('a plan in a file', () => {
  it('is the plan that was written', () => {
    expect(writePlan(plan)).to.match(/^\{\n {2}"[^]*\}\n$/u);
    expect(readPlan(writePlan(plan))).to.deep.equal({ kind: 'plan', plan });
    expect(parsePlan(writePlan(plan))).to.deep.equal(plan);
  });

  for (const [what, text, reading, error] of [
    ['is none when it is no JSON', '{', { kind: 'notAPlan' }, /^not a plan: .*JSON/u],
    ['is none when it is something else', '{"version":1}', { kind: 'notAPlan' }, /^not a plan: .*expected/u],
    ['is none when it is a list', '[]', { kind: 'notAPlan' }, /^not a plan: .*expected/u],
    ['is of a later version', changed({ version: 2 }), { kind: 'otherVersion', version: 2 }, /version 2; .* reads 1$/u],
    [
      'was changed',
      changed({ orgId: '00D000000000002AAA' }),
      { kind: 'edited', id: plan.id },
      /its id is not [0-9a-f]+$/u,
    ],
    ['has another id', changed({ id: 'f'.repeat(64) }), { kind: 'edited', id: 'f'.repeat(64) }, /changed after/u],
  ] as const)
    it(what, () => {
      expect(readPlan(text)).to.include(reading);
      expect(() => parsePlan(text)).to.throw(RangeError, error);
    });
});
