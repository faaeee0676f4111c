import { canonicalFile, documentOf, isMetadataXml, pathOf } from '../package/component-files.ts';
import { childrenOf, componentsOfType } from '../state/component-index.ts';
import { definitionFile, shownVersion, versionAddress, versionFile } from '../flows/flow-content.ts';
import { visibleProfile, type Requested } from './junctions.ts';
import { filePropertiesOf } from './listing.ts';
import { isCustomName } from '../names.ts';
import { childTypeNamed, typeNamed } from '../registry.ts';
import { isSalesforces } from '../state/existence.ts';
import { nameKept } from '../package/stored-spelling.ts';
import type { FileProperties, MetadataState, RetrieveOutcome, RetrieveRequest, StoredComponent } from '../types.ts';
import { branch, canonicalDocument, innerText, leaf, metadataRoot, parseInner } from '../xml/xml.ts';
import { keyOf } from '../package/zip-components.ts';

interface Retrieval {
  readonly state: MetadataState;
  readonly request: RetrieveRequest;
  /** Whole components by key. */
  readonly whole: Map<string, StoredComponent>;
  /** Container key → those of its children that were asked for by themselves. */
  readonly parts: Map<string, StoredComponent[]>;
  /** `Flow-3` and the like: exact versions by full name. */
  readonly versions: Map<string, Buffer>;
  readonly messages: { fileName: string; problem: string }[];
}

/** Types whose wildcard gives nothing (meta_package.htm, "Supports wildcard"; documented). */
const withoutWildcard = new Set([
  'Dashboard',
  'Document',
  'EmailTemplate',
  'Report',
  'StandardValueSet',
  'SharingCriteriaRule',
  'SharingGuestRule',
  'SharingOwnerRule',
  'SharingTerritoryRule',
]);

/** What `*` means: everything of the type, of objects the custom ones only (meta_package.htm; documented). */
const wildcardMembers = (state: MetadataState, type: string): readonly StoredComponent[] => {
  if (withoutWildcard.has(type)) return [];
  const all = componentsOfType(state.components, type);
  return type === 'CustomObject' ? all.filter(({ fullName }) => isCustomName(fullName)) : all;
};

const flowVersionFile = (state: MetadataState, fullName: string): Buffer | undefined => {
  const address = versionAddress(fullName);
  const version =
    address && state.flows.get(address.name)?.versions.find((one) => one.versionNumber === address.number);
  return version && versionFile(version);
};

const take = (retrieval: Retrieval, component: StoredComponent): void => {
  if (component.parent === undefined) {
    retrieval.whole.set(keyOf(component.type, component.fullName), component);
    return;
  }
  const parts = retrieval.parts.get(component.parent) ?? [];
  parts.push(component);
  retrieval.parts.set(component.parent, parts);
};

const addMember = (retrieval: Retrieval, type: string, member: string): void => {
  const { state, messages } = retrieval;
  if (member === '*') {
    for (const component of wildcardMembers(state, type)) take(retrieval, component);
    return;
  }
  const component = state.components.get(keyOf(type, nameKept(state.components, { type, fullName: member })));
  const version = component || type !== 'Flow' ? undefined : flowVersionFile(state, member);
  if (component) take(retrieval, component);
  else if (version) retrieval.versions.set(member, version);
  else
    messages.push({ fileName: 'package.xml', problem: `Entity of type '${type}' named '${member}' cannot be found` });
};

const requestedOf = ({ whole, parts, request }: Retrieval): Requested => {
  const partKeys = new Set([...parts.values()].flat().map(({ type, fullName }) => keyOf(type, fullName)));
  const named = new Set(request.types.flatMap(({ name, members }) => members.map((member) => keyOf(name, member))));
  return {
    has: (type, fullName) => {
      const key = keyOf(type, fullName);
      // What Salesforce brings along (`standard__Sales`) is asked for by name like anything else.
      return whole.has(key) || partKeys.has(key) || (named.has(key) && isSalesforces(type, fullName));
    },
    hasAll: (type) => request.types.some(({ name, members }) => name === type && members.includes('*')),
  };
};

const byTagAndName = (a: StoredComponent, b: StoredComponent): number => {
  const [x, y] = [`${a.tag ?? ''}\0${a.fullName}`, `${b.tag ?? ''}\0${b.fullName}`];
  return x < y ? -1 : 1;
};

/** Own elements and children of a container, tags in alphabetical order. */
const containerFile = (parent: StoredComponent, children: readonly StoredComponent[], withOwn: boolean): Buffer => {
  const byTag = Map.groupBy([...children].sort(byTagAndName), ({ tag }) => tag ?? '');
  const pieces = [...byTag].map(([tag, group]) => ({ tag, text: group.map(({ xml }) => xml ?? '').join('') }));
  const own = withOwn ? splitByTag(parent.xml ?? '') : [];
  const inOrder = [...pieces, ...own].sort((a, b) => (a.tag < b.tag ? -1 : 1));
  return documentOf(typeRoot(parent), inOrder.map(({ text }) => text).join(''));
};

const typeRoot = ({ type, tag }: StoredComponent): string => (tag === undefined || tag === '' ? type : tag);

const splitByTag = (inner: string): { tag: string; text: string }[] =>
  parseInner(inner).map((element) => ({ tag: element.name, text: innerText([element]) }));

const wholeFiles = (component: StoredComponent, verbatim: boolean): [string, Buffer][] =>
  [...component.files].map(([path, bytes]) => [
    path,
    verbatim || !isMetadataXml(component.type, path) ? bytes : canonicalFile(bytes),
  ]);

const filesOf = (retrieval: Retrieval, component: StoredComponent, requested: Requested): [string, Buffer][] => {
  const { state, request } = retrieval;
  if (component.type === 'Flow') {
    const flow = state.flows.get(component.fullName);
    const version = flow && shownVersion(flow);
    return version ? [[pathOf(component), versionFile(version)]] : [];
  }
  if (component.type === 'FlowDefinition') {
    const flow = state.flows.get(component.fullName);
    return flow ? [[pathOf(component), definitionFile(flow)]] : [];
  }
  if ((typeNamed(component.type)?.children.length ?? 0) > 0) {
    const children = childrenOf(state.components, keyOf(component.type, component.fullName));
    return [[pathOf(component), containerFile(component, children, true)]];
  }
  if (component.xml === undefined) return wholeFiles(component, request.verbatim === true);
  const inner = component.type === 'Profile' ? visibleProfile(component.xml, requested) : component.xml;
  return [[pathOf(component), documentOf(typeRoot(component), inner)]];
};

const manifestOf = ({ whole, parts, versions, request }: Retrieval): Buffer => {
  const names = [
    ...[...whole.values(), ...[...parts.values()].flat()].map(({ type, fullName }) => ({ type, fullName })),
    ...[...versions.keys()].map((fullName) => ({ type: 'Flow', fullName })),
  ];
  const types = [...Map.groupBy(names, ({ type }) => type)].sort(([a], [b]) => (a < b ? -1 : 1));
  const children = types.map(([type, members]) =>
    branch('types', [...members.map(({ fullName }) => leaf('members', fullName)), leaf('name', type)]),
  );
  return canonicalDocument({
    ...metadataRoot('Package'),
    children: [...children, leaf('version', request.apiVersion)],
  });
};

/** Labels are one file whoever asks for them; parts of one container that was asked for whole come with it. */
const addParts = (retrieval: Retrieval, entries: Map<string, Buffer>): FileProperties[] => {
  const properties: FileProperties[] = [];
  for (const [key, children] of retrieval.parts) {
    const parent = retrieval.state.components.get(key);
    if (!parent) continue;
    properties.push(...children.map((child) => filePropertiesOf(child)));
    if (!retrieval.whole.has(key)) entries.set(pathOf(parent), containerFile(parent, children, false));
  }
  return properties;
};

/**
 * Answers a retrieve. A name that is not there is a message, not an error (wire: "cannot be found"); asked twice, a
 * component comes once. Children asked for by themselves come alone in their container's file.
 */
export const retrieve = (state: MetadataState, request: RetrieveRequest): RetrieveOutcome => {
  const retrieval: Retrieval = {
    state,
    request,
    whole: new Map(),
    parts: new Map(),
    versions: new Map(),
    messages: [],
  };
  for (const { name: type, members } of request.types) {
    if (!typeNamed(type) && !childTypeNamed(type)) {
      const problem = `Entity type '${type}' is not available in this organization`;
      retrieval.messages.push({ fileName: 'package.xml', problem });
    } else for (const member of members) addMember(retrieval, type, member);
  }
  const requested = requestedOf(retrieval);
  const entries = new Map<string, Buffer>();
  const fileProperties: FileProperties[] = [];
  for (const component of retrieval.whole.values()) {
    for (const [path, bytes] of filesOf(retrieval, component, requested)) entries.set(path, bytes);
    fileProperties.push(filePropertiesOf(component));
  }
  fileProperties.push(...addParts(retrieval, entries));
  for (const [name, bytes] of retrieval.versions) entries.set(`flows/${name}.flow`, bytes);
  entries.set('package.xml', manifestOf(retrieval));
  return { entries, fileProperties, messages: retrieval.messages };
};
