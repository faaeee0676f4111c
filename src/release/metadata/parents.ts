import { keyOf, parseKey, type ComponentKey } from './component.ts';
import type { MetadataTypes } from './metadata-types.ts';

/** The types whose children bear the name of their parent before their own: `CustomField` → `CustomObject`. */
export const parentTypes = ({ children }: MetadataTypes): ReadonlyMap<string, string> =>
  new Map(
    [...children].flatMap(([parent, ofParent]) =>
      [...ofParent.values()].filter(({ alone }) => !alone).map(({ name }) => [name, parent] as const),
    ),
  );

/**
 * The component whose file may hold a child: the one its name begins with, or the only one of its type
 * (`CustomLabels:CustomLabels`). Undefined for a component that is no child.
 */
export const parentFinder = ({ children }: MetadataTypes): ((key: ComponentKey) => ComponentKey | undefined) => {
  const parents = new Map(
    [...children].flatMap(([parent, ofParent]) =>
      [...ofParent.values()].map(({ name, alone }) => [name, { parent, alone }] as const),
    ),
  );
  return (key) => {
    const { type, fullName } = parseKey(key);
    const found = parents.get(type);
    if (found === undefined) return undefined;
    const name = found.alone ? found.parent : fullName.slice(0, fullName.indexOf('.'));
    return keyOf({ type: found.parent, fullName: name });
  };
};
