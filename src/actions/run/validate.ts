import { armedUntil } from '../../release/armed.ts';
import type { ArmOutcome } from '../../release/run-outcome.ts';
import { answered } from '../checks/answered.ts';
import { installedList } from './installed-packages.ts';
import { endingOf } from './perform.ts';
import type { Sending } from './scene.ts';
import { send } from './send.ts';

/** Has the org validate the one package of a plan, with tests, and writes down what deploys it at once later. */
export const validate = async (scene: Sending): Promise<ArmOutcome> => {
  const { run, plan } = scene;
  try {
    scene.waiting.onStage?.('validate');
    const deploy = await send({ ...scene, validateOnly: true }, 1);
    const { deployId, completedAt, testsRun, seconds } = deploy;
    const { package: sent, testLevel } = run.intended({ step: 'submit', part: 1 })?.evidence ?? {};
    if (typeof sent !== 'string' || typeof testLevel !== 'string')
      throw new RangeError(`the run ${run.id} does not say which package it sent`);
    const packages = await answered(() => installedList(scene.org));
    await run.close('armed', {
      ...{ validation: deployId, package: sent, testLevel },
      ...{ validatedAt: completedAt, testsRun, seconds },
      ...('known' in packages && { packages: [...packages.known] }),
    });
    return { kind: 'armed', plan, deploy, until: armedUntil(completedAt) };
  } catch (error) {
    return endingOf(scene, error);
  }
};
