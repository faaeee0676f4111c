import { openSourceFormat } from '../../src/gateways/source-format.ts';
import { layoutOf, typesOf, type RegistryType } from '../../src/release/metadata/metadata-types.ts';
import { placer } from '../../src/release/metadata/source-path.ts';
import type { XmlElement } from '../../src/release/xml/xml-element.ts';
import { pick, randomOf, randomRoot, restyled, withoutSuperseded, type TypeOf } from './random-xml.ts';
import { sourcePaths } from './type-paths.ts';

const known = openSourceFormat();
const metadataTypes = typesOf(known.registry);
const placeOf = placer(metadataTypes);

/** Every type of the registry that has files of its own. */
export const everyType: readonly RegistryType[] = Object.values(known.registry.types).filter(
  ({ aliasFor }) => aliasFor === undefined,
);

/** A file as it means: XML by its root, anything else by its text. */
export type Meaning = XmlElement | string;

/** What a project says, whatever its style, by path. */
export type RandomProject = Readonly<Record<string, Meaning>>;

/** What the files of one component of a type say. Children carry the name that their path or their parent gives them. */
export const randomComponent = (seed: number, type: RegistryType): RandomProject => {
  const random = randomOf(seed);
  return Object.fromEntries<Meaning>(
    sourcePaths(type).map((path): [string, Meaning] => {
      const place = placeOf(path);
      if (place === undefined) throw new Error(`no place for ${path}`);
      if (place.role === 'file') return [path, `content ${pick(random, ['one', 'two', 'three\nlines'])}\n`];
      return [path, meaningOf(random, type, path)];
    }),
  );
};

const meaningOf = (random: () => number, type: RegistryType, path: string): XmlElement => {
  const own = placeOf(path)?.type ?? type;
  const children = metadataTypes.children.get(type.name);
  if (own.id === type.id && children !== undefined && layoutOf(type) !== 'decomposed') {
    const inside = [...children.values()].flatMap((child) =>
      ['First', 'Second', 'Third']
        .filter(() => random() < 0.6)
        .map((name) => ({ ...named(randomRoot(random, child.name), child.nameElement, name), name: child.element })),
    );
    return {
      name: type.name,
      children: [...inside, ...(random() < 0.5 ? randomRoot(random, type.name).children : [])],
    };
  }
  if (placeOf(path)?.role !== 'piece') return { ...randomRoot(random, own.name), name: own.name };
  const values = randomRoot(random, own.name).children.find((child) => child.name === 'fields');
  return named({ name: 'CustomFieldTranslation', children: values?.children ?? [] }, 'name', 'InAFileOfItsOwn');
};

const named = (root: XmlElement, element: string, name: string): XmlElement => ({
  ...root,
  children: [{ name: element, text: name, children: [] }, ...root.children.filter((child) => child.name !== element)],
});

/** The files of a project in a style of their own. */
export const written = (project: RandomProject, seed: number): Record<string, string> => {
  const random = randomOf(seed);
  return Object.fromEntries(
    Object.entries(project).map(([path, meaning]) => [
      path,
      typeof meaning === 'string'
        ? meaning.replaceAll('\n', pick(random, ['\n', '\r\n']))
        : restyled(random, meaning, typesIn(path)),
    ]),
  );
};

const typesIn = (path: string): TypeOf => {
  const own = placeOf(path)?.type.name ?? '';
  const children = metadataTypes.children.get(own);
  return (element) => children?.get(element ?? '')?.name ?? own;
};

/** The same project, each entry said once. */
export const saidOnce = (project: RandomProject): RandomProject =>
  Object.fromEntries(
    Object.entries(project).map(([path, meaning]) => [
      path,
      typeof meaning === 'string' ? meaning : onceIn(meaning, typesIn(path)),
    ]),
  );

const onceIn = (root: XmlElement, typeOf: TypeOf): XmlElement => {
  if (root.name === 'CustomFieldTranslation') return withoutSuperseded(root, typeOf(), 'fields');
  const own = withoutSuperseded(root, typeOf());
  const children = own.children.map((child) =>
    typeOf(child.name) === typeOf() ? child : withoutSuperseded(child, typeOf(child.name)),
  );
  return { ...own, children };
};
