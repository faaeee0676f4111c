/** What a judge says of a pair beside what we say, every difference explained by a rule that is checked, or not at all. */
import { claimer } from '../../src/release/metadata/claim.ts';
import { parseKey, type ComponentKey } from '../../src/release/metadata/component.ts';
import type { ComponentChange, Delta, EntryChange } from '../../src/release/delta/delta.ts';
import type { FileDifference, Version } from '../../src/release/metadata/version.ts';

/** Why the judge lists a component and we do not, or the other way round. */
export const rules = {
  moved: 'its files only moved between directories: the bytes are the same',
  formatting: 'only white space, comments, the order of a set or a written-out default differ',
  localTests: 'only local Jest tests (`__tests__`) differ, which no org ever sees',
  forceignore: 'the `.forceignore` of one or both commits takes it away; sfdx-git-delta does not read that file',
  onlyLost: 'it only lost entries: sfdx-git-delta prunes such files and then lists nothing, and access or text stays',
  recordTypes:
    'sfdx-git-delta drops deletions of record types, for no deploy can delete one; a diff still has to say so',
  stillThere: 'only one of its files is gone and the second commit still holds it: deploying that deletion destroys it',
  edges: 'only white space at the edges of a text differs, which is data; sfdx-git-delta trims it',
} as const;

export type Rule = keyof typeof rules;

export interface Disagreement {
  /** `theirs`: the judge lists it and we do not. */
  readonly listedBy: 'ours' | 'theirs';
  readonly what: 'added or changed' | 'removed';
  readonly component: string;
  /** Undefined when no rule explains it. */
  readonly rule: Rule | undefined;
}

export interface Judgement {
  /** Components that both list, in the same manifest. */
  readonly agreed: number;
  readonly disagreements: readonly Disagreement[];
}

interface Case {
  readonly from: Version;
  readonly to: Version;
  readonly delta: Delta;
  readonly differences: readonly FileDifference[];
  /** Components that the second commit holds. */
  readonly held: ReadonlySet<ComponentKey>;
  readonly theirs: { readonly added: ReadonlySet<string>; readonly removed: ReadonlySet<string> };
}

const nameOf = ({ type, fullName, encodedName }: { type: string; fullName: string; encodedName?: string }): string =>
  `${type}:${encodedName ?? fullName}`;

export const judge = (given: Case): Judgement => {
  const ours = { added: new Map<string, ComponentChange>(), removed: new Map<string, ComponentChange>() };
  for (const change of given.delta.changes)
    ours[change.kind === 'removed' ? 'removed' : 'added'].set(nameOf(change), change);
  const explain = explainer(given);
  const disagreements: Disagreement[] = [];
  let agreed = 0;
  for (const list of ['added', 'removed'] as const) {
    const what = list === 'added' ? 'added or changed' : 'removed';
    for (const component of given.theirs[list])
      if (ours[list].has(component)) agreed += 1;
      else disagreements.push({ listedBy: 'theirs', what, component, rule: explain.theirs(component, list) });
    for (const [component, change] of ours[list])
      if (!given.theirs[list].has(component))
        disagreements.push({ listedBy: 'ours', what, component, rule: explain.ours(change) });
  }
  return { agreed, disagreements };
};

interface Explainer {
  theirs(component: string, list: 'added' | 'removed'): Rule | undefined;
  ours(change: ComponentChange): Rule | undefined;
}

const explainer = ({ from, to, delta, differences, held }: Case): Explainer => {
  const moved = new Set(delta.moved.map(nameOf));
  const formatting = new Set(delta.formattingOnly.map(nameOf));
  const paths = pathsByComponent(from, to, differences);
  const stillHeld = new Set([...held].map((key) => nameOf(parseKey(key))));
  const isIgnored = (path: string): boolean => from.settings.ignores(path) || to.settings.ignores(path);
  return {
    theirs: (component, list) => {
      if (list === 'removed' && stillHeld.has(component)) return 'stillThere';
      if (moved.has(component)) return 'moved';
      if (formatting.has(component)) return 'formatting';
      const own = paths.get(component) ?? [];
      const real = own.filter((path) => !path.includes('/__tests__/'));
      if (own.length > 0 && real.length === 0) return 'localTests';
      return real.length > 0 && real.every(isIgnored) ? 'forceignore' : undefined;
    },
    ours: (change) => {
      if ([...change.paths.from, ...change.paths.to].some(isIgnored)) return 'forceignore';
      if (change.kind === 'removed') return change.type === 'RecordType' ? 'recordTypes' : undefined;
      if (change.kind === 'added' || change.files.length > 0) return undefined;
      if (change.entries.every(isOnlyLost)) return pruned.has(change.type) ? 'onlyLost' : undefined;
      return change.entries.every(differsInEdgesOnly) ? 'edges' : undefined;
    },
  };
};

/** Types whose files sfdx-git-delta cuts down to what was added or changed. */
const pruned = new Set(['Profile', 'Translations', 'CustomObjectTranslation', 'GlobalValueSetTranslation']);

const isOnlyLost = ({ kind }: EntryChange): boolean => kind === 'removed';

const differsInEdgesOnly = ({ from, to }: EntryChange): boolean =>
  from?.text !== undefined && to?.text !== undefined && from.text.trim() === to.text.trim();

/** The differing paths of each component, as if there were no `.forceignore` and local tests belonged to their bundle. */
const pathsByComponent = (
  from: Version,
  to: Version,
  differences: readonly FileDifference[],
): ReadonlyMap<string, readonly string[]> => {
  const claims = [from, to].map(({ settings }) => claimer({ ...settings, ignores: () => false }));
  const found = new Map<string, string[]>();
  const note = (key: ComponentKey, path: string): void => {
    const name = nameOf(parseKey(key));
    found.set(name, [...(found.get(name) ?? []), path]);
  };
  for (const { path, from: was, to: is } of differences)
    for (const [side, file] of [was, is].entries()) {
      const claimed = file && claims[side]?.({ ...file, path: file.path.replace('/__tests__/', '/') });
      if (claimed?.kind === 'claimed') note(claimed.key, path);
    }
  return found;
};
