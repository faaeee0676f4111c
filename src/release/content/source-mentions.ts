import { compareComponents, keyOf, type ComponentId } from '../metadata/component.ts';
import { mentions, searchableContent, termOf, type Term } from './mentions.ts';
import type { ComponentContent } from './content.ts';
import type { DependencyFact } from '../plan/plan-input.ts';

/** A target with what to look for. */
interface Sought {
  readonly id: ComponentId;
  readonly term: Term;
}

/** Types that are named where they are used, in source that the org does not look into. */
const namedInSource: ReadonlySet<string> = new Set([
  'ApexClass',
  'AuraDefinitionBundle',
  'CustomField',
  'CustomLabel',
  'CustomObject',
  'CustomPermission',
  'EmailTemplate',
  'Flow',
  'LightningComponentBundle',
  'NamedCredential',
  'StaticResource',
]);

/**
 * Whether a component is worth looking for: it is used by its name, and that is no ordinary word. A class called
 * `Report` would be found in every second file, and a tab is called like its object.
 */
export const isDistinctive = ({ type, fullName }: ComponentId): boolean =>
  namedInSource.has(type) && /_|[a-z][A-Z]|\d/u.test(fullName);

/**
 * Who in some contents names one of the targets: the search in the source of `to` that finds what the org's own table of
 * dependencies does not know (dynamic Apex, templates). Each content is taken apart once, whatever the number of
 * targets. A mention is a hint for a person, not a proof: the same word may mean something else.
 */
export const findMentions = (
  targets: readonly ComponentId[],
  contents: Iterable<ComponentContent>,
): readonly DependencyFact[] => {
  const sought = targets.map((id): Sought => ({ id: { type: id.type, fullName: id.fullName }, term: termOf(id) }));
  const byWord = new Map<string, Sought[]>();
  const others: Sought[] = [];
  for (const target of sought)
    for (const { text, isWord } of target.term.spellings)
      if (isWord) byWord.set(text, [...(byWord.get(text) ?? []), target]);
      else others.push(target);
  const facts: DependencyFact[] = [];
  for (const content of contents) {
    const by = { type: content.type, fullName: content.fullName };
    const text = searchableContent(content);
    const candidates = new Set([...others, ...[...text.words].flatMap((word) => byWord.get(word) ?? [])]);
    for (const { id, term } of candidates)
      if (keyOf(id) !== keyOf(by) && mentions(text, term)) facts.push({ of: id, by, foundIn: 'source' });
  }
  return facts.sort((one, other) => compareComponents(one.of, other.of) || compareComponents(one.by, other.by));
};
