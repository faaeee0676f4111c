import { resolveContent, sourceOf } from '../content/content-source.ts';
import { alignEntries, branch, leaf } from '../content/entries.ts';
import type { EntryEdit } from '../plan/plan.ts';
import { sentWhole, type Subject, type Undone } from './undone.ts';

/**
 * Undoes a custom metadata record: whole, with a nil value for each field that only the org has, because what an
 * omitted value does is not documented (meta_custommetadata.htm).
 */
export const undoRecord = (subject: Subject): Undone => {
  const { id, input, live, drift } = subject;
  const whole = sentWhole(subject, 'redeploy');
  const [ship] = whole.ships ?? [];
  if (live === undefined || ship === undefined) return whole;
  const sent = resolveContent(input.contents, id, ship.content);
  const nils = alignEntries(id.type, { live: live.xml, sent: sent.xml })
    .filter(({ section, elements }) => section === 'values' && elements.live.length > 0 && elements.sent.length === 0)
    .map(({ section, key }): EntryEdit => ({
      section,
      ...(key !== undefined && { key }),
      elements: [branch('values', [leaf('field', key ?? ''), nil])],
    }));
  if (nils.length === 0) return whole;
  const content = sourceOf(input.contents, id, { of: 'to', edits: [...drift.entries, ...nils], files: drift.files });
  return { ...whole, ships: [{ ...ship, content }], expected: [{ ...id, state: 'present', content }] };
};

const nil = { ...leaf('value', ''), attributes: { 'xsi:nil': 'true' } };
