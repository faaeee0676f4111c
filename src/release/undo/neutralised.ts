import { sourceOf } from '../content/content-source.ts';
import { alignEntries, childText, leaf } from '../content/entries.ts';
import type { EntryEdit, KeepReason } from '../plan/plan.ts';
import { isEmptied } from './deletions.ts';
import { kept, type Subject, type Undone } from './undone.ts';

/**
 * What the release added and cannot go, in a form without effect: a field that stays for its values stops nobody from
 * saving a record without it, and a permission set that users have gives them nothing.
 */
export const neutralised = (subject: Subject, because: KeepReason): Undone => {
  const { id, input } = subject;
  const edits = editsOf(subject, because);
  if (edits.length === 0) return kept(subject, because);
  const content = sourceOf(input.contents, id, { of: 'live', edits });
  return {
    ships: [{ ...id, action: 'neutralise', content }],
    keeps: [{ ...id, because }],
    revokes: edits
      .filter(({ elements }) => elements.length === 0)
      .map(({ section, key = '' }) => ({ ...id, section, key })),
    expected: [{ ...id, state: 'present', content }],
  };
};

const editsOf = (subject: Subject, because: KeepReason): readonly EntryEdit[] => {
  if (because === 'stillHeld' && isEmptied(subject)) return emptied(subject);
  return because !== 'parentKept' && isDemanding(subject)
    ? [{ section: 'required', elements: [leaf('required', 'false')] }]
    : [];
};

/** A field without which no record can be saved; a master-detail always is one. */
const isDemanding = ({ id, live }: Subject): boolean =>
  id.type === 'CustomField' &&
  live?.xml !== undefined &&
  childText(live.xml, 'required') === 'true' &&
  childText(live.xml, 'type') !== 'MasterDetail';

/** Takes out everything that gives something. */
const emptied = ({ id, rule, live }: Subject): readonly EntryEdit[] =>
  alignEntries(id.type, { live: live?.xml })
    .filter(({ section }) => rule.emptyWith?.includes(section) === false)
    .map(({ section, key }) => ({ section, ...(key !== undefined && { key }), elements: [] }));
