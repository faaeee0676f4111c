import type { AccessEntry } from './access-kinds.ts';
import { childText } from './entries.ts';
import type { LimitReason } from '../plan/limit.ts';

/** Entries of which one has to be the default, by section. */
const defaults: Readonly<Record<string, LimitReason>> = {
  /** "only default app" (sfdx-hardis deploy tips; folklore). */
  applicationVisibilities: 'lastDefaultApplication',
  /** One default has to stay per object (Gearset 4046001; folklore). */
  recordTypeVisibilities: 'lastDefaultRecordType',
};

/**
 * Why an entry must stay as the org has it: it is the default, and after the rollback no other of its kind would be.
 * `undefined` when it may change.
 */
export const decideDefault = (entry: AccessEntry, all: readonly AccessEntry[]): LimitReason | undefined => {
  const reason = Object.hasOwn(defaults, entry.section) ? defaults[entry.section] : undefined;
  if (reason === undefined || !isDefault(entry.elements.live)) return undefined;
  const others = all.filter(
    ({ section, key }) => section === entry.section && groupOf(section, key) === groupOf(entry.section, entry.key),
  );
  return others.some((other) => isDefault(finalElements(other))) ? undefined : reason;
};

/** Record types count per object, applications per profile. */
const groupOf = (section: string, key = ''): string =>
  section === 'recordTypeVisibilities' ? (key.split('.')[0] ?? '') : '';

const isDefault = (elements: AccessEntry['elements']['live']): boolean =>
  elements.some((element) => childText(element, 'default') === 'true');

/** What the org will hold: `to` where either version speaks of the entry, else what it holds now. */
const finalElements = ({ elements }: AccessEntry): AccessEntry['elements']['live'] =>
  elements.from.length + elements.to.length > 0 ? elements.to : elements.live;
