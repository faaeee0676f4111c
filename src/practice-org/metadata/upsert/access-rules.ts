import { accessTargets, findEntry } from './access-entries.ts';
import { DeployProblem, type Draft } from '../state/draft.ts';
import { exists } from '../state/existence.ts';
import { objectOf } from '../names.ts';
import { own } from '../own.ts';
import { treeOf } from '../xml/parsed.ts';
import { keyOf } from '../package/zip-components.ts';
import { childText, leaf, type XmlElement } from '../xml/xml.ts';

/** A profile or permission set on its way in. */
export interface AccessChange {
  readonly type: string;
  readonly stored: readonly XmlElement[];
  readonly sent: readonly XmlElement[];
  readonly merged: readonly XmlElement[];
}

const isTrue = (entry: XmlElement | undefined, name: string): boolean =>
  entry !== undefined && childText(entry, name)?.trim() === 'true';

const withText = (entry: XmlElement, name: string, text: string): XmlElement => ({
  ...entry,
  children: [...entry.children.filter((child) => child.name !== name), leaf(name, text)],
});

/** An entry about a component that is not there fails the deploy (sfdx-hardis deployment tips; folklore). */
const refuseMissing = (draft: Draft, sent: readonly XmlElement[]): void => {
  for (const entry of sent) {
    const target = own(accessTargets, entry.name);
    const name = target && childText(entry, target.element)?.trim();
    if (target && name !== undefined && !exists(draft, target.type, name))
      throw new DeployProblem(`In field: ${target.element} - no ${target.type} named ${name} found`);
  }
};

/** Required fields and master-details are visible to everybody: no entry may say otherwise, or the same (folklore). */
const refuseRequired = (draft: Draft, sent: readonly XmlElement[]): void => {
  for (const entry of sent) {
    if (entry.name !== 'fieldPermissions') continue;
    const name = childText(entry, 'field')?.trim() ?? '';
    const field = draft.components.get(keyOf('CustomField', name));
    if (field && isRequired(treeOf(field))) throw new DeployProblem(`You cannot deploy to a required field: ${name}`);
  }
};

export const isRequired = (field: XmlElement): boolean =>
  isTrue(field, 'required') || childText(field, 'type')?.trim() === 'MasterDetail';

/** Entries that the API can switch on but not off again (Gearset 4046001; folklore, to be proved in a sandbox). */
const stuck = new Set(['customMetadataTypeAccesses', 'customPermissions']);

const keepStuck = ({ type, stored, merged }: AccessChange): readonly XmlElement[] =>
  merged.map((entry) => {
    if (!stuck.has(entry.name) || isTrue(entry, 'enabled')) return entry;
    const before = findEntry(type, stored, entry);
    return isTrue(before, 'enabled') && before ? before : entry;
  });

interface DefaultRule {
  readonly entry: string;
  /** Entries share a default within the same scope. */
  readonly scope: (entry: XmlElement) => string;
  readonly problem: (scope: string) => string;
}

/** A profile needs one default app, and one default record type per object that shows any (hardis, Gearset; folklore). */
const defaults: readonly DefaultRule[] = [
  {
    entry: 'applicationVisibilities',
    scope: () => '',
    problem: () => "You can't remove the only default app from the profile.",
  },
  {
    entry: 'recordTypeVisibilities',
    scope: (entry) => objectOf(childText(entry, 'recordType') ?? ''),
    problem: (object) => `You can't remove the only default record type of ${object} from the profile.`,
  },
];

/** A default that was sent takes over from the one before it; the last one may not go while others are visible. */
const settleDefaults = (change: AccessChange, merged: readonly XmlElement[], rule: DefaultRule): XmlElement[] => {
  const isKind = ({ name }: XmlElement): boolean => name === rule.entry;
  const sent = change.sent.filter((entry) => isKind(entry) && isTrue(entry, 'default'));
  const takenOver = new Set(sent.map((entry) => rule.scope(entry)));
  const settled = merged.map((entry) =>
    isKind(entry) &&
    isTrue(entry, 'default') &&
    takenOver.has(rule.scope(entry)) &&
    !findEntry(change.type, sent, entry)
      ? withText(entry, 'default', 'false')
      : entry,
  );
  const scopes = change.stored.filter((entry) => isKind(entry) && isTrue(entry, 'default')).map(rule.scope);
  for (const scope of scopes) {
    const visible = settled.filter((entry) => isKind(entry) && rule.scope(entry) === scope && isTrue(entry, 'visible'));
    const needed = rule.entry === 'applicationVisibilities' || visible.length > 0;
    if (needed && !visible.some((entry) => isTrue(entry, 'default'))) throw new DeployProblem(rule.problem(scope));
  }
  return settled;
};

/** Object permissions that these user permissions imply, whatever the entries say (shane-sfdx-plugins#50; folklore). */
const implied: Readonly<Record<string, readonly string[]>> = {
  ViewAllData: ['allowRead', 'viewAllRecords'],
  ModifyAllData: ['allowCreate', 'allowDelete', 'allowEdit', 'allowRead', 'modifyAllRecords', 'viewAllRecords'],
};

const addImplied = (merged: readonly XmlElement[]): readonly XmlElement[] => {
  const granted = merged
    .filter((entry) => entry.name === 'userPermissions' && isTrue(entry, 'enabled'))
    .flatMap((entry) => implied[childText(entry, 'name') ?? ''] ?? []);
  if (granted.length === 0) return merged;
  return merged.map((entry) =>
    entry.name === 'objectPermissions'
      ? granted.reduce((object, permission) => withText(object, permission, 'true'), entry)
      : entry,
  );
};

/** What becomes of a profile or permission set that was sent: refused, or settled by the platform's own rules. */
export const settleAccess = (draft: Draft, change: AccessChange): readonly XmlElement[] => {
  refuseMissing(draft, change.sent);
  refuseRequired(draft, change.sent);
  if (change.type !== 'Profile') return addImplied(change.merged);
  const kept = keepStuck(change);
  return addImplied(defaults.reduce((merged, rule) => settleDefaults(change, merged, rule), [...kept]));
};
