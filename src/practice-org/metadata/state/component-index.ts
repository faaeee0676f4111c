import { typeNamed } from '../registry.ts';
import type { StoredComponent } from '../types.ts';

type Components = ReadonlyMap<string, StoredComponent>;

interface Index {
  readonly byType: ReadonlyMap<string, readonly StoredComponent[]>;
  readonly byParent: ReadonlyMap<string, readonly StoredComponent[]>;
}

const indexes = new WeakMap<Components, Index>();

const byName = (a: StoredComponent, b: StoredComponent): number => (a.fullName < b.fullName ? -1 : 1);

/** Made once per map of components: only maps of committed states, which nobody changes any more, belong here. */
const indexOf = (components: Components): Index => {
  const known = indexes.get(components);
  if (known) return known;
  const all = [...components.values()].sort(byName);
  const byType = Map.groupBy(all, ({ type }) => type);
  const byParent = Map.groupBy(
    all.filter(({ parent }) => parent !== undefined),
    ({ parent }) => parent ?? '',
  );
  const index = { byType, byParent };
  indexes.set(components, index);
  return index;
};

/** Components of a committed state of one type, sorted by name. */
export const componentsOfType = (components: Components, type: string): readonly StoredComponent[] =>
  indexOf(components).byType.get(type) ?? [];

/** Components that live in another's file, sorted by name. */
export const childrenOf = (components: Components, parent: string): readonly StoredComponent[] =>
  indexOf(components).byParent.get(parent) ?? [];

/** A folder of reports, dashboards, documents or email templates; manifests name it by its content's type. */
export const isFolder = ({ type, fullName, files }: StoredComponent): boolean => {
  const known = typeNamed(type);
  return known?.inFolder === true && files.has(`${known.directoryName}/${fullName}-meta.xml`) && files.size === 1;
};
