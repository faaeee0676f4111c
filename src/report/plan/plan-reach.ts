import { keyOf } from '../../release/metadata/component.ts';
import type { Outlook, TouchedJob } from '../../release/plan/outlook.ts';
import type { Plan } from '../../release/plan/plan.ts';
import { plural } from '../counts.ts';
import { planMessages as words } from './plan-messages.ts';
import type { PlanItem, PlanSection } from './plan-section.ts';

/** Whom a plan reaches: users by their access, Apex jobs, other systems. */
export const reachSection = ({ outlook }: Plan): PlanSection => ({
  title: words.getMessage('reach'),
  tone: 'plain',
  items: outlook === undefined ? [] : [...holderItems(outlook), ...jobItems(outlook), ...integrationItems(outlook)],
});

const item = (name: string, text: string): PlanItem => ({ sign: '', tone: 'plain', name, text });

const holderItems = ({ holders }: Outlook): readonly PlanItem[] =>
  holders.map((holder) =>
    item(
      keyOf(holder),
      holder.users === 'unknown'
        ? words.getMessage('reach.users.unknown')
        : words.getMessage('reach.users', [plural(holder.users, 'active user')]),
    ),
  );

const jobItems = ({ jobs }: Outlook): readonly PlanItem[] => {
  if (jobs === 'unknown')
    return [{ sign: '', tone: 'warn', name: words.getMessage('reach.jobs.unknown'), isSentence: true }];
  return jobs.map((job) => item(`ApexClass:${job.className}`, jobText(job)));
};

const jobText = ({ jobType, status, jobs }: TouchedJob): string =>
  words.getMessage('reach.jobs', [plural(jobs, `${jobType} job`), status.toLowerCase()]);

const integrationItems = ({ integrations }: Outlook): readonly PlanItem[] =>
  integrations.map((touched) => item(keyOf(touched), words.getMessage(`reach.${touched.kind}`)));
