import { accessTypes } from './access-entries.ts';
import { settleAccess } from './access-rules.ts';
import { settledChild, type ContainedChild } from './child-rules.ts';
import { missingHalf, isMetadataXml, sameFiles } from '../package/component-files.ts';
import { DeployProblem, put, type Draft, type Effect } from '../state/draft.ts';
import { exists } from '../state/existence.ts';
import { mergeElements } from './merge.ts';
import { mergeRules, type MergeRule } from './merge-rules.ts';
import { rememberTree, treeOf } from '../xml/parsed.ts';
import { typeNamed, type ChildType } from '../registry.ts';
import type { StoredComponent } from '../types.ts';
import { holdsValues, mergeValueSet } from './value-sets.ts';
import { keyOf, type ZipComponent } from '../package/zip-components.ts';
import { branch, childText, innerText, parseXml, sorted, XmlProblem, type XmlElement } from '../xml/xml.ts';

/** A file that holds several components, taken apart. */
export interface Container {
  readonly root: XmlElement;
  readonly own: readonly XmlElement[];
  /** Key of the child → its type, name and element, in file order. */
  readonly children: ReadonlyMap<string, ContainedChild>;
}

const wellFormed = new WeakSet<Buffer>();

/** @throws {DeployProblem} when a metadata file cannot be parsed; each buffer is looked at once, and many files share one. */
const checkFile = (bytes: Buffer): void => {
  if (wellFormed.has(bytes)) return;
  parseFile(bytes);
  wellFormed.add(bytes);
};

/** Parses a metadata file; a broken one is this component's problem. */
export const parseFile = (bytes: Buffer): XmlElement => {
  try {
    return parseXml(bytes);
  } catch (error) {
    if (!(error instanceof XmlProblem)) throw error;
    throw new DeployProblem(`Error parsing file: ${error.message}`, { line: error.line, column: error.column });
  }
};

/** Full name of a child: `Account.Risk__c`, or just `Welcome` for a label. */
export const childName = (type: ChildType, parent: string, name: string): string =>
  type.alone ? name : `${parent}.${name}`;

/** Takes a container's file apart. A child that is in it twice makes the file ambiguous and is refused. */
export const openContainer = (component: ZipComponent): Container => {
  const root = sorted(parseFile([...component.files.values()][0] ?? Buffer.alloc(0)));
  const types = new Map((typeNamed(component.type)?.children ?? []).map((child) => [child.tag, child]));
  const own: XmlElement[] = [];
  const children = new Map<string, ContainedChild>();
  for (const element of root.children) {
    const type = types.get(element.name);
    if (!type) {
      own.push(element);
      continue;
    }
    const fullName = childName(type, component.fullName, childText(element, type.key)?.trim() ?? '');
    const key = keyOf(type.name, fullName);
    if (children.has(key)) throw new DeployProblem(`Duplicate value specified: ${fullName}`);
    children.set(key, { type, fullName, element });
  }
  return { root, own, children };
};

/** Replaces a component that comes whole. XML that differs only in writing counts as unchanged. */
export const storeWhole = (draft: Draft, { type, fullName, files }: ZipComponent): Effect => {
  const missing = missingHalf(type, files);
  if (missing !== undefined) throw new DeployProblem(`Required file not found: ${missing}`);
  const before = draft.components.get(keyOf(type, fullName));
  for (const [path, bytes] of files) {
    const stored = before?.files.get(path);
    if (isMetadataXml(type, path) && !stored?.equals(bytes)) checkFile(bytes);
  }
  if (before && sameFiles(type, before.files, files)) return 'unchanged';
  return put(draft, { type, fullName, files });
};

/** What is stored of a merged component's own elements: as the org wrote them, or still as they were sent. */
const storedElements = (component: StoredComponent | undefined): readonly XmlElement[] =>
  component ? treeOf(component).children : [];

const inSeries = (elements: readonly XmlElement[]): XmlElement => sorted(branch('', elements));

/** The org's own writing of a component that may still be as it was sent. */
const writtenOf = (component: StoredComponent, rule: MergeRule): string =>
  component.xml ??
  innerText(inSeries(mergeElements({ stored: [], incoming: storedElements(component) }, rule)).children);

interface MergedSides {
  readonly type: string;
  readonly own: readonly XmlElement[];
  readonly stored: readonly XmlElement[];
}

const settledElements = (draft: Draft, { type, own, stored }: MergedSides, rule: MergeRule): readonly XmlElement[] => {
  if (holdsValues(type)) return mergeValueSet(type, stored, own);
  const merged = mergeElements({ stored, incoming: own }, rule);
  return accessTypes.has(type) ? settleAccess(draft, { type, stored, sent: own, merged }) : merged;
};

/** Merges own elements of one component into what the org has, by the rule of its type. */
export const storeMerged = (
  draft: Draft,
  sent: {
    readonly type: string;
    readonly fullName: string;
    readonly root: string;
    readonly own: readonly XmlElement[];
  },
  rule: MergeRule,
): Effect => {
  const key = keyOf(sent.type, sent.fullName);
  const before = draft.components.get(key);
  const tree = inSeries(settledElements(draft, { ...sent, stored: storedElements(before) }, rule));
  const xml = innerText(tree.children);
  if (before && writtenOf(before, rule) === xml) return 'unchanged';
  const effect = put(draft, { type: sent.type, fullName: sent.fullName, xml, tag: sent.root });
  rememberTree(draft.components.get(key), { ...tree, name: sent.root });
  return effect;
};

/** Standard objects and empty containers are always there; a custom object has to be deployed first. */
const requireParent = (draft: Draft, { key, type, fullName }: ZipComponent): void => {
  if (draft.components.has(key)) return;
  if (type === 'CustomObject' && !exists(draft, type, fullName))
    throw new DeployProblem(`no CustomObject named ${fullName} found`);
  put(draft, { type, fullName, xml: '', tag: type });
};

/** Stores one child of a container as it came. */
export const storeChild = (draft: Draft, child: ContainedChild, parent: ZipComponent): Effect => {
  requireParent(draft, parent);
  const { type, fullName } = child;
  const key = keyOf(type.name, fullName);
  const tree = sorted(settledChild(draft, child));
  const xml = innerText([tree]);
  if (draft.components.get(key)?.xml === xml) return 'unchanged';
  const effect = put(draft, {
    type: type.name,
    fullName,
    xml,
    parent: parent.key,
    tag: type.tag,
  });
  rememberTree(draft.components.get(key), tree);
  return effect;
};

/** The rule a type merges by in a deploy of the given API version; undefined for types that are replaced whole. */
export const ruleOf = (type: string, apiVersion: number): MergeRule | undefined => {
  const rule = mergeRules[type];
  // Permission sets merged until API 39 (meta_permissionset.htm; stackexchange 169048).
  return rule && type === 'PermissionSet' && apiVersion < 40 ? { ...rule, keeps: 'all' } : rule;
};
