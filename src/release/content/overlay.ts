import type { XmlElement } from '../xml/xml-element.ts';
import { keyOfEntry } from './entries.ts';

/**
 * What an element becomes where the org merges however deep (settings, translations): `sent` over `present`, and
 * nothing that `sent` leaves out is lost. Lists that nothing names are replaced.
 */
export const overlay = (sent: XmlElement, present: XmlElement, type: string): XmlElement => {
  if (sent.children.length === 0 || present.children.length === 0) return sent;
  const nameOf = (child: XmlElement): string =>
    `${child.name}\0${child.children.length > 0 ? (keyOfEntry(child, type) ?? '') : ''}`;
  const sentNames = new Set(sent.children.map(nameOf));
  const presentByName = Map.groupBy(present.children, nameOf);
  const merged = sent.children.map((child) => {
    const [only, ...more] = presentByName.get(nameOf(child)) ?? [];
    return only === undefined || more.length > 0 ? child : overlay(child, only, type);
  });
  const left = present.children.filter((child) => !sentNames.has(nameOf(child)));
  return left.length === 0 && merged.every((child, index) => child === sent.children[index])
    ? sent
    : { ...sent, children: [...merged, ...left] };
};

/** The same for the elements of one entry: lists of one are merged, longer ones replaced. */
export const overlayEntry = (
  sent: readonly XmlElement[],
  present: readonly XmlElement[],
  type: string,
): readonly XmlElement[] => {
  const [one, ...others] = sent;
  const [other, ...more] = present;
  if (one === undefined || other === undefined || others.length > 0 || more.length > 0) return sent;
  return [overlay(one, other, type)];
};
