import picomatch from 'picomatch';
import { keyOf, type ComponentId } from '../metadata/component.ts';

/** Globs that a person gave. `only` empty = everything. */
export interface SelectionGlobs {
  readonly only: readonly string[];
  readonly exclude: readonly string[];
}

/** What globs are matched against. */
export interface Selectable extends ComponentId {
  readonly paths: { readonly from: readonly string[]; readonly to: readonly string[] };
}

/** In a name dots, brackets and slashes mean nothing: a star crosses them all. Parentheses are escaped below. */
const nameOptions = { bash: true, dot: true, noextglob: true, nobracket: true } as const;
const pathOptions = { dot: true, noextglob: true } as const;

/**
 * Whether globs take a component: `Type:FullName` (`CustomField:Account.*`), a type (`Profile`), the path or
 * name of one of its files (`*.cls`), or a folder above (`force-app/main`). A name that holds glob characters also
 * matches as it is.
 */
export const selector = ({ only, exclude }: SelectionGlobs): ((candidate: Selectable) => boolean) => {
  const isMeant = only.length === 0 ? () => true : anyOf(only);
  const isExcluded = anyOf(exclude);
  return (candidate) => isMeant(candidate) && !isExcluded(candidate);
};

type Matches = (candidate: Selectable) => boolean;

const anyOf = (globs: readonly string[]): Matches => {
  const matchers = globs.filter(Boolean).map((glob) => (glob.includes(':') ? byName(glob) : byTypeOrPath(glob)));
  return (candidate) => matchers.some((matches) => matches(candidate));
};

const byName = (glob: string): Matches => {
  const matches = picomatch(glob.replace(/[()]/g, '\\$&'), nameOptions);
  return (candidate) => {
    const key = keyOf(candidate);
    return key === glob || matches(key);
  };
};

const byTypeOrPath = (glob: string): Matches => {
  const folder = glob.replace(/(?<=.)\/+$/, '');
  const isName = !glob.includes('/');
  const isFile = picomatch(folder, { ...pathOptions, basename: isName });
  const isBelow = picomatch(`${folder}/**`, pathOptions);
  return ({ type, paths }) =>
    (isName && isFile(type)) || [...paths.from, ...paths.to].some((path) => isFile(path) || isBelow(path));
};
