import { compareContents } from '../../src/release/delta/compare-contents.ts';
import { compareComponents, keyOf, parseKey, type ComponentKey } from '../../src/release/metadata/component.ts';
import type { ComponentContent } from '../../src/release/content/content.ts';
import type { Delta } from '../../src/release/delta/delta.ts';
import type { OrgFacts, PlanInput } from '../../src/release/plan/plan-input.ts';
import type { Limit, Plan, PlanOptions } from '../../src/release/plan/plan.ts';
import { planRollback } from '../../src/release/plan/plan-rollback.ts';
import { parseXml } from '../../src/release/xml/xml-parse.ts';

/** A component from its key, the inside of its XML, and its files as text. */
export const component = (
  key: string,
  inside?: string,
  files: Readonly<Record<string, string>> = {},
): ComponentContent => {
  const { type, fullName } = parseKey(key);
  const root = type === 'Settings' ? `${fullName}Settings` : type;
  return {
    type,
    fullName,
    ...(inside === undefined ? {} : { xml: parseXml(`<${root}>${inside}</${root}>`) }),
    files: new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])),
  };
};

export const field = (name: string, inside = '<type>Text</type><length>80</length>'): ComponentContent =>
  component(`CustomField:${name}`, `<fullName>${name.split('.')[1] ?? ''}</fullName>${inside}`);

export const object = (name: string, inside = '<label>Thing</label>'): ComponentContent =>
  component(`CustomObject:${name}`, inside);

export const apexClass = (name: string, body = `public class ${name} {}`): ComponentContent =>
  component(`ApexClass:${name}`, '<apiVersion>67.0</apiVersion><status>Active</status>', { [`${name}.cls`]: body });

export const flow = (name: string, label: string, status = 'Active'): ComponentContent =>
  component(`Flow:${name}`, `<label>${label}</label><status>${status}</status>`);

export const profile = (...entries: readonly string[]): ComponentContent =>
  component('Profile:Admin', `${entries.join('')}<userLicense>Salesforce</userLicense>`);

export interface Scene {
  readonly from?: readonly ComponentContent[];
  readonly to?: readonly ComponentContent[];
  /** What the org holds otherwise than `from`: another content, or nothing. */
  readonly live?: readonly ComponentContent[];
  readonly notLive?: readonly string[];
  readonly before?: readonly ComponentContent[];
  readonly facts?: Partial<OrgFacts>;
  readonly options?: Partial<PlanOptions>;
  readonly purpose?: 'rollback' | 'deploy';
  readonly apex?: Readonly<Record<string, string>>;
  readonly orgKind?: PlanInput['orgKind'];
  readonly unclaimed?: Delta['unclaimed'];
}

const mapOf = (contents: readonly ComponentContent[]): Map<ComponentKey, ComponentContent> =>
  new Map(contents.map((content) => [keyOf(content), content]));

export const deltaOf = (from: readonly ComponentContent[], to: readonly ComponentContent[]): Delta => {
  const [left, right] = [mapOf(from), mapOf(to)];
  const changes = [...new Set([...left.keys(), ...right.keys()])]
    .flatMap((key) => compareContents(left.get(key), right.get(key)) ?? [])
    .sort(compareComponents);
  return { changes, unclaimed: [], unreadable: [], formattingOnly: [], moved: [] };
};

/** Everything that planning needs, for an org that holds what `from` says unless told otherwise. */
export const inputOf = (scene: Scene): PlanInput => {
  const { from = [], to = [], live = [], notLive = [], before, facts, options } = scene;
  const held = new Map<ComponentKey, ComponentContent | 'absent'>(mapOf(from));
  for (const content of to) if (!held.has(keyOf(content))) held.set(keyOf(content), 'absent');
  for (const content of live) held.set(keyOf(content), content);
  for (const key of notLive) held.set(key as ComponentKey, 'absent');
  return {
    purpose: scene.purpose ?? 'rollback',
    environment: 'production',
    orgId: '00D000000000001AAA',
    orgKind: scene.orgKind ?? 'production',
    from: { release: 'production/v1.1.0', commit: 'f'.repeat(40) },
    to: { release: 'production/v1.0.0', commit: 'a'.repeat(40) },
    delta: { ...deltaOf(from, to), unclaimed: scene.unclaimed ?? [] },
    contents: { from: mapOf(from), to: mapOf(to), live: held, ...(before && { before: mapOf(before) }) },
    facts: {
      apiVersion: '67.0',
      flows: new Map(),
      recordedFlowVersions: new Map(),
      rows: new Map(),
      dependencies: [],
      holders: new Map(),
      lastModified: new Map(),
      namespaces: [],
      ...facts,
    },
    options: { keepDataModel: 'whenRowsExist', acceptDataLoss: [], onDrift: 'stop', only: [], exclude: [], ...options },
    ...(scene.apex && { apex: new Map(Object.entries(scene.apex)) }),
  };
};

export const planOf = (scene: Scene): Plan => planRollback(inputOf(scene));

/** Row counts by component key. */
export const rows = (counts: Readonly<Record<string, number>>): OrgFacts['rows'] =>
  new Map(Object.entries(counts).map(([key, count]) => [key, { rows: count }]));

export const shipped = (plan: Plan): readonly string[] => plan.ships.map((ship) => `${ship.action} ${keyOf(ship)}`);
export const deleted = (plan: Plan): readonly string[] => plan.deletes.map((one) => `${one.when} ${keyOf(one)}`);
export const keptAs = (plan: Plan): readonly string[] => plan.keeps.map((one) => `${one.because} ${keyOf(one)}`);
export const limitsOf = (plan: Plan): readonly string[] => plan.limits.map(limitName);
const limitName = ({ reason, component: id, entry }: Limit): string =>
  `${reason} ${keyOf(id)}${entry === undefined ? '' : ` ${entry.section}${entry.key === undefined ? '' : ` ${entry.key}`}`}`;
