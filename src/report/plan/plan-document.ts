import type { CheckResult } from '../../release/checks/check.ts';
import type { Plan } from '../../release/plan/plan.ts';
import { blockedSection } from './plan-blockers.ts';
import { checksSection } from './plan-checks.ts';
import { glanceOf } from './plan-glance.ts';
import type { PlanLine, PlanSection } from './plan-section.ts';
import { sectionsOf } from './plan-sections.ts';
import { planMessages } from './plan-messages.ts';
import type { PlannedOrg } from './planned-org.ts';

/** A plan in words, whatever they are shown on. */
export interface PlanDocument {
  readonly heading: string;
  readonly org: {
    readonly name: string;
    readonly kind: string;
    readonly isProduction: boolean;
    readonly identity: string;
  };
  readonly id: string;
  /** What a person has to know before anything else. */
  readonly glance: readonly PlanLine[];
  readonly sections: readonly PlanSection[];
}

/** `checks` are those before the run, where they belong to the page. */
export const planDocument = (plan: Plan, org: PlannedOrg, checks: readonly CheckResult[] = []): PlanDocument => ({
  heading: headingOf(plan),
  org: {
    name: org.name,
    kind: plan.orgKind === 'production' ? 'PRODUCTION' : plan.orgKind,
    isProduction: plan.orgKind === 'production',
    identity: `${org.username}, ${plan.orgId}`,
  },
  id: plan.id,
  glance: glanceOf(plan),
  sections: [blockedSection(plan), checksSection(checks), ...sectionsOf(plan, org)].filter(
    ({ items }) => items.length > 0,
  ),
});

const headingOf = ({ purpose, from, to, options }: Plan): string => {
  const now = from.release ?? planMessages.getMessage('now');
  const there = to.release ?? to.commit.slice(0, 12);
  if (options.undo !== undefined) return planMessages.getMessage('heading.undo', [options.undo, now]);
  const isPart = options.only.length + options.exclude.length > 0 || options.components !== undefined;
  if (isPart && purpose === 'rollback') return planMessages.getMessage('heading.part', [now, there]);
  return planMessages.getMessage(`heading.${purpose}`, [now, there]);
};
