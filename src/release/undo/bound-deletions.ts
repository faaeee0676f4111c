import { layoutsStillAssigned } from '../content/assigned-layouts.ts';
import { childText } from '../content/entries.ts';
import { keyOf, parseKey, type ComponentId, type ComponentKey } from '../metadata/component.ts';
import type { PlanInput } from '../plan/plan-input.ts';
import type { XmlElement } from '../xml/xml-element.ts';
import type { Blocking } from './references.ts';

/** A deletion that the platform refuses though no content names the component. */
export interface Bound extends Blocking {
  readonly because: 'layoutStillAssigned' | 'applicationStillDefault' | 'lastLayout';
}

/** Which of the components that would go are bound to something that stays, beside what names them. */
export const boundDeletions = (input: PlanInput, gone: ReadonlySet<ComponentKey>): readonly Bound[] => [
  ...layoutsStillAssigned(input, gone).map((found) => ({ ...found, because: 'layoutStillAssigned' as const })),
  ...applicationsStillDefault(input, gone),
  ...lastLayouts(input, gone),
];

/**
 * Apps that a profile which stays has as its default, where `to` names no other. The platform refuses to delete an app
 * that a profile uses as its default (certinia/df12-deployment-tools#15; folklore).
 */
const applicationsStillDefault = ({ contents }: PlanInput, gone: ReadonlySet<ComponentKey>): readonly Bound[] =>
  [...contents.live].flatMap(([key, live]): Bound[] => {
    if (live === 'absent' || live.type !== 'Profile' || gone.has(key)) return [];
    const to = defaultApplication(live.xml);
    if (to === undefined || !gone.has(keyOf(to))) return [];
    const next = defaultApplication(contents.to.get(key)?.xml);
    if (next !== undefined && !gone.has(keyOf(next))) return [];
    return [{ to, by: [parseKey(key)], because: 'applicationStillDefault' }];
  });

const defaultApplication = (profile: XmlElement | undefined): ComponentId | undefined => {
  const entry = profile?.children.find(
    (element) => element.name === 'applicationVisibilities' && childText(element, 'default') === 'true',
  );
  return entry && { type: 'CustomApplication', fullName: childText(entry, 'application') };
};

/**
 * A custom object keeps one layout (salto, last_layout_removal; code). Where `to` has none of an object that stays, the
 * first of those that would go is kept: that the org has others nobody has read.
 */
const lastLayouts = (input: PlanInput, gone: ReadonlySet<ComponentKey>): readonly Bound[] => {
  const objectOfLayout = (key: ComponentKey): string => parseKey(key).fullName.split('-')[0] ?? '';
  const isLayout = (key: ComponentKey): boolean => key.startsWith('Layout:');
  const kept = new Set(
    [...(input.inventory ?? []), ...input.contents.to.keys(), ...presentIn(input)]
      .filter((key) => isLayout(key) && !gone.has(key))
      .map(objectOfLayout),
  );
  const going = [...gone].filter((key) => isLayout(key) && objectOfLayout(key).endsWith('__c')).sort();
  return [...Map.groupBy(going, objectOfLayout)].flatMap(([fullName, [first]]): Bound[] => {
    const object: ComponentId = { type: 'CustomObject', fullName };
    if (first === undefined || kept.has(fullName) || gone.has(keyOf(object))) return [];
    return [{ to: parseKey(first), by: [object], because: 'lastLayout' }];
  });
};

const presentIn = ({ contents }: PlanInput): readonly ComponentKey[] =>
  [...contents.live].flatMap(([key, live]) => (live === 'absent' ? [] : [key]));
