import type { ComparedContents, Comparison } from '../../src/release/delta/comparison.ts';
import { compareContents } from '../../src/release/delta/compare-contents.ts';
import { compareComponents, keyOf, parseKey, type ComponentKey } from '../../src/release/metadata/component.ts';
import type { ComponentContent } from '../../src/release/content/content.ts';
import { parseXml } from '../../src/release/xml/xml-parse.ts';

/** A component: its XML (elements inside the root), and its files. */
export interface Given {
  readonly xml?: string;
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
}

export type Versions = Readonly<Record<string, Given>>;

const contentOf = (key: string, { xml, files = {} }: Given): ComponentContent => {
  const id = parseKey(key);
  return {
    ...id,
    ...(xml !== undefined && { xml: parseXml(`<${id.type}>${xml}</${id.type}>`) }),
    files: new Map(
      Object.entries(files).map(([path, text]) => [path, typeof text === 'string' ? Buffer.from(text) : text]),
    ),
  };
};

const contentsOf = (versions: Versions): Map<ComponentKey, ComponentContent> =>
  new Map(
    Object.entries(versions).map(([key, given]) => {
      const content = contentOf(key, given);
      return [keyOf(content), content];
    }),
  );

/** Where a component lies, as far as a test cares. */
const pathsOf = (content: ComponentContent | undefined): string[] =>
  content === undefined
    ? []
    : [
        `force-app/${content.fullName}.${content.type}-meta.xml`,
        ...[...content.files.keys()].map((file) => `force-app/${file}`),
      ];

/**
 * A comparison of production/v1.0.0 with production/v1.1.0 that was really computed from the components given. What
 * matters to a test beside is given.
 */
export const aComparison = (from: Versions, to: Versions, given: Partial<Comparison> = {}): Comparison => {
  const contents: ComparedContents = { from: contentsOf(from), to: contentsOf(to) };
  const keys = new Set([...contents.from.keys(), ...contents.to.keys()]);
  const changes = [...keys].flatMap((key) => {
    const [was, is] = [contents.from.get(key), contents.to.get(key)];
    const change = compareContents(was, is);
    return change === undefined ? [] : [{ ...change, paths: { from: pathsOf(was), to: pathsOf(is) } }];
  });
  return {
    from: { kind: 'release', name: 'production/v1.0.0', commit: 'a'.repeat(40) },
    to: { kind: 'release', name: 'production/v1.1.0', commit: 'b'.repeat(40) },
    delta: {
      changes: changes.sort(compareComponents),
      unclaimed: [],
      unreadable: [],
      formattingOnly: [],
      moved: [],
    },
    leftOut: 0,
    parents: new Map([
      ['CustomField', 'CustomObject'],
      ['WorkflowRule', 'Workflow'],
    ]),
    contents,
    ...given,
  };
};

const field = (name: string, editable: boolean): string =>
  `<fieldPermissions><editable>${editable}</editable><field>${name}</field><readable>true</readable></fieldPermissions>`;

/** One of each: a class, an object's fields, a label, a profile's permissions. */
export const everyKind: readonly [from: Versions, to: Versions] = [
  {
    'ApexClass:Greeter': { xml: '<apiVersion>61.0</apiVersion>', files: { 'Greeter.cls': 'one\ntwo\nthree\n' } },
    'ApexClass:Old': { files: { 'Old.cls': 'gone\n' } },
    'CustomField:Account.Rating__c': { xml: '<label>Rating</label><length>10</length>' },
    'CustomLabel:Hello': { xml: '<value>Hello</value>' },
    'Profile:Clerk': {
      xml: `${field('Account.Rating__c', false)}<userPermissions><enabled>true</enabled><name>RunReports</name></userPermissions>`,
    },
  },
  {
    'ApexClass:Greeter': { xml: '<apiVersion>62.0</apiVersion>', files: { 'Greeter.cls': 'one\n2\nthree\n' } },
    'CustomField:Account.Rating__c': { xml: '<label>Customer rating</label><length>10</length>' },
    'CustomField:Account.Risk__c': { xml: '<label>Risk</label>' },
    'CustomLabel:Hello': { xml: '<value>Hello, world</value>' },
    'Profile:Clerk': { xml: `${field('Account.Rating__c', true)}${field('Account.Risk__c', false)}` },
  },
];
