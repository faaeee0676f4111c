import { caseText, tryCase } from './case.ts';
import type { Fault } from './fault.ts';
import type { Lab } from './lab.ts';
import type { Scenario } from './scenarios.ts';
import { randomFrom } from './suite.ts';

const lastLoss = { gateway: 'git', of: 'push', kind: 'gitDiesAfterwards' } as const;

/** Everything that is sent once and whose answer can be lost after it took effect. */
const losses: readonly Pick<Fault, 'gateway' | 'of' | 'kind'>[] = [
  ...(['answerLost', 'bodyCut', 'gatewayTimeout', 'hang'] as const).flatMap((kind) =>
    ['deploy', 'cancelDeploy'].map((of) => ({ gateway: 'org', of, kind }) as const),
  ),
  lastLoss,
];

/** Commands that change the org. */
const changing = ['deploy', 'rollback', 'quick rollback', 'undo', 'overtaken deploy', 'resume of an undo'];

/** Runs in which one to three answers are lost, chosen by seeds that follow each other. Gives what is wrong, by seed. */
export const loseAnswers = async (
  lab: Lab,
  scenarios: readonly Scenario[],
  { seed, runs }: { readonly seed: number; readonly runs: number },
): Promise<readonly string[]> => {
  const wrong: string[] = [];
  const candidates = scenarios.filter(({ name }) => changing.includes(name));
  for (let run = 0; run < runs; run += 1) {
    const random = randomFrom(seed + run);
    const below = (limit: number): number => Math.floor(random() * limit);
    const scenario = candidates[below(candidates.length)];
    if (scenario === undefined) throw new Error('there is no command that changes the org');
    const faults = Array.from({ length: 1 + below(3) }, (): Fault => {
      const loss = losses[below(losses.length)] ?? lastLoss;
      return { ...loss, nth: 1 + below(loss.gateway === 'git' ? 16 : 2), lasts: 'once' };
    });
    const result = await tryCase(lab, { scenario, faults });
    if (result.wrong.length > 0)
      wrong.push(`seed ${seed + run}: ${caseText({ scenario, faults })}\n  ${result.wrong.join('\n  ')}`);
  }
  return wrong;
};
