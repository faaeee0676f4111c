import { backup } from '../../../src/actions/data/backup.ts';
import { restore } from '../../../src/actions/data/restore.ts';
import { resume } from '../../../src/actions/resume.ts';
import { rollback } from '../../../src/actions/rollback.ts';
import { options, org, waiting, type Ended, type Open } from '../commands.ts';

const backedUp = (open: Open, goesOn: boolean): Promise<Ended> =>
  backup(open, {
    ...{ ...org, objects: ['Account', 'Contact'], files: true },
    ...{ incremental: false, plain: false, resume: goesOn },
  });

const agreed = (): Promise<void> => Promise.resolve();

/** The field that a rollback deletes, with what people typed into it. */
export const doomed = { object: 'Thing__c', field: 'Risk__c' } as const;

/** The commands that save records and bring them back, as a person gives them who says yes to everything. */
export const recordCommands = {
  backup: (open: Open): Promise<Ended> => backedUp(open, false),
  backupResume: (open: Open): Promise<Ended> => backedUp(open, true),
  restore: (open: Open): Promise<Ended> => {
    const wishes = { objects: [], fields: [], ids: [], onConflict: 'overwrite', insert: true, dryRun: false } as const;
    return restore(open, { ...org, backup: 'latest', ...wishes }, agreed);
  },
  losingRollback: (open: Open): Promise<Ended> => {
    const acceptDataLoss = [`CustomField:${doomed.object}.${doomed.field}`];
    return rollback(open, { ...org, dryRun: false, options: { ...options, acceptDataLoss }, waiting }, agreed);
  },
  resume: (open: Open): Promise<Ended> => resume(open, { ...org, waiting }),
} as const;
