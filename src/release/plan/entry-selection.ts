import picomatch from 'picomatch';
import type { GitContents } from './plan-input.ts';
import type { EntryEdit } from './plan.ts';
import type { Delta, ComponentChange } from '../delta/delta.ts';
import { keyOf, type ComponentKey } from '../metadata/component.ts';
import type { ComponentContent } from '../content/content.ts';
import { alignEntries, applyEdits, isSameList } from '../content/entries.ts';
import { isSameFile } from '../delta/same-file.ts';
import { selector, type SelectionGlobs } from './selector.ts';

/** Parts a glob that goes inside a component: `Profile:Admin#fieldPermissions:Claim__c.*`. */
export const insideMark = '#';

/**
 * The globs over components alone. One that goes inside a component selects the component, and excludes nothing of it as
 * a whole.
 */
export const componentGlobs = ({ only, exclude }: SelectionGlobs): SelectionGlobs => ({
  only: only.map((glob) => glob.split(insideMark, 1)[0] ?? glob),
  exclude: exclude.filter((glob) => !glob.includes(insideMark)),
});

/**
 * What the changed components become of which only a part is selected: `from`, with those entries and files of `to` that
 * the globs take. Globs that go inside are `Type:FullName#section`, `…#section:key` and `…#path`; components that no such
 * glob speaks of are not in the map.
 */
export const narrowedContents = (
  { changes }: Pick<Delta, 'changes'>,
  contents: { readonly from: GitContents; readonly to: GitContents },
  globs: SelectionGlobs,
): ReadonlyMap<ComponentKey, ComponentContent> => {
  const only = globs.only.filter((glob) => glob.includes(insideMark)).map(insideGlob);
  const exclude = globs.exclude.filter((glob) => glob.includes(insideMark)).map(insideGlob);
  if (only.length + exclude.length === 0) return new Map();
  const takesWhole = selector({ only: globs.only.filter((glob) => !glob.includes(insideMark)), exclude: [] });
  const hasWhole = globs.only.some((glob) => !glob.includes(insideMark));
  return new Map(
    changes.flatMap((change) => {
      const from = contents.from.get(keyOf(change));
      const to = contents.to.get(keyOf(change));
      const meant = {
        only: only.filter((glob) => glob.meets(change)),
        exclude: exclude.filter((glob) => glob.meets(change)),
      };
      if (from === undefined || to === undefined || meant.only.length + meant.exclude.length === 0) return [];
      const isWhole = meant.only.length === 0 || (hasWhole && takesWhole(change));
      const takes = (name: string): boolean =>
        (isWhole || meant.only.some((glob) => glob.takes(name))) && !meant.exclude.some((glob) => glob.takes(name));
      return [[keyOf(change), partOf({ from, to }, takes)] as const];
    }),
  );
};

export interface InsideGlob {
  readonly meets: (change: ComponentChange) => boolean;
  readonly takes: (name: string) => boolean;
}

export const insideGlob = (glob: string): InsideGlob => {
  const at = glob.indexOf(insideMark);
  const inside = glob.slice(at + 1);
  const matches = picomatch(inside.replace(/[()]/gu, '\\$&'), {
    bash: true,
    dot: true,
    noextglob: true,
    nobracket: true,
  });
  return {
    meets: selector({ only: [glob.slice(0, at)], exclude: [] }),
    takes: (name) => name === inside || name.startsWith(`${inside}:`) || matches(name),
  };
};

interface Sides {
  readonly from: ComponentContent;
  readonly to: ComponentContent;
}

const partOf = ({ from, to }: Sides, takes: (name: string) => boolean): ComponentContent => {
  const edits = alignEntries(from.type, { from: from.xml, to: to.xml })
    .filter(({ elements }) => !isSameList(from.type, elements.from, elements.to))
    .filter(({ section, key }) => takes(key === undefined ? section : `${section}:${key}`))
    .map(({ section, key, elements }): EntryEdit => ({
      section,
      ...(key !== undefined && { key }),
      elements: elements.to,
    }));
  const files = new Map(from.files);
  for (const path of new Set([...from.files.keys(), ...to.files.keys()])) {
    const [was, is] = [from.files.get(path), to.files.get(path)];
    if ((was !== undefined && is !== undefined && isSameFile(was, is)) || !takes(path)) continue;
    if (is === undefined) files.delete(path);
    else files.set(path, is);
  }
  const root = from.xml ?? to.xml;
  return { ...from, ...(root && { xml: applyEdits(root, edits, from.type) }), files };
};
