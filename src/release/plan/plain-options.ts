import type { PlanOptions } from './plan.ts';

/** What a rollback is planned with when nobody asks for anything else. */
export const plainOptions: PlanOptions = {
  keepDataModel: 'whenRowsExist',
  acceptDataLoss: [],
  onDrift: 'stop',
  only: [],
  exclude: [],
};
