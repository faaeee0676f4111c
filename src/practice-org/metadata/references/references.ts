import { treeOf } from '../xml/parsed.ts';
import type { FlowHistory, FlowVersion, StoredComponent } from '../types.ts';
import { parseXml } from '../xml/xml.ts';
import { keyOf } from '../package/zip-components.ts';
import { edgesOfPath, type Components, type Edge } from './edges.ts';
import { flowUses } from './flow-uses.ts';
import { hasSource, sourceUses, type ObjectsWithField } from './source-uses.ts';
import type { Targets } from './targets.ts';
import { xmlReferences } from './xml-table.ts';
import { xmlUses, type Uses } from './xml-uses.ts';

/** Where references are looked for and resolved. */
export interface Where {
  readonly components: Components;
  readonly flows: ReadonlyMap<string, FlowHistory>;
}

/** A component, or one version of a flow, that refers to a target. */
export interface Referrer {
  readonly component: StoredComponent;
  readonly version?: FlowVersion;
  /** Keys of the targets. */
  readonly uses: ReadonlySet<string>;
}

const xmlCache = new WeakMap<StoredComponent, Uses>();
const flowCache = new WeakMap<Buffer, Uses>();

const usesOf = (component: StoredComponent): Uses => {
  const known = xmlCache.get(component);
  if (known) return known;
  const uses = xmlUses(component.type, component.fullName, treeOf(component));
  xmlCache.set(component, uses);
  return uses;
};

const usesOfVersion = ({ content }: FlowVersion): Uses => {
  const known = flowCache.get(content);
  if (known) return known;
  const uses = flowUses(parseXml(content));
  flowCache.set(content, uses);
  return uses;
};

const resolved = (components: Components, { edges, paths }: Uses): readonly Edge[] => [
  ...edges,
  ...paths.flatMap((path) => edgesOfPath(components, path)),
];

/** References in a component's XML, resolved in an org: every element that names another component. */
export const edgesOf = (components: Components, component: StoredComponent): readonly Edge[] =>
  Object.hasOwn(xmlReferences, component.type) ? resolved(components, usesOf(component)) : [];

export const edgesOfVersion = (components: Components, version: FlowVersion): readonly Edge[] =>
  resolved(components, usesOfVersion(version));

const among = (edges: readonly Edge[], targets: Targets): ReadonlySet<string> =>
  new Set(edges.flatMap(({ type, fullName }) => targets.bySmallKey.get(keyOf(type, fullName).toLowerCase()) ?? []));

/** Names a text must contain to be worth parsing; relationships are spelt `__r`. */
const spellings = (targets: Targets): readonly string[] => [...targets.byWord.keys()];

const mentions = (text: string, words: readonly string[]): boolean => {
  const small = text.toLowerCase();
  return words.some((word) => small.includes(word));
};

const textOf = (component: StoredComponent): string =>
  component.xml ?? [...component.files.values()].map((bytes) => bytes.toString('utf8')).join('\n');

/** Reading every text for a handful of words is cheaper than parsing it; for many words it is not. */
const fewWords = 200;

const referrersInFlow = (where: Where, component: StoredComponent, targets: Targets): Referrer[] => {
  const words = spellings(targets);
  return (where.flows.get(component.fullName)?.versions ?? []).flatMap((version): Referrer[] => {
    if (words.length < fewWords && !mentions(version.content.toString('utf8'), words)) return [];
    const uses = among(edgesOfVersion(where.components, version), targets);
    return uses.size > 0 ? [{ component, version, uses }] : [];
  });
};

const objectsWithField = (components: Components): ObjectsWithField => {
  let counts: Map<string, number> | undefined;
  const count = (): Map<string, number> => {
    const found = new Map<string, number>();
    for (const { type, fullName } of components.values()) {
      if (type !== 'CustomField') continue;
      const name = fullName.slice(fullName.indexOf('.') + 1).toLowerCase();
      for (const word of [name, name.replace(/__c$/, '__r')]) found.set(word, (found.get(word) ?? 0) + 1);
    }
    return found;
  };
  return (field) => (counts ??= count()).get(field) ?? 0;
};

/**
 * Everything that refers to some components: XML by the table of reference elements, source code by name, flows in
 * every version, active or not. Components refer to themselves nowhere.
 */
export const referrersOf = (
  where: Where,
  targets: Targets,
  from: Iterable<StoredComponent> = where.components.values(),
): readonly Referrer[] => {
  const words = spellings(targets);
  const objectsWith = objectsWithField(where.components);
  const referrers: Referrer[] = [];
  for (const component of from) {
    if (component.type === 'Flow') referrers.push(...referrersInFlow(where, component, targets));
    const isXml = Object.hasOwn(xmlReferences, component.type);
    if (!isXml && !hasSource(component.type)) continue;
    if (words.length < fewWords && !mentions(textOf(component), words) && !hasTag(component)) continue;
    const found = new Set([
      ...(isXml ? among(edgesOf(where.components, component), targets) : []),
      ...sourceUses(component, targets, objectsWith),
    ]);
    found.delete(keyOf(component.type, component.fullName));
    if (found.size > 0) referrers.push({ component, uses: found });
  }
  return referrers;
};

/** Markup calls bundles in kebab case, which the plain words miss. */
const hasTag = ({ type }: StoredComponent): boolean => type === 'LightningComponentBundle';
