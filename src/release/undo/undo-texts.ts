import { keyOf } from '../metadata/component.ts';
import { sourceOf } from '../content/content-source.ts';
import { alignEntries, isSameList, type AlignedEntry } from '../content/entries.ts';
import { overlayEntry } from '../content/overlay.ts';
import type { EntryEdit, EntryId, Limit } from '../plan/plan.ts';
import { spokenOf } from '../content/spoken-of.ts';
import { heldLimits, kept, type Subject, type Undone } from './undone.ts';

type Text = AlignedEntry<'from' | 'to' | 'live'>;

/**
 * Undoes translations: the org merges them and nothing takes one out (Gearset 4046001; folklore), so former texts are
 * sent and what only `from` translates stays, unless what it translates goes in the same deploy.
 */
export const undoTexts = (subject: Subject): Undone => {
  const { id, input, from, to, live, drift } = subject;
  if (to?.xml === undefined || live?.xml === undefined) return kept(subject, 'cannotBeUndone');
  const held = new Set(drift.entries.map(entryName));
  const reached = alignEntries(id.type, { from: from?.xml, to: to.xml, live: live.xml }).filter(
    (text) => !held.has(entryName(text)) && isReached(text, id.type),
  );
  const sent = reached.filter(({ elements }) => elements.to.length > 0);
  const staying = reached.filter((text) => text.elements.to.length === 0 && !isGone(text, subject));
  const merged = sent.map((text): EntryEdit => ({
    ...entryOf(text),
    elements: overlayEntry(text.elements.to, text.elements.live, id.type),
  }));
  const leftovers = sent.filter((text, index) => merged[index]?.elements[0] !== text.elements.to[0]);
  const limits = [...[...staying, ...leftovers].map((text) => stays(subject, text)), ...heldLimits(subject)];
  if (sent.length === 0) return kept(subject, limits.length > 0 ? 'cannotBeUndone' : 'alreadyAsPlanned', limits);
  const edits = sent.map((text) => ({ ...entryOf(text), elements: text.elements.to }));
  return {
    ships: [{ ...id, action: 'sendEntries', content: sourceOf(input.contents, id, { of: 'nothing', edits }) }],
    limits,
    expected: [{ ...id, state: 'present', content: sourceOf(input.contents, id, { of: 'live', edits: merged }) }],
  };
};

const isReached = ({ elements }: Text, type: string): boolean =>
  !isSameList(type, elements.from, elements.to) && !isSameList(type, elements.to, elements.live);

const entryOf = ({ section, key }: EntryId): EntryId => ({ section, ...(key !== undefined && { key }) });

const entryName = ({ section, key }: EntryId): string => `${section}\0${key ?? ''}`;

const stays = ({ id }: Subject, text: Text): Limit => ({
  reason: 'translationCannotBeRemoved',
  component: id,
  entry: entryOf(text),
  instead: 'kept',
  manual: 'removeTranslation',
});

/** A translation goes with what it translates. */
const isGone = ({ elements }: Text, { id, gone }: Subject): boolean =>
  elements.live.some((entry) => spokenOf(id, entry).some((component) => gone.has(keyOf(component))));
