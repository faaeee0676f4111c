import { alignEntries, applyEdits, isSameList } from '../content/entries.ts';
import type { ComponentContent } from '../content/content.ts';
import type { ComponentChange, Delta } from '../delta/delta.ts';
import { keyOf, type ComponentKey } from '../metadata/component.ts';
import { insideGlob, insideMark } from './entry-selection.ts';
import type { GitContents } from './plan-input.ts';
import type { Adaptation, EntryEdit, Limit } from './plan.ts';
import { selector } from './selector.ts';

/** What a release becomes that the org does not take any more as it was. */
export interface Adapted {
  /** Contents in place of those of the release; `undefined` leaves the component out. */
  readonly targets: ReadonlyMap<ComponentKey, ComponentContent | undefined>;
  /** Each thing that is left as it is, with the reason that the project gives. */
  readonly limits: readonly Limit[];
}

/**
 * What adaptations take out of `to`: a component, or with a hash sign entries inside one. What is left out stays as
 * `from` has it; what `from` does not have is not created. What the two have alike no adaptation touches.
 */
export const adaptedContents = (
  { changes }: Pick<Delta, 'changes'>,
  contents: { readonly from: GitContents; readonly to: GitContents },
  adaptations: readonly Adaptation[],
): Adapted => {
  const targets = new Map<ComponentKey, ComponentContent | undefined>();
  const limits: Limit[] = [];
  for (const change of changes)
    for (const adaptation of adaptations) {
      const key = keyOf(change);
      const from = contents.from.get(key);
      const to = targets.has(key) ? targets.get(key) : contents.to.get(key);
      const found = to && applied(adaptation, { change, from, to });
      if (found === undefined || found.limits.length === 0) continue;
      targets.set(key, found.content);
      limits.push(...found.limits);
    }
  return { targets, limits };
};

interface Sides {
  readonly change: ComponentChange;
  readonly from: ComponentContent | undefined;
  readonly to: ComponentContent;
}

interface Applied {
  readonly content: ComponentContent | undefined;
  readonly limits: readonly Limit[];
}

const applied = ({ leaveOut, reason }: Adaptation, sides: Sides): Applied | undefined => {
  const { change, from } = sides;
  const component = { type: change.type, fullName: change.fullName };
  const instead = from === undefined ? 'nothing' : 'kept';
  const limit: Limit = { reason: 'adapted', component, instead, note: reason };
  if (!leaveOut.includes(insideMark))
    return selector({ only: [leaveOut], exclude: [] })(change) ? { content: from, limits: [limit] } : undefined;
  const glob = insideGlob(leaveOut);
  return glob.meets(change) ? withoutEntries(sides, glob.takes, limit) : undefined;
};

const withoutEntries = (
  { change: { type }, from, to }: Sides,
  takes: (name: string) => boolean,
  limit: Limit,
): Applied => {
  const left = alignEntries(type, { from: from?.xml, to: to.xml })
    .filter(({ elements }) => elements.to.length > 0 && !isSameList(type, elements.from, elements.to))
    .filter(({ section, key }) => takes(key === undefined ? section : `${section}:${key}`));
  const ids = left.map(({ section, key }) => ({ section, ...(key !== undefined && { key }) }));
  const edits = left.map(({ elements }, index): EntryEdit => ({ section: '', ...ids[index], elements: elements.from }));
  return {
    content: to.xml === undefined ? to : { ...to, xml: applyEdits(to.xml, edits, type) },
    limits: ids.map((entry) => ({ ...limit, entry })),
  };
};

/** The section in which access of a profile or permission set names a type that is not there (deploy messages; folklore). */
const sectionsOf: Readonly<Record<string, string>> = {
  ApexClass: 'classAccesses',
  ApexPage: 'pageAccesses',
  CustomApplication: 'applicationVisibilities',
  CustomField: 'fieldPermissions',
  CustomObject: 'objectPermissions',
  CustomPermission: 'customPermissions',
  ExternalDataSource: 'externalDataSourceAccesses',
  Flow: 'flowAccesses',
  Layout: 'layoutAssignments',
  RecordType: 'recordTypeVisibilities',
};

/**
 * What to leave out so that the org would take a package again, by what it said against it: an entry where the message
 * names one, else the component. For a test that failed there is nothing to leave out.
 */
export const adaptationFor = (problem: { readonly what: string; readonly message: string }): string | undefined => {
  const { what, message } = problem;
  if (!/^[A-Za-z]\w*:./u.test(what)) return undefined;
  const permission = /Unknown user permission: (\w+)/u.exec(message)?.[1];
  if (permission !== undefined) return `${what}${insideMark}userPermissions:${permission}`;
  const [, type = '', name = ''] = /no (\w+) named (\S+) found/u.exec(message) ?? [];
  const section = /^(?:Profile|PermissionSet):/u.test(what) ? sectionsOf[type] : undefined;
  return section === undefined ? what : `${what}${insideMark}${section}:${name}`;
};
