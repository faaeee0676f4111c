import { keyOf } from '../../release/metadata/component.ts';
import type { Plan } from '../../release/plan/plan.ts';
import { refuse } from '../../release/refusal.ts';
import { plural } from '../counts.ts';
import { answered } from '../prompt.ts';
import { visible } from '../visible.ts';
import { planMessages as words } from './plan-messages.ts';

/** What can be picked of a plan: everything that differs, by name, with what would be done with it. */
export const pickable = (plan: Plan): readonly { readonly value: string; readonly name: string }[] => {
  const signs = new Map<string, string>();
  for (const kept of plan.keeps) signs.set(keyOf(kept), '=');
  for (const ship of plan.ships) signs.set(keyOf(ship), ship.action === 'recreate' ? '+' : '~');
  for (const deletion of plan.deletes) signs.set(keyOf(deletion), '-');
  for (const step of plan.steps) if (step.kind === 'activateFlowVersion') signs.set(`Flow:${step.flow}`, '~');
  return [...signs]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([value, sign]) => ({ value, name: `${sign} ${visible(value)}` }));
};

/** Lines of the list that are shown at once. */
const shownAtOnce = 20;

/** Asks a person which components to take; nothing is taken by itself. Refuses without a terminal, and when none is. */
export const pickComponents =
  (interactive: boolean) =>
  async (plan: Plan): Promise<readonly string[]> => {
    if (!interactive) refuse({ reason: 'cannotPick' });
    const choices = pickable(plan);
    const { default: checkbox } = await import('@inquirer/checkbox');
    const message = words.getMessage('pick', [plural(choices.length, 'component differs', 'components differ')]);
    const picked = await answered(checkbox({ message, choices, pageSize: shownAtOnce, loop: false }));
    return picked.length === 0 ? refuse({ reason: 'declined' }) : picked;
  };
