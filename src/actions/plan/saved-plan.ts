import type { Gateways } from '../../gateways/open.ts';
import { readPlan } from '../../release/plan/plan-file.ts';
import type { Plan } from '../../release/plan/plan.ts';
import { refuse } from '../../release/refusal.ts';

/** The plan to go back that a file holds. Refuses anything else. */
export const savedPlan = async (gateways: Gateways, file: string): Promise<Plan> => {
  const reading = readPlan(await gateways.readInput(file));
  switch (reading.kind) {
    case 'plan':
      if (reading.plan.purpose === 'rollback') return reading.plan;
      return refuse({ reason: 'notAPlan', file, detail: 'it is the plan of a deploy; a deploy plans for itself' });
    case 'notAPlan':
      return refuse({ reason: 'notAPlan', file, detail: reading.detail });
    case 'otherVersion':
      return refuse({ reason: 'notAPlan', file, detail: `a later version of the plugin made it (${reading.version})` });
    case 'edited':
      return refuse({ reason: 'planEdited', file, plan: reading.id });
  }
};
