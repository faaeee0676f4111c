import { keyOf, type ComponentKey } from '../metadata/component.ts';
import { resolveContent, type PlanContents } from '../content/content-source.ts';
import type { ComponentContent } from '../content/content.ts';
import type { Plan } from '../plan/plan.ts';
import type { OrgContents } from '../plan/plan-input.ts';

/**
 * What a proven run left in the org otherwise than its release says: everything that a limit or a keep of its plan speaks
 * of, as the plan foresaw it. Throws a `RangeError` when the contents are not those that it was planned with.
 */
export const leftBehind = (plan: Plan, contents: PlanContents): OrgContents => {
  const explained = new Set([
    ...plan.limits.map(({ component }) => keyOf(component)),
    ...plan.keeps.filter(({ because }) => because !== 'alreadyAsPlanned').map(keyOf),
  ]);
  const left = new Map<ComponentKey, ComponentContent | 'absent'>();
  for (const expected of plan.expected) {
    const key = keyOf(expected);
    if (!explained.has(key)) continue;
    left.set(key, expected.state === 'absent' ? 'absent' : resolveContent(contents, expected, expected.content));
  }
  return left;
};
