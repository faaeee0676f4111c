import type { Draft } from '../state/draft.ts';
import { isFolder } from '../state/component-index.ts';
import { isCustomName } from '../names.ts';
import { treeOf } from '../xml/parsed.ts';
import { referrersOf, type Referrer } from '../references/references.ts';
import { targetsOf } from '../references/targets.ts';
import { cleanedTypes } from './removal.ts';
import type { StoredComponent } from '../types.ts';
import { childText } from '../xml/xml.ts';
import { keyOf } from '../package/zip-components.ts';

/** `CustomField` → `custom field`. */
const words = (type: string): string => type.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();

const capitalised = (text: string): string => text.replace(/\b[a-z]/g, (letter) => letter.toUpperCase());

/** How the platform calls a referrer: `Custom Formula Field - Account.Score__c` (CumulusCI#142; folklore). */
const describe = ({ component, version }: Referrer): string => {
  const { type, fullName } = component;
  const isFormula = type === 'CustomField' && childText(treeOf(component), 'formula') !== undefined;
  const kind = isFormula ? 'Custom Formula Field' : capitalised(words(type));
  return `${kind} - ${fullName}${version ? ` (version ${version.versionNumber}, ${version.status})` : ''}`;
};

/** One sentence per referrer, as the platform strings them together (CumulusCI#142, #124; folklore). */
export const problemOfReferrers = ({ type }: StoredComponent, referrers: readonly string[]): string =>
  referrers
    .map((referrer) => `This ${words(type)} is referenced elsewhere in salesforce.com. : ${referrer}.`)
    .join(' ');

/** The clean-up after a deletion takes fields off these by itself: they never stand in its way. */
const cleanedUp = ({ type }: StoredComponent, key: string): boolean =>
  key.startsWith('CustomField:') && cleanedTypes.has(type);

/**
 * Users that still count although they go in the same deploy: the value set of a field, the action on a layout
 * (jongpie/NebulaLogger#140; folklore).
 */
const lingering: Readonly<Record<string, string>> = { CustomField: 'GlobalValueSet', Layout: 'QuickAction' };

const lingers = (component: StoredComponent, key: string): boolean =>
  key.startsWith(`${lingering[component.type] ?? '-'}:`);

interface Going {
  readonly keys: ReadonlySet<string>;
  readonly targets: ReturnType<typeof targetsOf>;
}

const referrersThatStay = (draft: Draft, { keys, targets }: Going): readonly Referrer[] =>
  referrersOf(draft, targets)
    .map((referrer): Referrer => {
      const { component } = referrer;
      const stays = !keys.has(keyOf(component.type, component.fullName));
      const uses = [...referrer.uses].filter((key) => (stays ? !cleanedUp(component, key) : lingers(component, key)));
      return { ...referrer, uses: new Set(uses) };
    })
    .filter(({ uses }) => uses.size > 0);

const referrersThatWent = (draft: Draft, { targets }: Going): readonly Referrer[] =>
  referrersOf(draft, targets, draft.removed).flatMap((referrer) => {
    const uses = [...referrer.uses].filter((key) => lingers(referrer.component, key));
    return uses.length > 0 ? [{ ...referrer, uses: new Set(uses) }] : [];
  });

/** A custom object keeps one layout (salto, last_layout_removal; folklore). */
const lastLayouts = (draft: Draft, keys: ReadonlySet<string>): ReadonlyMap<string, string> => {
  const objectOf = (layout: string): string => layout.split('-')[0] ?? '';
  const problems = new Map<string, string>();
  const going = [...keys].filter((key) => key.startsWith('Layout:')).map((key) => key.slice('Layout:'.length));
  for (const layout of going) {
    const object = objectOf(layout);
    if (!isCustomName(object) || keys.has(`CustomObject:${object}`)) continue;
    const others = [...draft.components.values()].some(
      ({ type, fullName }) => type === 'Layout' && objectOf(fullName) === object && !keys.has(keyOf(type, fullName)),
    );
    if (!others) problems.set(`Layout:${layout}`, `${object}: it is the object's last page layout`);
  }
  return problems;
};

/** A folder with something left in it stays. */
const fullFolders = (draft: Draft, keys: ReadonlySet<string>): ReadonlyMap<string, string> => {
  const problems = new Map<string, string>();
  for (const key of keys) {
    const folder = draft.components.get(key);
    if (!folder || !isFolder(folder)) continue;
    const left = [...draft.components.values()].find(
      ({ type, fullName }) =>
        type === folder.type && fullName.startsWith(`${folder.fullName}/`) && !keys.has(keyOf(type, fullName)),
    );
    if (left) problems.set(key, `${capitalised(words(left.type))} - ${left.fullName}`);
  }
  return problems;
};

/**
 * For each group of components that is to go together, what keeps it from going: everything outside all groups that
 * refers to one of its members. Groups that nothing holds are left out.
 */
export const blockedBy = (
  draft: Draft,
  groups: readonly ReadonlySet<string>[],
): ReadonlyMap<number, readonly string[]> => {
  const keys = new Set(groups.flatMap((group) => [...group]));
  if (keys.size === 0) return new Map();
  const targets = targetsOf([...keys].flatMap((key) => draft.components.get(key) ?? []));
  const referrers = [...referrersThatStay(draft, { keys, targets }), ...referrersThatWent(draft, { keys, targets })];
  const others = new Map([...lastLayouts(draft, keys), ...fullFolders(draft, keys)]);
  const blocked = new Map<number, readonly string[]>();
  for (const [position, group] of groups.entries()) {
    const found = [
      ...referrers.filter(({ uses }) => [...uses].some((key) => group.has(key))).map(describe),
      ...[...group].flatMap((key) => others.get(key) ?? []),
    ];
    if (found.length > 0) blocked.set(position, [...new Set(found)]);
  }
  return blocked;
};
