import { deploy } from '../../src/actions/deploy.ts';
import { resume } from '../../src/actions/resume.ts';
import { rollback } from '../../src/actions/rollback.ts';
import type { OpenGateways as Open } from '../../src/actions/walk.ts';
import type { DeployRecord } from '../../src/gateways/org/deploy-record.ts';
import type { PlanOptions } from '../../src/release/plan/plan.ts';

export type { Open };

/** What a command ended with, as far as the judge looks at it. */
export interface Ended {
  readonly kind: string;
  readonly notices?: readonly { readonly notice: string }[];
  readonly detail?: string;
  readonly message?: string;
  readonly refusal?: { readonly reason: string };
}

/** What the org of all cases is called. */
export const alias = 'lab';
export const org = { targetOrg: alias };
export const waiting = { minutes: 1 };

export const options: PlanOptions = {
  keepDataModel: 'whenRowsExist',
  acceptDataLoss: [],
  onDrift: 'stop',
  only: [],
  exclude: [],
};

const agreed = (): Promise<void> => Promise.resolve();

/** The commands that runs are made of, as a person gives them who says yes to everything. */
export const commands = {
  deploy: (open: Open): Promise<Ended> =>
    deploy(open, { ...org, version: 'minor', whole: false, dryRun: false, options, waiting }, agreed),
  rollback: (open: Open, onProgress?: (record: DeployRecord) => void): Promise<Ended> =>
    rollback(open, { ...org, dryRun: false, options, waiting: { ...waiting, onProgress } }, agreed),
  resume: (open: Open): Promise<Ended> => resume(open, { ...org, waiting }),
} as const;
