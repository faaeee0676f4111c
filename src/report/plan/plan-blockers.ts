import { keyOf } from '../../release/metadata/component.ts';
import type { Blocker, Plan } from '../../release/plan/plan.ts';
import { plural } from '../counts.ts';
import { planMessages as words } from './plan-messages.ts';
import type { PlanItem, PlanSection } from './plan-section.ts';

/** Why a plan must not be carried out as it is: the first thing to be read. */
export const blockedSection = ({ blockers, from }: Plan): PlanSection => ({
  title: words.getMessage('blocked'),
  tone: 'bad',
  items: blockers.flatMap((blocker) => blockerItems(blocker, from.release ?? from.commit.slice(0, 12))),
});

const item = (name: string): PlanItem => ({ sign: '!', tone: 'bad', name, isSentence: true });

const blockerItems = (blocker: Blocker, from: string): readonly PlanItem[] => {
  switch (blocker.reason) {
    case 'drift':
      return [item(words.getMessage('blocked.drift', [plural(blocker.components.length, 'component'), from]))];
    case 'selectionIncomplete':
      return blocker.missing.map(({ component, neededBy }) =>
        item(words.getMessage('blocked.selectionIncomplete', [keyOf(component), keyOf(neededBy)])),
      );
    case 'nothingSelected':
      return [item(words.getMessage('blocked.nothingSelected'))];
    case 'undoConflict':
      return blocker.conflicts.map(({ component, entry, path }) => {
        const inside = [entry?.section, entry?.key, path].filter((part) => part !== undefined).join(' ');
        return item(words.getMessage('blocked.undoConflict', [`${keyOf(component)} ${inside}`.trimEnd()]));
      });
  }
};
