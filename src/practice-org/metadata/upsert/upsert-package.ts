import { apexCompiler } from '../apex/compile.ts';
import { refusePendingJobs } from '../apex/apex-jobs.ts';
import { isApex } from '../apex/source.ts';
import { refuseDangling } from './dangling.ts';
import { attempt, failed, type Subject } from '../deploy-messages.ts';
import type { Draft, Effect } from '../state/draft.ts';
import { refuseSortOrder } from './duplicate-rules.ts';
import { storeFlow, storeFlowDefinition } from '../flows/flows.ts';
import type { DeployPackage } from '../package/package-reader.ts';
import { childTypeNamed, typeNamed } from '../registry.ts';
import type { DeployMessage, StoredComponent } from '../types.ts';
import { openContainer, parseFile, ruleOf, storeChild, storeMerged, storeWhole, type Container } from './upsert.ts';
import { componentsOfZip, keyOf, storedName, type ZipComponent } from '../package/zip-components.ts';

interface Named {
  readonly type: string;
  readonly fullName: string;
}

interface Upsert {
  readonly draft: Draft;
  readonly source: DeployPackage;
  readonly named: ReadonlyMap<string, Named>;
  /** Types of which `*` was named. */
  readonly wildcards: ReadonlySet<string>;
  readonly messages: DeployMessage[];
  /** Named and dealt with. */
  readonly done: Set<string>;
}

const subjectOf = (upsert: Upsert, named: Named, fileName: string): Subject => {
  const { draft, source } = upsert;
  const stored = draft.components.get(keyOf(named.type, named.fullName));
  return {
    componentType: named.type,
    fullName: named.fullName,
    fileName: source.prefix + fileName,
    createdDate: stored?.createdDate ?? draft.context.now.toISOString(),
    ...(stored ? { id: stored.id } : {}),
  };
};

interface Task {
  readonly key: string;
  readonly fileName: string;
  readonly step: () => Effect;
}

/** Runs a step and says what came of it; the id of what it created is looked up afterwards. */
const report = (upsert: Upsert, named: Named, task: Task): DeployMessage => {
  const { key, step, fileName } = task;
  upsert.done.add(key);
  const outcome = attempt(subjectOf(upsert, named, fileName), step);
  const stored = upsert.draft.components.get(key);
  const message = stored ? { ...outcome, id: stored.id } : outcome;
  upsert.messages.push(message);
  return message;
};

const wildcard = '*';

const addNamed = (named: Map<string, Named>, components: ReadonlyMap<string, ZipComponent>, member: Named): void => {
  const fullName = storedName(member, components);
  named.set(keyOf(member.type, fullName), { type: member.type, fullName });
};

/** Everything package.xml names; a wildcard names what the zip holds of that type, children included. */
const namedIn = (source: DeployPackage, components: ReadonlyMap<string, ZipComponent>): Map<string, Named> => {
  const named = new Map<string, Named>();
  for (const { name: type, members } of source.manifest.types)
    for (const fullName of members) {
      if (fullName !== wildcard) addNamed(named, components, { type, fullName });
      else
        for (const component of components.values())
          if (component.type === type)
            named.set(keyOf(type, component.fullName), { type, fullName: component.fullName });
    }
  return named;
};

const upsertChildren = (upsert: Upsert, component: ZipComponent, container: Container): void => {
  const all = upsert.named.has(keyOf(component.type, component.fullName));
  for (const [key, child] of container.children) {
    const named = upsert.named.get(key) ?? (upsert.wildcards.has(child.type.name) ? namedChild(child) : undefined);
    if (!named && !all) continue;
    const step = (): Effect => storeChild(upsert.draft, child, component);
    const known = upsert.messages.length;
    const message = report(upsert, named ?? namedChild(child), { key, fileName: component.fileName, step });
    // A child that only came with its named parent is not reported, unless it failed.
    if (!named && message.success) upsert.messages.length = known;
  }
};

const namedChild = (child: { readonly type: { readonly name: string }; readonly fullName: string }): Named => ({
  type: child.type.name,
  fullName: child.fullName,
});

const upsertContainer = (upsert: Upsert, component: ZipComponent): void => {
  const { draft } = upsert;
  let container: Container | undefined;
  const step = (): Effect => {
    container = openContainer(component);
    const rule = ruleOf(component.type, upsertVersion(upsert)) ?? { keeps: 'all', entries: {} };
    return storeMerged(draft, { ...component, root: container.root.name, own: container.own }, rule);
  };
  const key = keyOf(component.type, component.fullName);
  const self = upsert.named.get(key);
  if (self) report(upsert, self, { key, fileName: component.fileName, step });
  else {
    const outcome = attempt(subjectOf(upsert, component, component.fileName), () => {
      container = openContainer(component);
      return 'unchanged';
    });
    if (!outcome.success) upsert.messages.push(outcome);
  }
  if (container) upsertChildren(upsert, component, container);
};

const upsertVersion = ({ source, draft }: Upsert): number =>
  Number.parseFloat(source.manifest.version ?? draft.context.apiVersion);

const upsertTopLevel = (upsert: Upsert, component: ZipComponent): void => {
  const key = keyOf(component.type, component.fullName);
  const self = upsert.named.get(key);
  if (!self) {
    const subject = subjectOf(upsert, component, component.fileName);
    upsert.messages.push(failed(subject, 'Not in package.xml'));
    return;
  }
  const rule = ruleOf(component.type, upsertVersion(upsert));
  const step = (): Effect => {
    if (component.type === 'Flow') return storeFlow(upsert.draft, component);
    if (component.type === 'FlowDefinition') return storeFlowDefinition(upsert.draft, component);
    const isFirst = rule?.lazy === true && !upsert.draft.components.has(key);
    if (!rule || isFirst || component.files.size !== 1) return storeWhole(upsert.draft, component);
    const root = parseFile([...component.files.values()][0] ?? Buffer.alloc(0));
    return storeMerged(upsert.draft, { ...component, root: root.name, own: root.children }, rule);
  };
  report(upsert, self, { key, fileName: component.fileName, step });
};

const isContainer = (type: string): boolean => (typeNamed(type)?.children.length ?? 0) > 0;

/** Containers that a named child or a child wildcard makes the org open although they are not named themselves. */
const openedByChildren = (
  named: Iterable<Named>,
  components: ReadonlyMap<string, ZipComponent>,
): ReadonlySet<string> => {
  const opened = new Set<string>();
  const types = new Set<string>();
  for (const { type, fullName } of named) {
    const child = childTypeNamed(type);
    if (!child) continue;
    if (child.alone || fullName === wildcard) types.add(child.parent);
    else opened.add(keyOf(child.parent, fullName.slice(0, fullName.indexOf('.'))));
  }
  for (const [key, { type }] of components) if (types.has(type)) opened.add(key);
  return opened;
};

const reportMissing = (upsert: Upsert): void => {
  for (const [key, named] of upsert.named) {
    if (upsert.done.has(key)) continue;
    const subject = subjectOf(upsert, named, 'package.xml');
    const known = typeNamed(named.type) ?? childTypeNamed(named.type);
    const problem = known
      ? `An object '${named.fullName}' of type ${named.type} was named in package.xml, but was not found in zipped directory`
      : `Unknown type name '${named.type}' specified in package.xml`;
    upsert.messages.push(failed(subject, problem));
  }
};

/**
 * What the org looks at before and after everything else: settings decide over flows, fields show value sets,
 * profiles name all the rest, and flow definitions decide over the status of flows.
 */
const ranks: Readonly<Record<string, number>> = {
  Settings: -3,
  GlobalValueSet: -2,
  CustomObject: -1,
  MutingPermissionSet: 1,
  PermissionSet: 1,
  Profile: 1,
  FlowDefinition: 2,
};

const rank = ({ type }: ZipComponent): number => ranks[type] ?? 0;

const inDeployOrder = (components: ReadonlyMap<string, ZipComponent>): readonly (readonly [string, ZipComponent])[] =>
  [...components].sort(([, a], [, b]) => rank(a) - rank(b));

/** Components that name something that is not there, or do not compile, fail and stay as they were. */
const refuseBroken = (
  draft: Draft,
  before: ReadonlyMap<string, StoredComponent>,
  messages: readonly DeployMessage[],
): readonly DeployMessage[] => {
  const compile = apexCompiler(draft);
  return messages.map((message) => {
    const key = keyOf(message.componentType, message.fullName);
    const component = message.created || message.changed ? draft.components.get(key) : undefined;
    if (!component) return message;
    const outcome = attempt(message, () => {
      if (isApex(component)) {
        compile(component);
        if (message.changed) refusePendingJobs(draft, component);
      }
      refuseDangling(draft, component);
      refuseSortOrder(draft, component);
      return message.created ? 'created' : 'changed';
    });
    if (outcome.success) return message;
    const known = before.get(key);
    if (known) draft.components.set(key, known);
    else draft.components.delete(key);
    return outcome;
  });
};

/** Deploys what a package's package.xml names. One message per named component, in the order of the zip's files. */
export const upsertPackage = (draft: Draft, source: DeployPackage): readonly DeployMessage[] => {
  const { components, strangers } = componentsOfZip(source.entries);
  const named = namedIn(source, components);
  const childWildcards = source.manifest.types.flatMap(({ name: type, members }) =>
    members.includes(wildcard) ? [{ type, fullName: wildcard }] : [],
  );
  const opened = openedByChildren([...named.values(), ...childWildcards], components);
  const wildcards = new Set(childWildcards.map(({ type }) => type));
  const before = new Map(draft.components);
  const upsert: Upsert = { draft, source, named, wildcards, messages: [], done: new Set() };
  for (const [key, component] of inDeployOrder(components))
    if (isContainer(component.type) && (named.has(key) || opened.has(key))) upsertContainer(upsert, component);
    else upsertTopLevel(upsert, component);
  for (const path of strangers) {
    const createdDate = draft.context.now.toISOString();
    const subject = { componentType: '', fullName: path, fileName: source.prefix + path, createdDate };
    upsert.messages.push(failed(subject, 'Not in package.xml'));
  }
  reportMissing(upsert);
  return refuseBroken(draft, before, upsert.messages);
};
