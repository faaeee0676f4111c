import type { AccessEntry } from '../content/access-kinds.ts';
import { keyOf } from '../metadata/component.ts';
import { branch, childText, keyOfEntry, leaf } from '../content/entries.ts';
import type { Subject } from './undone.ts';
import type { XmlElement } from '../xml/xml-element.ts';

interface Place {
  readonly object: string;
  readonly recordType: string;
}

/**
 * The assignment that was in force before: what the org's own snapshot says for the same object and record type, else
 * what `to` assigns to the object. `undefined` when neither is known, or the layout goes too.
 */
export const formerLayout = (place: Place, all: readonly AccessEntry[], subject: Subject): XmlElement | undefined => {
  const candidates = [fromSnapshot(place, subject), fromObject(place, all, 'to'), fromObject(place, all, 'live')];
  return candidates
    .filter((candidate) => candidate !== undefined)
    .find((candidate) => !subject.gone.has(keyOf({ type: 'Layout', fullName: childText(candidate, 'layout') })));
};

const fromSnapshot = (place: Place, { id, input }: Subject): XmlElement | undefined => {
  const before = input.contents.before?.get(keyOf(id));
  if (before === undefined || before === 'absent') return undefined;
  const wanted = keyOfEntry(assignment(`${place.object}-`, place.recordType), 'Profile');
  return before.xml?.children.find(
    (element) => element.name === 'layoutAssignments' && keyOfEntry(element, 'Profile') === wanted,
  );
};

/** A record type without an assignment of its own shows the layout of its object. */
const fromObject = (
  { object, recordType }: Place,
  all: readonly AccessEntry[],
  side: 'to' | 'live',
): XmlElement | undefined => {
  if (recordType === '') return undefined;
  const entry = all.find(({ section, key }) => section === 'layoutAssignments' && key === object);
  const [element] = entry?.elements[side] ?? [];
  return element === undefined ? undefined : assignment(childText(element, 'layout'), recordType);
};

const assignment = (layout: string, recordType: string): XmlElement =>
  branch('layoutAssignments', [leaf('layout', layout), ...(recordType === '' ? [] : [leaf('recordType', recordType)])]);
