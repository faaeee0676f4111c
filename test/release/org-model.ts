import { keyOf, parseKey, type ComponentId, type ComponentKey } from '../../src/release/metadata/component.ts';
import { resolveContent } from '../../src/release/content/content-source.ts';
import type { ComponentContent } from '../../src/release/content/content.ts';
import type { FlowFacts, OrgContents, PlanInput } from '../../src/release/plan/plan-input.ts';
import type { Plan } from '../../src/release/plan/plan.ts';
import type { XmlElement } from '../../src/release/xml/xml-element.ts';

/**
 * How an org takes in what it is sent, written down a second time and without looking at the code that plans: what
 * replaces, what merges, what only goes to sleep.
 */
export interface ModelOrg {
  readonly contents: OrgContents;
  readonly flows: ReadonlyMap<string, FlowFacts>;
}

export const carryOut = (plan: Plan, { contents, facts }: PlanInput): ModelOrg => {
  const org = new Map<ComponentKey, ComponentContent | 'absent'>(contents.live);
  const flows = new Map(facts.flows);
  const versions = new Map<string, ComponentContent>();
  for (const step of plan.steps) {
    if (step.kind === 'deploy') deploy(step.number);
    if (step.kind === 'activateFlowVersion') activate(step.flow, step.version);
  }
  return { contents: org, flows };

  function deploy(number: number): void {
    const remove = (when: 'pre' | 'post'): void => {
      for (const one of plan.deletes.filter((deletion) => deletion.when === when && deletion.deploy === number))
        for (const key of org.keys())
          if (key === keyOf(one) || belongsTo(key, one.fullName, one.type)) {
            org.set(key, 'absent');
            forget(parseKey(key));
          }
    };

    /** What profiles and translations say of a component goes with it. */
    function forget({ type, fullName }: ComponentId): void {
      for (const [key, content] of org)
        if (content !== 'absent' && content.xml !== undefined && /^(?:Profile|PermissionSet|Translations):/u.test(key))
          org.set(key, withXml(content, withoutEntriesOf(content.xml, type, fullName)));
    }
    remove('pre');
    for (const ship of plan.ships.filter((one) => one.deploy === number)) {
      const sent = resolveContent({ ...contents, live: contents.live }, ship, ship.content);
      const present = org.get(keyOf(ship));
      if (ship.type === 'Flow') newFlowVersion(sent);
      else
        org.set(
          keyOf(ship),
          present === undefined || present === 'absent' ? sent : merge(present, sent, Number(facts.apiVersion)),
        );
    }
    remove('post');
  }

  /** Production takes every new version in as inactive. */
  function newFlowVersion(sent: ComponentContent): void {
    const known = flows.get(sent.fullName) ?? { activeVersion: 0, versions: [] };
    const number = Math.max(0, ...known.versions) + 1;
    flows.set(sent.fullName, { ...known, versions: [...known.versions, number] });
    versions.set(`${sent.fullName}-${number}`, sent);
    if (known.activeVersion === 0) org.set(keyOf(sent), sent);
  }

  function activate(name: string, version: number | 'newest'): void {
    const known = flows.get(name) ?? { activeVersion: 0, versions: [] };
    const number = version === 'newest' ? Math.max(...known.versions) : version;
    flows.set(name, { ...known, activeVersion: number });
    const key: ComponentKey = `Flow:${name}`;
    const made = versions.get(`${name}-${number === 0 ? Math.max(...known.versions) : number}`);
    const content = made ?? (number === 0 ? undefined : contents.to.get(key));
    if (content !== undefined) org.set(key, content);
  }
};

/** Sections of profiles, permission sets and translations that speak of a type. */
const speaking: Readonly<Record<string, readonly string[]>> = {
  ApexClass: ['classAccesses'],
  CustomApplication: ['applicationVisibilities', 'customApplications'],
  CustomField: ['fieldPermissions'],
  CustomLabel: ['customLabels'],
  CustomObject: ['objectPermissions'],
  Layout: ['layoutAssignments'],
};

const withoutEntriesOf = (root: XmlElement, type: string, fullName: string): XmlElement => ({
  ...root,
  children: root.children.filter(
    (entry) =>
      speaking[type]?.includes(entry.name) !== true ||
      !entry.children.some(({ name, text }) => name !== 'label' && text === fullName),
  ),
});

const belongsTo = (key: ComponentKey, object: string, type: string): boolean => {
  const { fullName } = parseKey(key);
  return type === 'CustomObject' && (fullName.startsWith(`${object}.`) || fullName.startsWith(`${object}-`));
};

const names: Readonly<Record<string, string>> = {
  applicationVisibilities: 'application',
  classAccesses: 'apexClass',
  externalDataSourceAccesses: 'externalDataSource',
  fieldPermissions: 'field',
  flowAccesses: 'flow',
  objectPermissions: 'object',
  pageAccesses: 'apexPage',
  recordTypeVisibilities: 'recordType',
  tabVisibilities: 'tab',
  actionOverrides: 'actionName',
  profileActionOverrides: 'actionName',
  values: 'field',
};

const child = (element: XmlElement, name: string): string =>
  element.children.find((one) => one.name === name)?.text ?? '';

const nameOf = (element: XmlElement): string => {
  if (element.name === 'layoutAssignments')
    return `layout of ${child(element, 'layout').split('-')[0] ?? ''} ${child(element, 'recordType')}`;
  const name = child(element, names[element.name] ?? 'name') || child(element, 'name') || child(element, 'layout');
  return `${element.name} ${name}`;
};

const merging: ReadonlySet<string> = new Set([
  'Profile',
  'CustomObject',
  'Settings',
  'Translations',
  'CustomObjectTranslation',
  'GlobalValueSetTranslation',
  'StandardValueSetTranslation',
]);

const deep: ReadonlySet<string> = new Set(['Settings', 'Translations', 'CustomObjectTranslation']);
const lists: ReadonlySet<string> = new Set(['loginIpRanges', 'loginHours']);

export const merge = (present: ComponentContent, sent: ComponentContent, apiVersion = 67): ComponentContent => {
  if (present.xml === undefined || sent.xml === undefined) return sent;
  const { type } = sent;
  if (type === 'CustomField') return withXml(sent, sleeping(present.xml, sent.xml, ['valueSet', 'valueSetDefinition']));
  if (type === 'GlobalValueSet' || type === 'StandardValueSet')
    return withXml(sent, sleeping(present.xml, sent.xml, []));
  if (type === 'CustomApplication')
    return withXml(sent, mergeXml(only(present.xml, ['actionOverrides', 'profileActionOverrides']), sent.xml, type));
  if (type === 'CustomMetadata') return withXml(sent, mergeXml(only(present.xml, ['values']), sent.xml, type));
  const merges = merging.has(type) || (type === 'PermissionSet' && apiVersion < 40);
  return merges ? withXml(present, mergeXml(present.xml, sent.xml, type)) : sent;
};

const withXml = (content: ComponentContent, xml: XmlElement): ComponentContent => ({ ...content, xml });

const only = (root: XmlElement, tags: readonly string[]): XmlElement => ({
  ...root,
  children: root.children.filter(({ name }) => tags.includes(name)),
});

const mergeXml = (present: XmlElement, sent: XmlElement, type: string): XmlElement => {
  const replaced = new Set(sent.children.filter(({ name }) => lists.has(name)).map(({ name }) => name));
  const children = new Map<string, XmlElement>();
  for (const [index, element] of present.children.entries())
    if (!replaced.has(element.name))
      children.set(lists.has(element.name) ? `${element.name} ${index}` : nameOf(element), element);
  for (const [index, element] of sent.children.entries()) {
    const name = lists.has(element.name) ? `sent ${element.name} ${index}` : nameOf(element);
    const other = children.get(name);
    const isDeep = deep.has(type) && other !== undefined && other.children.length > 0 && element.children.length > 0;
    if (other !== undefined && isStuckOn(type, other, element)) continue;
    children.set(name, isDeep ? mergeXml(other, element, type) : element);
  }
  return { name: sent.name, children: [...children.values()] };
};

/** Some switches of a profile go on and never off again. */
const isStuckOn = (type: string, present: XmlElement, sent: XmlElement): boolean =>
  type === 'Profile' &&
  (sent.name === 'customPermissions' || sent.name === 'customMetadataTypeAccesses') &&
  child(present, 'enabled') === 'true' &&
  child(sent, 'enabled') === 'false';

/** Values that are not sent any more become inactive. */
const sleeping = (present: XmlElement, sent: XmlElement, path: readonly string[]): XmlElement => {
  const [next, ...rest] = path;
  if (next !== undefined) {
    const there = present.children.find(({ name }) => name === next);
    const kept =
      next === 'valueSet' && there !== undefined
        ? there.children.filter(({ name }) => name === 'controllingField' || name === 'valueSettings')
        : [];
    return {
      ...sent,
      children: sent.children.map((one) => {
        if (one.name !== next || there === undefined) return one;
        const inside = sleeping(there, one, rest);
        const hasOwn = inside.children.some(({ name }) => name === 'controllingField');
        return hasOwn ? inside : { ...inside, children: [...kept, ...inside.children] };
      }),
    };
  }
  const isValue = ({ name }: XmlElement): boolean => ['value', 'customValue', 'standardValue'].includes(name);
  const sentNames = new Set(sent.children.filter(isValue).map((value) => child(value, 'fullName')));
  const asleep = present.children
    .filter((value) => isValue(value) && !sentNames.has(child(value, 'fullName')))
    .map((value) => ({
      ...value,
      children: [
        ...value.children.filter(({ name }) => name !== 'isActive'),
        { name: 'isActive', text: 'false', children: [] },
      ],
    }));
  return { ...sent, children: [...sent.children, ...asleep] };
};
