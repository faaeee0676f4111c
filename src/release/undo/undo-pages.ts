import { sourceOf } from '../content/content-source.ts';
import type { ComponentContent } from '../content/content.ts';
import { alignEntries, type AlignedEntry } from '../content/entries.ts';
import type { EntryEdit, Limit } from '../plan/plan.ts';
import { heldLimits, sentWhole, type Subject, type Undone } from './undone.ts';

const assignments: ReadonlySet<string> = new Set(['actionOverrides', 'profileActionOverrides']);

/**
 * Page assignments of an application or profile that the org has and the file that is sent does not: they can be added
 * and changed, not removed (Gearset 4046001; folklore).
 */
export const stuckAssignments = (
  live: ComponentContent | undefined,
  sent: ComponentContent | undefined,
): readonly AlignedEntry<'live' | 'sent'>[] =>
  live === undefined
    ? []
    : alignEntries(live.type, { live: live.xml, sent: sent?.xml }).filter(
        ({ section, elements }) => assignments.has(section) && elements.live.length > 0 && elements.sent.length === 0,
      );

/** Undoes an application: `to` whole, while pages that the release assigned stay assigned. */
export const undoPages = (subject: Subject): Undone => {
  const { id, input, live, to, drift } = subject;
  const whole = sentWhole(subject, 'redeploy');
  const stuck = stuckAssignments(live, to);
  if (stuck.length === 0) return whole;
  const edits = stuck.map(({ section, key, elements }): EntryEdit => ({
    section,
    ...(key !== undefined && { key }),
    elements: elements.live,
  }));
  const content = sourceOf(input.contents, id, { of: 'to', edits: [...drift.entries, ...edits], files: drift.files });
  return {
    ...whole,
    limits: [...stuck.map((entry) => stays(subject, entry)), ...heldLimits(subject)],
    expected: [{ ...id, state: 'present', content }],
  };
};

const stays = ({ id }: Subject, { section, key }: AlignedEntry<'live' | 'sent'>): Limit => ({
  reason: 'pageAssignmentStays',
  component: id,
  entry: { section, ...(key !== undefined && { key }) },
  instead: 'kept',
  manual: 'removePageAssignment',
});
